"""What setting up a channel, bringing a file and choosing between versions ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.sides import Question
from mingcha.foundation.ui.choices import offer

MOST_KEYS = 1 << 14  # bytes of a key file


# The offices that one may exchange with, by key: told by the app that knows them (`oversee.levels`).
Peers = Callable[[User], list[tuple[UUID, str]]]
peers: list[Peers] = []


class ChannelForm(forms.Form):
    """The other side's key file, and what it is to us; which office it is, where it is one above or below."""

    file = forms.FileField(
        label=_l("Key file of the other side"), help_text=_l("The .json file it gave you.")
    )
    partner = forms.ChoiceField(label=_l("Other side"))
    peer_office = forms.TypedChoiceField(
        label=_l("Office of the other side"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_l("For an office above or below: what goes over is chosen by it."),
    )
    name = forms.CharField(
        label=_l("Name of the channel"),
        max_length=100,
        required=False,
        help_text=_l("Left empty: as the other side calls itself."),
    )
    suite = forms.TypedChoiceField(
        label=_l("Algorithms"),
        coerce=int,
        choices=[(suite.number, suite.title) for suite in SUITES.values()],
        help_text=_l("What packages to the other side are sealed with. Both sides read either."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(str(key), name) for told in peers for key, name in told(user)]
        offer(self, "peer_office", [("", "—"), *offices])
        offered = (Channel.Partner.OUTER, Channel.Partner.UPPER, Channel.Partner.LOWER)
        offer(self, "partner", [(one.value, one.label) for one in offered])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        levels = (Channel.Partner.UPPER, Channel.Partner.LOWER)
        if given.get("partner") not in levels:
            given["peer_office"] = None
        elif "peer_office" in given and given["peer_office"] is None:
            self.add_error("peer_office", _("Choose which office the other side is."))
        return given


class BringForm(forms.Form):
    """A package, a receipt, or a certificate."""

    file = forms.FileField(
        label=_l("File from the other side"),
        help_text=_l("A package (.mcx), a receipt or a certificate (.json)."),
    )


class CloseForm(forms.Form):
    reason = forms.CharField(label=_l("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class KeysForm(forms.Form):
    name = forms.CharField(
        label=_l("Name of this site"), max_length=100, help_text=_l("By which partners know it.")
    )


class SettleForm(forms.Form):
    """One choice for each field on which the sides differ; a field may be left for later."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            choices = [(side.id, side.where) for side in one.sides]
            self.fields[one.name] = forms.ChoiceField(label=one.title, choices=choices, required=False)

    @property
    def chosen(self) -> dict[str, str]:
        return {name: version for name, version in self.cleaned_data.items() if version}
