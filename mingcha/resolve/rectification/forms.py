"""What people fill in about rectification."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import rights_of
from mingcha.resolve.rectification.actions import PLANNED
from mingcha.resolve.rectification.models import Item, Plan, PlanOpinion, Progress

if TYPE_CHECKING:
    OfPlan = forms.ModelForm[Plan]
    OfItem = forms.ModelForm[Item]
    OfProgress = forms.ModelForm[Progress]
else:
    OfPlan = OfItem = OfProgress = forms.ModelForm


_DAY = {"type": "date"}


class OpenForm(forms.Form):
    """Which receipted opinion the plan answers."""

    opinion = forms.ModelChoiceField(label=_("Feedback opinion"), queryset=FeedbackOpinion.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = FeedbackOpinion.objects.filter(organisation_id__in=rights_of(user).organisations)
        waiting = mine.filter(status=FeedbackOpinion.Status.RECEIPTED, plan=None)
        offer(self, "opinion", waiting)


class PlanForm(OfPlan):
    class Meta:
        model = Plan
        fields = ("principal", "general")


class ReportForm(OfPlan):
    class Meta:
        model = Plan
        fields = ("progress_report", "principal_report")


class ItemForm(OfItem):
    class Meta:
        model = Item
        fields = PLANNED
        widgets = {"due_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d")}


class OwnerForm(OfItem):
    class Meta:
        model = Item
        fields = ("owner",)


class OpinionForm(forms.Form):
    """One reviewer's opinion on the plan."""

    side = forms.ChoiceField(label=_("Reviewer"))
    agrees = forms.TypedChoiceField(
        label=_("Opinion"),
        choices=[("yes", _("Agree")), ("no", _("Changes needed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Remarks"), widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def __init__(self, *args: Any, sides: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(side, PlanOpinion.Side(side).label) for side in sides]
        offer(self, "side", choices)


class ProgressForm(OfProgress):
    upload = forms.FileField(label=_("Evidence"), required=False)

    class Meta:
        model = Progress
        fields = ("on", "text", "recovered", "handled_persons", "rules_made")
        widgets = {"on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d")}

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("Progress cannot lie in the future."))
        return on


class FalseForm(forms.Form):
    """Why an item's rectification is false."""

    reason = forms.CharField(label=_("What shows that it is false"), widget=forms.Textarea(attrs={"rows": 4}))
