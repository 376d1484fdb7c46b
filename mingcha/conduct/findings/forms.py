"""What the browser may send about papers, findings and immediate rectification."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from mingcha.conduct.findings.actions import findings as finding_actions
from mingcha.conduct.findings.actions import immediates as immediate_actions
from mingcha.conduct.findings.actions import papers as paper_actions
from mingcha.conduct.findings.models import Evidence, Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.queries import class_tree, classes, frame_items_of, possible_agents
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Marking
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    OfWorkingPaper = forms.ModelForm[WorkingPaper]
    OfEvidence = forms.ModelForm[Evidence]
    OfFinding = forms.ModelForm[Finding]
    OfImmediateRectification = forms.ModelForm[ImmediateRectification]
else:
    OfWorkingPaper = OfEvidence = OfFinding = OfImmediateRectification = forms.ModelForm


class ChooseInspectionForm(forms.Form):
    """Which inspection the new record belongs to, where the page did not say."""

    inspection = forms.ModelChoiceField(label=_l("Inspection"), queryset=Inspection.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        mine = Inspection.objects.filter(pk__in=rights.inspections - rights.leads)
        at_work = mine.filter(status__in=paper_actions.AT_WORK)
        offer(self, "inspection", at_work.select_related("round", "organisation"))


class PaperForm(OfWorkingPaper):
    """A working paper as the official form has it. `revision` tells whether somebody saved meanwhile."""

    groups = [
        (_l("The problem"), ("title", "made_on", "source", "amount", "persons_named")),
        (_l("What the report will say"), ("overview", "discovery")),
        (_l("The three bases"), ("facts", "policy_basis", "responsibility_basis")),
        (_l("Who answers"), ("responsible", "talk_with_principal", "meeting_opinion")),
        (_l("Agents"), ("agents",)),
        (_l("What it comes from"), ("activities", "petitions")),
    ]
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    agents = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_l("Agents"),
        required=False,
        help_text=_l("Two or more of the team; none of them reviews or signs."),
    )

    class Meta:
        model = WorkingPaper
        fields = (*paper_actions.WRITTEN, "activities", "petitions")

    def __init__(self, *args: Any, inspection: Inspection, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agents", possible_agents(inspection))
        activities = Activity.objects.visible_to(user).filter(inspection=inspection)
        offer(self, "activities", activities.order_by("kind", "number"))
        offer(self, "petitions", Petition.objects.visible_to(user).filter(inspection=inspection))
        if self.instance.pk and not self.instance._state.adding:
            self.initial.setdefault("revision", self.instance.revision)
            taking_part = self.instance.taking_part.values_list("user_id", flat=True)
            self.initial.setdefault("agents", list(taking_part))


class OpinionForm(OfWorkingPaper):
    """The fact confirmation sheet: what the organisation says, and who signed or why nobody did."""

    class Meta:
        model = WorkingPaper
        fields = paper_actions.OPINION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opinion = WorkingPaper.Opinion
        real = [(value, label) for value, label in opinion.choices if value != opinion.NONE]
        self.fields["organisation_opinion"] = forms.ChoiceField(
            label=self.fields["organisation_opinion"].label, choices=[("", "—"), *real]
        )
        self.fields["opinion_on"].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opinion = given.get("organisation_opinion")
        if opinion and opinion != WorkingPaper.Opinion.AGREE and not given.get("opinion_reason"):
            self.add_error("opinion_reason", _("Write the reason the organisation gives."))
        if not given.get("opinion_by") and not given.get("opinion_refused"):
            self.add_error("opinion_by", _("Who signed for the organisation? If nobody did, say why below."))
        return given


class EvidenceForm(OfEvidence):
    """A file, or a confirmed activity record."""

    file = forms.FileField(label=_l("File"), required=False)
    marking = forms.ChoiceField(
        label=_l("Marking"), choices=Marking, initial=Marking.WORK_SECRET, required=False
    )

    field_order = ("kind", "title", "file", "marking", "activity", "page_range", "on_persons")

    class Meta:
        model = Evidence
        fields = ("kind", "title", "activity", "page_range", "on_persons")

    def __init__(self, *args: Any, paper: WorkingPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        confirmed = Activity.objects.filter(
            inspection_id=paper.inspection_id, status=Activity.Status.CONFIRMED
        )
        offer(self, "activity", confirmed.order_by("kind", "number"))
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Left empty, it is named after the file or the record.")
        self.fields["activity"].help_text = _("Instead of a file: its digest is taken from its text.")
        self.fields["page_range"].help_text = _("Where in it the proof stands, for instance 3–5.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("file")) == bool(given.get("activity")):
            self.add_error("file", _("Give either a file or an activity record."))
        return given

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {**given, "upload": given.pop("file"), "file": None}


class SignForm(forms.Form):
    """What the team meeting said, written down as the leader signs."""

    meeting_opinion = forms.CharField(
        label=_l("Opinion of the team meeting"), widget=forms.Textarea({"rows": 4})
    )


class ReopenForm(forms.Form):
    """Why a filed paper must be written in again."""

    reopen_reason = forms.CharField(
        label=_l("Why it is to be reopened"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class FindingForm(OfFinding):
    """A finding with its codes and the signed papers it rests on."""

    groups = [
        (_l("The problem"), ("number", "title", "text", "found_on")),
        (_l("What it rests on"), ("papers",)),
        (
            _l("Coding"),
            ("frame_item", "issue_class", "severity", "core", "amount", "people_close", "eight_rules"),
        ),
        (_l("Who answers"), ("responsibility", "discipline_code")),
    ]
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Finding
        fields = (*finding_actions.WRITTEN, "papers")

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "papers", WorkingPaper.objects.filter(inspection=inspection).signed())
        offer(self, "frame_item", frame_items_of(inspection))
        offer(self, "issue_class", classes()).choices = class_tree()
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, the next free number is given.")
        if not self.instance._state.adding:
            self.initial.setdefault("revision", self.instance.revision)

    def values(self) -> dict[str, Any]:
        """What the actions take; an empty number is left to them."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        if not given["number"]:
            del given["number"]
        return given


class ImmediateForm(OfImmediateRectification):
    """A proposal: the problem with its basis, what is asked, and by when."""

    class Meta:
        model = ImmediateRectification
        fields = immediate_actions.WRITTEN

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        findings = Finding.objects.filter(inspection=inspection).exclude(status=Finding.Status.WITHDRAWN)
        offer(self, "finding", findings.order_by("number"))
        papers = WorkingPaper.objects.filter(inspection=inspection)
        offer(self, "paper", papers.exclude(status=WorkingPaper.Status.DROPPED))


class ResultForm(forms.Form):
    """What the organisation did, and the file that proves it."""

    result = forms.CharField(
        label=pgettext_lazy("rectification", "Result"), widget=forms.Textarea({"rows": 6})
    )
    benefit = forms.CharField(label=_l("What people gained"), max_length=300, required=False)
    proof_file = forms.FileField(label=_l("Proof"))
