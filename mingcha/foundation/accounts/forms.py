"""What the browser may send about accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$",
        label=_("Account"),
        help_text=_("Lower-case letters, digits, dot, dash; at least three."),
        error_messages={"invalid": _("Use only lower-case letters, digits, dot and dash, at least three.")},
    )
    full_name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)


class AdministrationForm(forms.Form):
    administration = forms.ChoiceField(
        label=_("Administration"), choices=User.Administration.choices, required=False
    )


class OwnPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Six digits from the app on your telephone, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )


class ProofForm(forms.Form):
    """The password once more, and the code where the person has a second factor, before a grave act."""

    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Six digits from the app on your telephone, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def __init__(self, *arguments: Any, with_code: bool, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if not with_code:
            del self.fields["code"]
