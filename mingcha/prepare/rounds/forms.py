"""What the browser may send about rounds and tasks."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.queries import earlier_rounds, organisations_for, terms_for
from mingcha.registry.frames.models import Frame, RuleSet
from mingcha.registry.organisations.models import Organisation

if TYPE_CHECKING:
    OfRound = forms.ModelForm[Round]
    Organisations = forms.ModelMultipleChoiceField[Organisation]
    Tasks = forms.ModelMultipleChoiceField[Task]
else:
    OfRound, Organisations, Tasks = (
        forms.ModelForm,
        forms.ModelMultipleChoiceField,
        forms.ModelMultipleChoiceField,
    )

MOST = 300  # boxes on one page; the search above them narrows the list


class RoundForm(OfRound):
    class Meta:
        model = Round
        fields = [
            "term",
            "kind",
            "number",
            "year",
            "name",
            "plan_from",
            "plan_to",
            "frame",
            "rule_set",
            "joint",
            "cross",
            "upgraded",
            "covers",
            "purpose",
        ]
        help_texts = {
            "frame": _l("The round keeps this version to its end."),
            "rule_set": _l("The round keeps these periods to its end."),
            "covers": _l("For a look-back: the rounds it looks back on."),
        }

    groups = [
        (_l("The round"), ["term", "kind", "number", "year", "name", "plan_from", "plan_to"]),
        (_l("Standards it keeps"), ["frame", "rule_set"]),
        (_l("Working together"), ["joint", "cross", "upgraded", "covers"]),
        (_l("Plan"), ["purpose"]),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = list(terms_for(user).values_list("office__level", flat=True))
        choices: dict[str, Any] = {
            "term": terms_for(user),
            "covers": earlier_rounds(user),
            "frame": Frame.objects.filter(level__in=levels, is_current=True),
            "rule_set": RuleSet.objects.visible_to(user).filter(level__in=levels, is_current=True),
        }
        for name, found in choices.items():
            offer(self, name, found)
        self.fields["year"].initial = timezone.localdate().year


class EditRoundForm(RoundForm):
    """Term, frame and rule set stay as they were chosen."""

    class Meta(RoundForm.Meta):
        fields = [name for name in RoundForm.Meta.fields if name not in ("term", "frame", "rule_set")]

    groups = [
        (_l("The round"), ["kind", "number", "year", "name", "plan_from", "plan_to"]),
        (_l("Working together"), ["joint", "cross", "upgraded", "covers"]),
        (_l("Plan"), ["purpose"]),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        found = earlier_rounds(user).exclude(pk=self.instance.pk)
        offer(self, "covers", found)


class PlanForm(forms.Form):
    """How and when the organisations chosen are inspected."""

    mode = forms.ChoiceField(label=_l("Mode"), choices=Task.Mode.choices, initial=Task.Mode.ONE)
    counts_to_coverage = forms.BooleanField(label=_l("Counts towards coverage"), required=False, initial=True)
    entry_on = forms.DateField(label=_l("Planned entry"), required=False)
    leave_on = forms.DateField(label=_l("Planned leave"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        entry, leave = given.get("entry_on"), given.get("leave_on")
        if entry and leave and leave < entry:
            self.add_error("leave_on", _("The team cannot leave before it enters."))
        return given


class TasksForm(PlanForm):
    """Organisations to put into a round: ticked, or their codes pasted."""

    organisations = Organisations(
        label=_l("Organisations"), queryset=Organisation.objects.none(), required=False
    )
    codes = forms.CharField(
        label=_l("Codes"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_l("Or paste their codes here, separated by spaces or lines."),
    )
    field_order = ["organisations", "codes", "mode", "counts_to_coverage", "entry_on", "leave_on"]

    def __init__(self, *args: Any, of: Round, search: str = "", sector: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = of
        shown = organisations_for(of, search, sector)
        first = organisations_for(of).filter(pk__in=shown[:MOST].values("pk"))
        offer(self, "organisations", shown if self.is_bound else first)

    def clean_codes(self) -> list[Organisation]:
        codes = dict.fromkeys(self.cleaned_data["codes"].replace("，", " ").replace(",", " ").split())
        found = {one.code: one for one in organisations_for(self.round).filter(code__in=codes)}
        if strange := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                _("Not to be inspected by this office, or in the round already: %(codes)s")
                % {"codes": listed(strange[:20])}
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        chosen = [*given.get("organisations", []), *given.get("codes", [])]
        if not self.errors and not chosen:
            raise forms.ValidationError(_("Choose at least one organisation."))
        return given

    @property
    def chosen(self) -> list[Organisation]:
        both = [*self.cleaned_data["organisations"], *self.cleaned_data["codes"]]
        return list({one.pk: one for one in both}.values())

    @property
    def plan(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PlanForm.base_fields}


class PlanTasksForm(PlanForm):
    """Dates and mode of several tasks at once."""

    tasks = Tasks(label=_l("Inspection tasks"), queryset=Task.objects.none())
    field_order = ["tasks", "entry_on", "leave_on", "mode", "counts_to_coverage"]

    def __init__(self, *args: Any, of: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks = offer(self, "tasks", of.tasks.filter(entered_on__isnull=True).select_related("organisation"))
        tasks.label_from_instance = lambda task: str(task.organisation)
