"""What people fill in about reports."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.conclude.reports.models import Report, ReportVersion, Sentence
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.frames.models import FrameItem


class DraftForm(forms.Form):
    """Which inspection the report is of, and of what kind."""

    inspection = forms.ModelChoiceField(label=_("Inspection"), queryset=Inspection.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Report.Kind)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is named by the inspection."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Inspection.objects.filter(pk__in=rights_of(user).inspections)
        reporting = mine.filter(status=Inspection.Status.REPORTING).select_related("round", "organisation")
        offer(self, "inspection", reporting)


class LineForm(forms.Form):
    """One sentence of the report in the editor."""

    # What an untouched new row holds too: such rows are left out when the report is saved.
    part = forms.ChoiceField(label=_("Part"), choices=Sentence.Part, initial=Sentence.Part.PROBLEMS)
    text = forms.CharField(label=_("Sentence"), widget=forms.Textarea(attrs={"rows": 2}))
    finding = forms.ModelChoiceField(label=_("Finding"), queryset=Finding.objects.none(), required=False)
    exempt_reason = forms.CharField(label=_("Why it needs no finding"), max_length=200, required=False)
    frame_item = forms.ModelChoiceField(
        queryset=FrameItem.objects.all(), required=False, widget=forms.HiddenInput()
    )

    def clean_text(self) -> str:
        """Browsers end lines otherwise than they were given: a sentence not touched stays the same."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


if TYPE_CHECKING:
    OfLineForm = forms.BaseFormSet[LineForm]
else:
    OfLineForm = forms.BaseFormSet


class LineFormSet(OfLineForm):
    """The sentences in their order; rows can be moved by their number, and removed."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        self.findings = list(report_findings(report))
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["finding"]
        field.queryset = Finding.objects.filter(pk__in=[finding.pk for finding in self.findings])
        field.choices = [("", "—"), *((str(finding.pk), str(finding)) for finding in self.findings)]

    def rows(self) -> list[dict[str, Any]]:
        """The kept rows in the order the writer gave them."""
        forms_in_order = self.ordered_forms if self.can_order else self.forms
        return [form.cleaned_data for form in forms_in_order if form.cleaned_data.get("text")]


def report_findings(report: Report) -> Any:
    """Confirmed findings of the report's inspection: all that a sentence may rest on."""
    confirmed = Finding.objects.filter(inspection_id=report.inspection_id, status=Finding.Status.CONFIRMED)
    return confirmed.order_by("frame_item__code", "number")


Lines: Any = forms.formset_factory(
    LineForm, formset=LineFormSet, extra=3, can_order=True, can_delete=True, max_num=2000, absolute_max=2000
)


class RemarkForm(forms.Form):
    """A reviewer's remark on the report or one of its sentences."""

    sentence = forms.ModelChoiceField(
        label=_("Sentence"),
        queryset=Sentence.objects.none(),
        required=False,
        empty_label=_("The whole report"),
    )
    text = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 4}))
    changes_nature = forms.BooleanField(label=_("Adjusts how the matter is characterised"), required=False)

    def __init__(self, *args: Any, version: ReportVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sentence", version.sentences.order_by("order"))


class AnswerForm(forms.Form):
    """What the team did about a remark."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))
