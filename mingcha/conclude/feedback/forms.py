"""What people fill in about feedback."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.prepare.teams.queries import scope

if TYPE_CHECKING:
    OfFeedbackOpinion = forms.ModelForm[FeedbackOpinion]
    OfFeedbackIssue = forms.ModelForm[FeedbackIssue]
else:
    OfFeedbackOpinion = OfFeedbackIssue = forms.ModelForm


class DraftForm(forms.Form):
    """Which inspection the opinion is about."""

    inspection = forms.ModelChoiceField(label=_("Inspection"), queryset=Inspection.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Inspection.objects.filter(scope(user, inspection="task_id"), feedback=None)
        waiting = waiting.filter(status=Inspection.Status.AWAITING_FEEDBACK)
        offer(self, "inspection", waiting.select_related("round", "organisation"))


class OpinionForm(OfFeedbackOpinion):
    class Meta:
        model = FeedbackOpinion
        fields = ("overall", "suggestions", "requests")


class IssueForm(OfFeedbackIssue):
    class Meta:
        model = FeedbackIssue
        fields = ("text",)
