"""What a run is asked for: the data, the parameters, why, and for which inspection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.supervision.declaration import SUBJECTS, Model
from mingcha.analyse.supervision.models import OwnModel
from mingcha.analyse.supervision.parameters import Parameter
from mingcha.analyse.supervision.queries import versions_for
from mingcha.analyse.supervision.sandbox import NotReadOnly, checked
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.words import Words
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    OfOwnModel = forms.ModelForm[OwnModel]
else:
    OfOwnModel = forms.ModelForm


class OwnModelForm(OfOwnModel):
    """An own model as its author writes it."""

    groups = [
        (_l("What it is"), ("title", "area", "subject_kind", "looks_for", "to_check")),
        (_l("What it does"), ("contracts", "sql", "parameters")),
    ]
    area = forms.ChoiceField(
        label=_l("Area"), choices=lambda: [(key, str(words)) for key, words in AREAS.items()]
    )
    subject_kind = forms.ChoiceField(
        label=_l("A hit is about"),
        choices=lambda: [(str(one), str(words)) for one, words in SUBJECTS.items()],
    )
    contracts = forms.MultipleChoiceField(
        label=_l("Tables"),
        help_text=_l("The SELECT knows them by these names."),
    )
    sql = forms.CharField(
        label=_l("SQL"),
        widget=forms.Textarea({"rows": 14, "spellcheck": "false", "class": "mono"}),
        help_text=_l(
            "One SELECT in the dialect of DuckDB. It gives subject_key and keys_<table>, and may give "
            "subject_name, score from 0 to 1, and further columns as evidence. Parameters are written $name."
        ),
    )
    parameters = forms.CharField(
        label=_l("Parameters"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_l("One a line, with its default: limit = 5000"),
    )

    class Meta:
        model = OwnModel
        fields = ("title", "area", "subject_kind", "looks_for", "to_check", "contracts", "sql", "parameters")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "contracts", [(name, f"{name} · {one}") for name, one in CONTRACTS.items()])
        kept = self.instance.parameters or {}
        self.initial["parameters"] = "\n".join(f"{name} = {value:g}" for name, value in kept.items())

    def clean_parameters(self) -> dict[str, float]:
        found = {}
        for number, line in enumerate(self.cleaned_data["parameters"].splitlines(), 1):
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*([A-Za-z_]\w*)\s*=\s*(-?\d+(?:\.\d+)?)\s*", line)
            if match is None:
                raise forms.ValidationError(_("Line %(number)s is not “name = number”.") % {"number": number})
            found[match.group(1)] = float(match.group(2))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"sql", "contracts", "parameters"} <= given.keys():
            try:
                checked(given["sql"], given["contracts"], given["parameters"])
            except NotReadOnly as refusal:
                self.refused = str(refusal)
                self.add_error("sql", self.refused)
        return given

    refused = ""


class RunForm(forms.Form):
    """One field for each input and parameter of the model."""

    why = forms.CharField(
        label=_l("Why it is run"), max_length=300, help_text=_l("It goes on the trail with your name.")
    )

    def __init__(self, *args: Any, model: Model, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model = model
        for name, contract in model.inputs.items():
            versions = versions_for(user, contract)
            self.fields[f"data_{name}"] = forms.ModelChoiceField(
                versions,
                label=str(contract),
                required=name not in model.optional,
                initial=versions.first(),
                empty_label=_("None: counts as empty") if name in model.optional else None,
            )
        for parameter in model.parameters:
            self.fields[f"set_{parameter.name}"] = _field(parameter)
        self._offer_tasks(user)
        self.groups = [
            (_("Data"), tuple(f"data_{name}" for name in model.inputs)),
            (_("Parameters"), tuple(f"set_{one.name}" for one in model.parameters)),
            (_("Reason"), ("task", "why")),
        ]

    def _offer_tasks(self, user: User) -> None:
        rights = rights_of(user)
        tasks = Task.objects.visible_to(user).filter(pk__in=rights.inspections)
        if rights.own_offices:
            tasks = Task.objects.visible_to(user).filter(office_id__in=rights.own_offices)
            tasks = tasks.exclude(round__status__in=("archived", "stopped"))
        label, required = _("For the inspection"), not rights.own_offices
        offered = tasks.exclude(pk__in=rights.recused_inspections).select_related("round", "organisation")
        self.fields["task"] = forms.ModelChoiceField(
            offered, label=label, required=required, empty_label=None if required else _("For the office")
        )

    @property
    def versions(self) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(f"data_{name}") for name in self.model.inputs}
        return {name: version for name, version in given.items() if version}

    @property
    def parameters(self) -> dict[str, Any]:
        return {one.name: self.cleaned_data[f"set_{one.name}"] for one in self.model.parameters}


def _field(parameter: Parameter) -> forms.Field:
    kind: Any = forms.IntegerField if parameter.kind is int else forms.FloatField
    kind = forms.DecimalField if parameter.default.__class__.__name__ == "Decimal" else kind
    measure = units.told(parameter.unit)
    measured = Words(f"{parameter}（{measure}）", f"{parameter} ({measure})")
    label = str(measured) if measure else str(parameter)
    field: forms.Field = kind(
        label=label,
        initial=parameter.default,
        min_value=parameter.low,
        max_value=parameter.high,
        help_text=_("From %(low)s to %(high)s. %(source)s")
        % {"low": parameter.low, "high": parameter.high, "source": parameter.source},
    )
    return field
