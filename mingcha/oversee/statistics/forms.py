"""The scope of the figures, as the address gives it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Scope
from mingcha.foundation.indicators.scope import DIMENSIONS
from mingcha.foundation.ui.choices import offer
from mingcha.oversee.statistics.permissions import counted_offices, home_office
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Body, Level
from mingcha.registry.organisations.models import Organisation

ALL = _l("All")
COMPARED = [
    ("", _l("Nothing")),
    *((name, DIMENSIONS[name]) for name in ("round", "term", "office", "level", "kind", "sector")),
    ("year", _l("Year")),
]


def _one_of(model: Any, name: str, nothing: Any = ALL) -> forms.ModelChoiceField[Any]:
    rows = model._default_manager.none()
    return forms.ModelChoiceField(rows, label=DIMENSIONS[name], required=False, empty_label=nothing)


def _coded(name: str, choices: Any) -> forms.ChoiceField:
    given = [("", ALL), *choices.choices]
    return forms.ChoiceField(label=DIMENSIONS[name], required=False, choices=given)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ScopeForm(forms.Form):
    """Everything is optional: what is not chosen is not limited."""

    office = _one_of(Body, "office", _l("All that I count"))
    below = forms.BooleanField(label=_l("With the offices below"), required=False)
    term = _one_of(Term, "term")
    round = _one_of(Round, "round")
    level = _coded("level", Level)
    kind = _coded("kind", Round.Kind)
    sector = _coded("sector", Organisation.Sector)
    since = _day(pgettext_lazy("period", "From"))
    until = _day(pgettext_lazy("period", "To"))
    by = forms.ChoiceField(label=_l("Compare by"), required=False, choices=COMPARED)

    def __init__(self, query: Any, *, user: User) -> None:
        given = query.copy()
        if not query:  # the first look is at everything one's own office answers for
            given["below"] = "on"
        given.setdefault("office", str(home_office(user) or ""))
        super().__init__(given, auto_id="scope_%s")
        offices = Body.objects.filter(pk__in=counted_offices(user)).order_by("division_code", "name", "pk")
        offer(self, "office", offices)
        offer(self, "term", Term.objects.visible_to(user).select_related("office"))
        rounds = Round.objects.visible_to(user).select_related("office")
        offer(self, "round", rounds.order_by("office_id", "-plan_from"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", forms.ValidationError(_l("This day comes before the first one.")))
        return given

    def scope(self) -> Scope:
        """What is chosen; only of a valid form."""
        given: dict[str, Any] = {
            name: value or None for name, value in self.cleaned_data.items() if name != "by"
        }
        return Scope(**{**given, "below": bool(self.cleaned_data["below"])})

    def label_of(self, by: str) -> str | None:
        """What the dimension that figures are compared by is called."""
        return dict(COMPARED).get(by)
