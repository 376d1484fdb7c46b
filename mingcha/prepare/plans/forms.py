"""What the browser may send about work plans."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.choices import offer
from mingcha.foundation.ui.moves import RecordForm
from mingcha.prepare.plans.actions import Part
from mingcha.prepare.plans.models import PlanParagraph, PlanVersion, WorkPlan
from mingcha.prepare.plans.queries import earlier_plans
from mingcha.prepare.rounds.models import Round


class DraftForm(forms.Form):
    """What kind of paper, and what it begins from."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=WorkPlan.Kind.choices)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is named by the round."),
    )
    source = forms.ModelChoiceField(
        label=_("Begin from"),
        queryset=WorkPlan.objects.none(),
        required=False,
        empty_label=_("The template in use"),
    )

    def __init__(self, *args: Any, of: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", earlier_plans(user, of))


class PartForm(forms.Form):
    """One paragraph in the editor."""

    heading = forms.CharField(label=_("Heading"), max_length=100)
    text = forms.CharField(label=_("Paragraph text"), max_length=20_000, widget=forms.Textarea({"rows": 8}))
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Browsers end lines otherwise than they were given: a paragraph not touched stays the same."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


if TYPE_CHECKING:
    OfParts = forms.BaseFormSet[PartForm]
else:
    OfParts = forms.BaseFormSet


class PartFormSet(OfParts):
    """The paragraphs in their order; they can be moved by their number, and removed."""

    def parts(self) -> list[Part]:
        """The kept ones in the order the writer gave them; only keys of the paper itself are taken over."""
        found = [form.cleaned_data for form in self.ordered_forms if form.cleaned_data.get("heading")]
        return [Part(row["heading"], row["text"], **_keyed(row.get("key"))) for row in found]


def _keyed(key: uuid.UUID | None) -> dict[str, uuid.UUID]:
    return {"key": key} if key else {}


Parts: Any = forms.formset_factory(
    PartForm, formset=PartFormSet, extra=2, can_order=True, can_delete=True, max_num=200, absolute_max=200
)


class CommentForm(forms.Form):
    """A comment on one paragraph, or on the whole paper."""

    paragraph = forms.ModelChoiceField(
        label=_("Paragraph"),
        queryset=PlanParagraph.objects.none(),
        required=False,
        empty_label=_("The whole paper"),
    )
    text = forms.CharField(
        label=_("Comment of the reviewer"), max_length=5000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "paragraph", version.paragraphs.order_by("order"))


class AnswerForm(forms.Form):
    """What was done about a comment."""

    answer = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea({"rows": 4}))


class OpinionForm(RecordForm):
    """The opinion with which a paper is approved."""

    opinion = forms.CharField(
        label=_("Opinion of the pre-review"), max_length=5000, widget=forms.Textarea({"rows": 5})
    )
