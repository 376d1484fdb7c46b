"""What the browser may send about people in the pools."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import account_named, managed_offices
from mingcha.registry.organisations.models import Division, Organisation
from mingcha.registry.talent.models import Skill, Talent, Tie
from mingcha.registry.talent.queries import Difference

if TYPE_CHECKING:
    TalentModelForm = forms.ModelForm[Talent]
    Organisations = forms.ModelChoiceField[Organisation]
else:
    TalentModelForm = forms.ModelForm
    Organisations = forms.ModelChoiceField


def organisations_for(user: User) -> Any:
    """The organisations a form offers."""
    return Organisation.objects.visible_to(user).filter(is_active=True).order_by("code", "pk")


class TalentForm(TalentModelForm):
    """One person; account and native place are named, for lists of them would be too long."""

    account = forms.CharField(
        label=_l("Account"),
        max_length=60,
        required=False,
        help_text=_l("Their exact account name. Without one they cannot be put into a team."),
    )
    division_code = forms.CharField(
        label=_l("Division code of the native place"), max_length=12, required=False
    )
    skills = forms.MultipleChoiceField(label=_l("Skills"), choices=Skill.choices)

    class Meta:
        model = Talent
        fields = [
            "office", "pool", "name", "born_on", "unit", "post", "grade", "organisation",
            "away_from", "away_until", "away_reason",
        ]  # fmt: skip

    groups = [
        (_l("The person"), ["office", "pool", "name", "account", "born_on", "division_code"]),
        (_l("Work"), ["unit", "post", "grade", "organisation", "skills"]),
        (_l("Availability"), ["away_from", "away_until", "away_reason"]),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", Body.objects.offices().filter(pk__in=managed_offices(user)))
        offer(self, "organisation", organisations_for(user))
        if not self.instance._state.adding:
            self.fields.pop("office")
            self.groups = [(title, [one for one in names if one != "office"]) for title, names in self.groups]
            self.fields["skills"].initial = self.instance.skills
            self.fields["account"].initial = self.instance.user.username if self.instance.user else ""
            self.fields["division_code"].initial = getattr(self.instance.native_place, "code", "")

    def clean_account(self) -> User | None:
        if not (name := self.cleaned_data["account"].strip()):
            return None
        user = account_named(name)
        if user is None or user.is_administrator:
            raise forms.ValidationError(_("There is no open account with this name."))
        return user

    def clean_division_code(self) -> Division | None:
        if not (code := self.cleaned_data["division_code"].strip()):
            return None
        found: Division | None = Division.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no division with the code %(code)s.") % {"code": code})
        return found

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        return given | {"user": given.pop("account"), "native_place": given.pop("division_code")}


class PostHeldForm(forms.Form):
    organisation = Organisations(
        label=_l("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_l("Recusal is found by the organisation; leave it empty only where there is none here."),
    )
    unit = forms.CharField(label=_l("Unit"), max_length=200, required=False)
    title = forms.CharField(label=_l("Post held"), max_length=100)
    since = forms.DateField(label=_l("Since"))
    until = forms.DateField(label=_l("Until"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisations_for(user))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("A post cannot end before it began."))
        if since and since > timezone.localdate():
            self.add_error("since", _("A post cannot begin in the future."))
        if not self.errors and not given.get("unit") and not given.get("organisation"):
            self.add_error("unit", _("Say where the post was held."))
        return given


class TieForm(forms.Form):
    kind = forms.ChoiceField(label=_l("Kind of tie"), choices=Tie.Kind.choices)
    organisation = Organisations(label=_l("Organisation"), queryset=Organisation.objects.none())
    statement = forms.CharField(
        label=_l("Statement"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_l("Who, what relation, which post. Kept sealed."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisations_for(user))


class InterestsForm(forms.Form):
    text = forms.CharField(
        label=_l("Relatives and interests"), max_length=2000, required=False, widget=forms.Textarea
    )


class MergeForm(forms.Form):
    """For each field that differs: which of the two is right."""

    def __init__(self, *args: Any, differences: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in differences:
            if one.differs:
                self.fields[one.name] = forms.ChoiceField(
                    label=one.label,
                    choices=[("left", one.left or _("(empty)")), ("right", one.right or _("(empty)"))],
                    initial="left" if one.left else "right",
                    widget=forms.RadioSelect,
                )

    @property
    def taken(self) -> list[str]:
        """The fields that come from the second entry."""
        return [name for name, side in self.cleaned_data.items() if side == "right"]
