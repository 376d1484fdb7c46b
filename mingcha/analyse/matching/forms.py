"""What a matching is asked for: the lists, their columns, the thresholds, why and for what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.models import Version
from mingcha.analyse.matching.linking.columns import FIELD_WORDS, suggested, text_columns
from mingcha.analyse.matching.models import Match
from mingcha.analyse.matching.queries import tasks_for, versions_for
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of

SIDES = ("left", "right")


class ListsForm(forms.Form):
    """First step: which two lists."""

    kind = forms.ChoiceField(label=_l("Kind"), choices=Match.Kind.choices)
    left = forms.ModelChoiceField(Version.objects.none(), label=_l("First list"))
    right = forms.ModelChoiceField(
        Version.objects.none(),
        label=_l("Second list"),
        help_text=_l("Each record of the first list is looked for in the second."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in SIDES:
            offer(self, side, versions_for(user))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("left") and given.get("left") == given.get("right"):
            self.add_error("right", _("Choose two different lists."))
        return given


class MatchForm(forms.Form):
    """Second step: which columns say the same, from where pairs count, and why."""

    upper = forms.FloatField(
        label=_l("Taken as the same from"),
        initial=0.95,
        min_value=0.5,
        max_value=1,
        widget=forms.NumberInput({"step": "0.01"}),
        help_text=_l(
            "A pair of probability 0.95 is right 95 times of 100, and those above more often. Higher: fewer "
            "mistakes, more to decide by hand."
        ),
    )
    lower = forms.FloatField(
        label=_l("Dropped below"),
        initial=0.2,
        min_value=0.01,
        max_value=1,
        widget=forms.NumberInput({"step": "0.01"}),
        help_text=_l("Pairs between the two thresholds are shown to a person, the likeliest first."),
    )
    why = forms.CharField(
        label=_l("Why it is made"), max_length=300, help_text=_l("It goes on the trail with your name.")
    )

    def __init__(
        self, *args: Any, kind: str, left: Version, right: Version, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for side, version in zip(SIDES, (left, right), strict=True):
            self._offer_columns(side, version)
        self._offer_tasks(user)
        self.groups = [
            (_("First list: %(list)s") % {"list": left}, self._names("left")),
            (_("Second list: %(list)s") % {"list": right}, self._names("right")),
            (_("Thresholds"), ("upper", "lower")),
            (_("Reason"), ("task", "why")),
        ]

    def _names(self, side: str) -> tuple[str, ...]:
        return tuple(f"{side}_{field}" for field in FIELD_WORDS[self.kind])

    def _offer_columns(self, side: str, version: Version) -> None:
        contract = version.dataset.declared
        known = text_columns(contract.columns) if contract else []
        likely = suggested(self.kind, known)
        choices = [("", _("Not in this list")), *((column.name, str(column)) for column in known)]
        for field, words in FIELD_WORDS[self.kind].items():
            self.fields[f"{side}_{field}"] = forms.ChoiceField(
                label=str(words), choices=choices, required=False, initial=likely.get(field, "")
            )

    def _offer_tasks(self, user: User) -> None:
        required = not rights_of(user).own_offices
        self.fields["task"] = forms.ModelChoiceField(
            tasks_for(user),
            label=_("For the inspection"),
            required=required,
            empty_label=None if required else _("For the office"),
        )

    def columns(self, side: str) -> dict[str, str]:
        given = {field: self.cleaned_data.get(f"{side}_{field}") for field in FIELD_WORDS[self.kind]}
        return {field: name for field, name in given.items() if name}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._refuse_twice()
        if not self.columns("left").keys() & self.columns("right").keys() - {"address"}:
            text = _("Choose for both lists the column of the name, the number or the telephone.")
            self.add_error(None, text)
        if given.get("upper") and given.get("lower") and given["lower"] > given["upper"]:
            self.add_error("lower", _("The lower threshold is above the upper one."))
        return given

    def _refuse_twice(self) -> None:
        for side in SIDES:
            taken: set[str] = set()
            for field, name in self.columns(side).items():
                if name in taken:
                    self.add_error(f"{side}_{field}", _("This column is chosen twice."))
                taken.add(name)
