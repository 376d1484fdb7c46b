"""What the browser may send about organisations and their people."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import account_named, managed_offices
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation

if TYPE_CHECKING:
    OrganisationModelForm = forms.ModelForm[Organisation]
else:
    OrganisationModelForm = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"})


class OrganisationForm(OrganisationModelForm):
    """Superior and division are named by their codes: a list of them would be too long."""

    parent_code = forms.CharField(
        label=gettext_lazy("Code of the superior"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Of an organisation that you keep, or may see."),
    )
    division_code = forms.CharField(label=gettext_lazy("Division code"), max_length=12, required=False)

    class Meta:
        model = Organisation
        fields = ["code", "name", "short_name", "sector", "level", "office", "phone"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offices = Body.objects.offices().filter(pk__in=managed_offices(user))
        offer(self, "office", offices)
        if self.instance.parent:
            self.fields["parent_code"].initial = self.instance.parent.code
        if self.instance.division:
            self.fields["division_code"].initial = self.instance.division.code

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        self.instance.parent = given["parent"] = self._parent(given)
        self.instance.division = given["division"] = self._division(given)
        return given

    def _parent(self, given: dict[str, Any]) -> Organisation | None:
        code = given.pop("parent_code", "")
        if not code:
            return None
        found = Organisation.objects.visible_to(self.user).filter(code=code).select_related("office")
        same = [one for one in found if one.office == given.get("office")] or list(found)
        if not same:
            self.add_error("parent_code", _("There is no organisation with this code."))
            return None
        if self.instance.path and same[0].path.startswith(self.instance.path):
            self.add_error("parent_code", _("An organisation cannot stand above itself."))
            return None
        return same[0]

    def _division(self, given: dict[str, Any]) -> Division | None:
        code = given.pop("division_code", "")
        found = Division.objects.filter(code=code).first() if code else None
        if code and not found:
            message = _("There is no division with the code %(code)s.") % {"code": code}
            self.add_error("division_code", message)
        return found

    def add_error(self, field: str | None, error: Any) -> None:
        """The model speaks of the superior; here it is asked for by its code."""
        if isinstance(error, forms.ValidationError) and hasattr(error, "error_dict"):
            named = error.error_dict
            if "parent" in named:
                named["parent_code"] = named.pop("parent")
        super().add_error(field, error)


class EditOrganisationForm(OrganisationForm):
    class Meta(OrganisationForm.Meta):
        fields = [*OrganisationForm.Meta.fields, "is_active"]


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    post = forms.CharField(label=gettext_lazy("Post held"), max_length=100)
    is_principal = forms.BooleanField(label=gettext_lazy("Principal"), required=False)
    succeeds = forms.BooleanField(
        label=gettext_lazy("Succeeds the present principal, whose term ends that day"), required=False
    )
    since = forms.DateField(label=gettext_lazy("Since"), widget=DAY)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["since"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, today = given.get("since"), timezone.localdate()
        if since and since > today:
            self.add_error("since", _("A post cannot begin in the future."))
        if since and given.get("is_principal"):
            self._ask_for_the_earlier(given)
        return given

    def _ask_for_the_earlier(self, given: dict[str, Any]) -> None:
        """An organisation has one principal at a time."""
        earlier: LeadingPerson | None = (
            self.organisation.leading_persons.in_force().filter(is_principal=True).first()
        )
        if earlier and not given["succeeds"]:
            message = _("%(name)s is still the principal. End that term first.")
            self.add_error("is_principal", message % {"name": earlier.name})
        elif earlier and given["since"] < earlier.since:
            self.add_error("since", _("The present principal began later than that."))


class RepresentativeForm(forms.Form):
    """An account by its exact name: the office does not read the list of accounts."""

    account = forms.CharField(label=gettext_lazy("Account"), max_length=60)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DAY)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["since"].initial = timezone.localdate

    def clean_account(self) -> User:
        user = account_named(self.cleaned_data["account"])
        if user is None:
            raise forms.ValidationError(_("There is no open account with this name."))
        if user.is_administrator:
            raise forms.ValidationError(_("Administrators represent no organisation."))
        if self.organisation.representatives.in_force().filter(user=user).exists():
            raise forms.ValidationError(_("This person represents the organisation already."))
        return user

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError(_("A post cannot begin in the future."))
        return since


class EndForm(forms.Form):
    """The last day of a term."""

    until = forms.DateField(label=gettext_lazy("Until"), widget=DAY)

    def __init__(self, *args: Any, since: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        self.fields["until"].initial = timezone.localdate

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if not self.since <= until <= timezone.localdate():
            raise forms.ValidationError(_("A term ends between the day it began and today."))
        return until
