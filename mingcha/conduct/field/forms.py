"""What making a field edition asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.field import editions
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.refusals import Invalid

_SECRET = {"autocomplete": "new-password"}


class EditionForm(forms.Form):
    """The passphrase that opens the laptop's copy, twice, and what packages to it are sealed with."""

    passphrase = forms.CharField(
        label=_l("Passphrase of the edition"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(_SECRET),
        help_text=_l("Opens the copy on the laptop. It is kept nowhere: whoever loses it loses that copy."),
    )
    again = forms.CharField(
        label=_l("Passphrase again"), max_length=200, strip=False, widget=forms.PasswordInput(_SECRET)
    )
    suite = forms.TypedChoiceField(
        label=_l("Algorithms"),
        coerce=int,
        choices=[(suite.number, suite.title) for suite in SUITES.values()],
        help_text=_l("What packages to the other side are sealed with. Both sides read either."),
    )

    def clean_passphrase(self) -> str:
        given: str = self.cleaned_data["passphrase"]
        try:
            editions.refuse_weak(given)
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "passphrase" in given and "again" in given and given["passphrase"] != given["again"]:
            self.add_error("again", _("The two do not agree."))
        return given
