"""What the browser may send about the dictionaries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.registry.frames.models import NAME, CodeList, Rule, RuleSet
from mingcha.registry.frames.queries import rule_fault, standard_values


@dataclass(frozen=True)
class Row:
    """The three fields of one rule."""

    label: str
    value: forms.BoundField
    unit: forms.BoundField
    basis: forms.BoundField


class RuleSetForm(forms.Form):
    """Value, unit and basis of every rule, and why they change."""

    note = forms.CharField(
        label=_("What changes, and why"), max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, rule_set: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = forms.Textarea({"rows": 2})
        for key, label in Rule.choices:
            given = rule_set.values.get(key) or standard_values(rule_set.level).get(key, {})
            self.fields[f"{key}_value"] = forms.CharField(
                label=label, required=False, initial=given.get("value"), max_length=60
            )
            self.fields[f"{key}_unit"] = forms.ChoiceField(
                label=label, required=False, initial=given.get("unit"), choices=RuleSet.units_for(key)
            )
            self.fields[f"{key}_basis"] = forms.CharField(
                label=label, required=False, initial=given.get("basis"), max_length=500, widget=lines
            )

    def rows(self) -> Iterator[Row]:
        for key, label in Rule.choices:
            yield Row(str(label), self[f"{key}_value"], self[f"{key}_unit"], self[f"{key}_basis"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key in Rule.values:
            if fault := rule_fault(key, self._rule(key)):
                self.add_error(f"{key}_value", fault)
        return given

    def _rule(self, key: str) -> dict[str, Any]:
        value = self.cleaned_data.get(f"{key}_value", "").strip()
        return {
            "value": int(value) if value.isdecimal() else value,
            "unit": self.cleaned_data.get(f"{key}_unit"),
            "basis": self.cleaned_data.get(f"{key}_basis", "").strip(),
        }

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """All rules as a rule set keeps them."""
        return {key: self._rule(key) for key in Rule.values}


class CodeValueForm(forms.Form):
    name = forms.CharField(label=NAME, max_length=100)

    def __init__(self, *args: Any, code_list: CodeList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_list = code_list

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if self.code_list.values.filter(name=name).exists():
            raise forms.ValidationError(_("The list has this value already."))
        return name
