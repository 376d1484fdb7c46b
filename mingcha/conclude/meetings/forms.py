"""What people fill in about meetings."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.conclude.meetings.models import Decision, Meeting, NamedMatter
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body

if TYPE_CHECKING:
    OfMeeting = forms.ModelForm[Meeting]
    OfDecision = forms.ModelForm[Decision]
    OfNamedMatter = forms.ModelForm[NamedMatter]
else:
    OfMeeting = OfDecision = OfNamedMatter = forms.ModelForm


_DAY = {"type": "date"}


class MeetingForm(OfMeeting):
    class Meta:
        model = Meeting
        fields = (
            "office",
            "kind",
            "round",
            "number",
            "held_on",
            "place",
            "chair",
            "attendees",
            "agenda",
            "minutes",
        )
        widgets = {"held_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        offices = Body.objects.filter(pk__in=rights.own_offices | rights.clerks)
        offer(self, "office", offices)
        self.fields["office"].initial = offices.first()
        rounds = Round.objects.filter(office__in=offices)
        offer(self, "round", rounds)


class MinutesForm(OfMeeting):
    """What may still change before the minutes are on record."""

    class Meta:
        model = Meeting
        fields = ("number", "held_on", "place", "chair", "attendees", "agenda", "minutes")
        widgets = {"held_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d")}


def _inspections_of(meeting: Meeting) -> Any:
    found = Inspection.objects.filter(office_id=meeting.office_id).select_related("round", "organisation")
    return found.filter(round_id=meeting.round_id) if meeting.round_id else found


class DecisionForm(OfDecision):
    class Meta:
        model = Decision
        fields = ("inspection", "text", "owner", "due_on")
        widgets = {"due_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "inspection", _inspections_of(meeting))


class NamedMatterForm(OfNamedMatter):
    class Meta:
        model = NamedMatter
        fields = ("inspection", "kind", "name", "decision", "carried_out_by", "finding")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inspections = _inspections_of(meeting)
        offer(self, "inspection", inspections)
        findings = Finding.objects.filter(inspection__in=inspections, status=Finding.Status.CONFIRMED)
        offer(self, "finding", findings)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        finding, inspection = cleaned.get("finding"), cleaned.get("inspection")
        if finding and inspection and finding.inspection_id != inspection.pk:
            self.add_error("finding", _("This finding belongs to another inspection."))
        return cleaned


class DoneForm(forms.Form):
    """The day a decision was carried out."""

    on = forms.DateField(label=_("Done on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("It cannot have been done on a day to come."))
        return on
