"""What people fill in about guidance."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body

if TYPE_CHECKING:
    OfVisit = forms.ModelForm[GuidanceVisit]
    OfNote = forms.ModelForm[GuidanceNote]
else:
    OfVisit = OfNote = forms.ModelForm

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VisitForm(OfVisit):
    class Meta:
        model = GuidanceVisit
        fields = ("office", "to_office", "round", "kind", "group", "held_on", "until", "members", "text")
        widgets = {"held_on": _DAY, "until": _DAY}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        choices = {
            "office": Body.objects.filter(pk__in=rights.own_offices),
            "to_office": Body.objects.filter(pk__in=rights.offices - rights.own_offices),
            "round": Round.objects.filter(office_id__in=rights.offices),
        }
        for name, queryset in choices.items():
            offer(self, name, queryset)
        self.fields["office"].initial = choices["office"].first()


class NoteForm(OfNote):
    class Meta:
        model = GuidanceNote
        fields = ("kind", "text")


class AnswerForm(forms.Form):
    """What the office guided did."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))
