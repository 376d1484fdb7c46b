"""What the browser may send about accounts."""

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
