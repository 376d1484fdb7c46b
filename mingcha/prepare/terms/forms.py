"""What the browser may send about terms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Body

if TYPE_CHECKING:
    OfTerm = forms.ModelForm[Term]
else:
    OfTerm = forms.ModelForm


class TermForm(OfTerm):
    class Meta:
        model = Term
        fields = ["office", "name", "number", "starts_on", "ends_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "office" in self.fields:
            own = Body.objects.filter(pk__in=rights_of(user).own_offices)
            offer(self, "office", own)
            self.fields["office"].initial = own.first()


class EditTermForm(TermForm):
    class Meta(TermForm.Meta):
        fields = ["name", "number", "starts_on", "ends_on"]


class SnapshotForm(forms.Form):
    """The day the scope counts from, and why it was taken anew."""

    on = forms.DateField(label=_l("As of"), initial=timezone.localdate)
    note = forms.CharField(label=_l("Note"), max_length=300, required=False)
