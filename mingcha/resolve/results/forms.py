"""What people fill in about the use made of results."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import modelform_factory

from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body
from mingcha.registry.organisations.models import Organisation
from mingcha.resolve.results.models import (
    Accountability,
    AppointmentCorrection,
    Circular,
    CommonProblem,
    Suggestion,
    SupervisionAct,
)

if TYPE_CHECKING:
    OfAny = forms.ModelForm[Any]
    OfSuggestion = forms.ModelForm[Suggestion]
else:
    OfAny = OfSuggestion = forms.ModelForm


_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_PLACE = ["office", "body", "round", "inspection", "organisation"]

# The fields each kind of entry asks for, after where it belongs.
ENTRIES: dict[str, tuple[Any, list[str]]] = {
    model._meta.model_name or "": (model, fields)
    for model, fields in (
        (SupervisionAct, ["kind", "amount", "on", "text"]),
        (Circular, ["kind", "amount", "on", "approved_by", "public", "text"]),
        (Accountability, ["kind", "amount", "on", "measure", "decided_by", "text"]),
        (AppointmentCorrection, ["corrected", "handled", "on", "text"]),
        (CommonProblem, ["title", "on", "text"]),
    )
}


class _EntryForm(OfAny):
    """Limits every choice to what the person has to do with."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        offices = rights.own_offices | rights.supervised_offices
        inspections = Inspection.objects.filter(office_id__in=offices)
        organisations = Organisation.objects.filter(office_id__in=offices)
        choices = {
            "office": Body.objects.filter(pk__in=offices),
            "body": Body.objects.filter(pk__in=rights.bodies),
            "round": Round.objects.filter(office_id__in=offices),
            "inspection": inspections.exclude(pk__in=rights.recused_inspections).select_related(
                "round", "organisation"
            ),
            "organisation": organisations.exclude(pk__in=rights.recused_organisations),
        }
        for name, queryset in choices.items():
            if name in self.fields:
                offer(self, name, queryset)
        for name in ("office", "body"):
            self.fields[name].initial = choices[name].first()


def entry_form(name: str) -> type[Any]:
    """The form of one kind of entry. Raises KeyError for an unknown kind."""
    model, fields = ENTRIES[name]
    return modelform_factory(model, form=_EntryForm, fields=[*_PLACE, *fields], widgets={"on": _DAY})


class GatherForm(forms.Form):
    """The findings a common problem rests on."""

    findings = forms.ModelMultipleChoiceField(
        label=Finding._meta.verbose_name_plural,
        queryset=Finding.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, problem: CommonProblem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Finding.objects.visible_to(user).filter(office_id=problem.office_id, status="confirmed")
        if problem.round_id:
            found = found.filter(inspection__round_id=problem.round_id)
        offer(self, "findings", found)


class SuggestionForm(OfSuggestion):
    class Meta:
        model = Suggestion
        fields = ("office", "to_body", "round", "problem", "title", "text", "due_on")
        widgets = {"due_on": _DAY}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = rights_of(user).own_offices
        departments = Body.objects.filter(is_active=True).exclude(
            kind__in=("office", "leading_group", "committee")
        )
        choices = {
            "office": Body.objects.filter(pk__in=own),
            "to_body": departments,
            "round": Round.objects.filter(office_id__in=own),
            "problem": CommonProblem.objects.filter(office_id__in=own),
        }
        for name, queryset in choices.items():
            offer(self, name, queryset)
        self.fields["office"].initial = choices["office"].first()
