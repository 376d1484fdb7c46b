"""What the browser may send about keys, codes, sealed reports and questionnaires."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.intake.actions.keys import check_passphrase
from mingcha.conduct.intake.actions.questions import parse
from mingcha.conduct.intake.models import KeyHolder, Questionnaire, SealedReport
from mingcha.conduct.intake.queries import grantable, possible_holders
from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.proof import prove
from mingcha.foundation.accounts.second_factor import factor_of
from mingcha.foundation.refusals import Invalid, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.models import Team

if TYPE_CHECKING:
    OfQuestionnaire = forms.ModelForm[Questionnaire]
else:
    OfQuestionnaire = forms.ModelForm

_SECRET = {"autocomplete": "off"}


class ConfirmForm(forms.Form):
    """The account's password once more, and the one-time code where the person has a second factor."""

    password = forms.CharField(
        label=_l("Password of your account"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_l("One-time code"),
        max_length=20,
        help_text=_l("Six digits from the app on your telephone, or one of your recovery codes."),
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if factor_of(request.user) is None:
            del self.fields["code"]

    def full_clean(self) -> None:
        """Asked last, because a code is right once: it is not spent on a form that is wrong elsewhere."""
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        given = {name: self.cleaned_data[name] for name in ("password", "code") if name in self.fields}
        try:
            prove(self.request, self.request.user, **given)
        except Invalid as wrong:
            self.add_error("password", str(wrong))


class PassphraseForm(ConfirmForm):
    """A first passphrase, or another in place of the one there is."""

    old = forms.CharField(
        label=_l("Passphrase until now"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(_SECRET),
        help_text=_l(
            "Leave empty if you have forgotten it: your shares are then lost and must be given anew."
        ),
    )
    passphrase = forms.CharField(
        label=_l("New passphrase"),
        max_length=200,
        widget=forms.PasswordInput(_SECRET),
        help_text=_l("A sentence that only you know, twelve signs or more. Nobody can tell you it again."),
    )
    again = forms.CharField(
        label=_l("New passphrase again"), max_length=200, widget=forms.PasswordInput(_SECRET)
    )

    def __init__(self, *args: Any, holder: KeyHolder | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if holder is None:
            del self.fields["old"]

    def clean_passphrase(self) -> str:
        given: str = self.cleaned_data["passphrase"]
        try:
            check_passphrase(given)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("passphrase") and given.get("again") and given["passphrase"] != given["again"]:
            self.add_error("again", _("The two do not agree."))
        if given.get("passphrase") and given["passphrase"] == given.get("password"):
            self.add_error("passphrase", _("Do not take the password of your account."))
        return given


class MakeKeysForm(forms.Form):
    """Who holds shares, and how many of them are needed."""

    groups = [
        (_l("What is reported"), ("report_holders", "report_needed")),
        (_l("Who reports"), ("identity_holders", "identity_needed")),
    ]
    report_holders = forms.ModelMultipleChoiceField(
        KeyHolder.objects.none(), label=_l("Holders for the content of reports")
    )
    report_needed = forms.IntegerField(
        label=_l("Persons needed to open reports"), min_value=2, max_value=20, initial=2
    )
    identity_holders = forms.ModelMultipleChoiceField(
        KeyHolder.objects.none(), label=_l("Holders for the identity of reporters")
    )
    identity_needed = forms.IntegerField(
        label=_l("Persons needed to open identities"), min_value=2, max_value=20, initial=2
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("report_holders", "identity_holders"):
            offer(self, name, possible_holders(team))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for holders, needed in (("report_holders", "report_needed"), ("identity_holders", "identity_needed")):
            if holders in given and needed in given and given[needed] > len(given[holders]):
                self.add_error(needed, _("More are needed than hold a share."))
        return given


class UnlockForm(ConfirmForm):
    """Ask for the key of reports; whoever holds a share gives it at once."""

    passphrase = forms.CharField(
        label=_l("Your passphrase"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(_SECRET),
        help_text=_l("If you hold a share yourself. The other holders are told."),
    )


class ContributeForm(ConfirmForm):
    passphrase = forms.CharField(
        label=_l("Your passphrase"),
        max_length=200,
        widget=forms.PasswordInput(_SECRET),
        help_text=_l("The one you set for your shares of keys, not the password of your account."),
    )


class AskIdentityForm(UnlockForm):
    """Why the reporter must be known."""

    reason = forms.CharField(
        label=_l("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_l("Your name, the time and this reason stay on the trail."),
    )
    tells = forms.BooleanField(
        label=_l("Tell the reporter"),
        required=False,
        initial=True,
        help_text=_l(
            "On their next visit with the receipt. Untick only where the law or the case forbids it."
        ),
    )
    field_order = ("reason", "tells", "password", "code", "passphrase")


class AskAnewForm(UnlockForm):
    """Why a key is shared anew."""

    reason = forms.CharField(label=_l("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))
    field_order = ("reason", "password", "code", "passphrase")


class ShareAnewForm(forms.Form):
    holders = forms.ModelMultipleChoiceField(KeyHolder.objects.none(), label=_l("Holders"))
    needed = forms.IntegerField(label=_l("Persons needed"), min_value=2, max_value=20, initial=2)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "holders", possible_holders(team))


class CodeForm(forms.Form):
    """What the poster says of the scope."""

    accepts = forms.CharField(
        label=_l("What is accepted"),
        max_length=600,
        widget=forms.Textarea({"rows": 6}),
        help_text=_l("One matter a line, eight lines at most."),
    )
    refuses = forms.CharField(
        label=_l("Not accepted"),
        max_length=600,
        widget=forms.Textarea({"rows": 6}),
        help_text=_l("One matter a line, eight lines at most."),
    )
    takes_names = forms.BooleanField(
        label=_l("Reports in real name are taken"),
        required=False,
        initial=True,
        help_text=_l("Otherwise anonymous reports only."),
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_l("Reply"),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_l("Sealed to the reporter's receipt. Do not name other persons; do not ask who they are."),
    )


class GrantForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_l("Member of the team"))

    def __init__(self, *args: Any, report: SealedReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", grantable(report))


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_l("Why it is on hold"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_l("Leave empty to end the hold."),
    )


class RedactForm(forms.Form):
    """What is masked in the copy besides numbers."""

    words = forms.CharField(
        label=_l("Names and words to mask"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_l("One a line. Numbers of six digits and more are masked anyway."),
    )


class DestroyKeysForm(forms.Form):
    witness = forms.CharField(label=_l("Witness"), max_length=60)
    reason = forms.CharField(label=_l("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


MOVE_FORMS: dict[str, type[forms.BaseForm]] = {"destroy": DestroyKeysForm}


class QuestionnaireForm(OfQuestionnaire):
    """A questionnaire as one types it."""

    groups = [
        (_l("What it is"), ("kind", "title", "intro", "ends_on", "invited", "floor")),
        (_l("What is asked"), ("asked",)),
    ]
    asked = forms.CharField(
        label=_l("Questions"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 24}),
        help_text=_l(
            "One block a question, blocks parted by an empty line; options below it, one a line."
            " Begin with 【单选】, 【多选】, 【填空】 or 【分组】."
        ),
    )

    class Meta:
        model = Questionnaire
        fields = ("kind", "title", "intro", "ends_on", "invited", "floor")

    def clean_asked(self) -> str:
        """Kept as typed; the questions are beside it."""
        text: str = self.cleaned_data["asked"]
        try:
            self.questions = parse(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return text

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "asked"}
        return {**given, "questions": self.questions}
