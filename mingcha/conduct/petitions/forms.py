"""What the browser may send about a petition."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.queries import likely_repeats, originals_for
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.ui.moves import RecordForm
from mingcha.registry.organisations.models import Organisation

if TYPE_CHECKING:
    OfPetition = forms.ModelForm[Petition]
else:
    OfPetition = forms.ModelForm

_l = gettext_lazy
GROUPS: list[tuple[str | Promise, tuple[str, ...]]] = [
    (_l("How it came"), ("channel", "received_on", "letters", "persons", "urgent")),
    (_l("Who complains (sealed)"), ("named", "complainant")),
    (_l("What about"), ("organisation", "reflected", "reflected_post", "discipline_code", "content")),
]


def _within(seen: QuerySet[Organisation], inspection: Inspection) -> QuerySet[Organisation]:
    """The inspected organisation and everything below it."""
    return seen.filter(path__startswith=inspection.organisation.path)


class PetitionForm(OfPetition):
    """The registration form (信访登记表). The complainant's identity goes in and is not shown again."""

    groups = GROUPS
    complainant = forms.CharField(
        label=_l("Name, phone and address"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text=_l("Sealed on saving. Only the team leader and the head of the office can open it again."),
    )

    class Meta:
        model = Petition
        fields = (
            "channel",
            "received_on",
            "letters",
            "persons",
            "urgent",
            "named",
            "organisation",
            "reflected",
            "reflected_post",
            "discipline_code",
            "content",
        )

    def __init__(self, *args: Any, user: User, inspection: Inspection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate
        mine = Organisation.objects.visible_to(user)
        field = offer(self, "organisation", _within(mine, inspection) if inspection else mine)
        field.initial = inspection.organisation_id if inspection else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kept = self.instance.has_identity or self.instance.sealed
        if given.get("named") and not given.get("complainant") and not kept:
            self.add_error("complainant", _("A real-name petition says who complains."))
        return given


class SummaryForm(forms.Form):
    summary = forms.CharField(label=_l("Summary"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ClassifyForm(forms.Form):
    """What the team meeting said."""

    classification = forms.ChoiceField(
        label=_l("Class"), choices=lambda: [("", "—"), *Petition.Classification.choices[1:]]
    )
    meeting_opinion = forms.CharField(
        label=_l("Opinion of the team meeting"), widget=forms.Textarea({"rows": 3})
    )


class PassOnForm(forms.Form):
    passed_to = forms.CharField(label=_l("Passed on to"), max_length=120)
    due_on = forms.DateField(label=_l("Answer due on"), required=False)


class MergeForm(RecordForm):
    """Which registration this one repeats: likely ones first, any of the register by number."""

    duplicate_of = forms.ModelChoiceField(Petition.objects.none(), label=_l("First registration"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likely = [one.petition.pk for one in likely_repeats(self.record, self.user, most=20)]
        offer(self, "duplicate_of", originals_for(self.record, self.user, likely))


class CloseForm(forms.Form):
    result = forms.CharField(label=pgettext_lazy("petition", "Result"), widget=forms.Textarea({"rows": 4}))
    replied_on = forms.DateField(
        label=_l("Replied on"), required=False, help_text=_l("A real-name petition is always answered.")
    )


class RevealForm(forms.Form):
    """Why the complainant's identity must be known."""

    reason = forms.CharField(
        label=_l("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_l("Your name, the time and this reason stay on the trail."),
    )


class LinkForm(forms.Form):
    """The records with which the petition was looked into."""

    activities = forms.ModelMultipleChoiceField(
        Activity.objects.none(), label=_l("Activities"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, petition: Petition, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        met = Activity.objects.visible_to(user).filter(inspection_id=petition.inspection_id)
        offer(self, "activities", met).initial = petition.activities.values_list("pk", flat=True)


MOVE_FORMS: dict[str, type[forms.BaseForm]] = {
    "summarise": SummaryForm,
    "classify": ClassifyForm,
    "pass_on": PassOnForm,
    "merge": MergeForm,
    "close": CloseForm,
}
