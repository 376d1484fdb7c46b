"""A feedback opinion: told to the principal first, then to the leadership; its receipt starts the clocks."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conclude.feedback import permissions as may
from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conduct.inspections.actions import advance_inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.workflow import Move, Workflow
from mingcha.registry.organisations.queries import representatives_of

DRAFT, APPROVED, TOLD, SERVED, RECEIPTED = FeedbackOpinion.Status


def has_issues(opinion: FeedbackOpinion) -> str | None:
    return None if opinion.issues.exists() else _("Take over the report's problems first.")


def is_complete(opinion: FeedbackOpinion) -> str | None:
    if opinion.suggestions.strip() and opinion.requests.strip():
        return None
    return _("Write the suggestions and the rectification requests first.")


def number_it(opinion: FeedbackOpinion, by: User, fields: dict[str, Any]) -> None:
    """Numbered as it will be printed (GB/T 9704 7.2.5); approved again, it keeps its number."""
    if not opinion.number:
        year = fields["on"].year
        no = next_number(f"feedback/{opinion.office_id}/{year}")
        opinion.number = f"巡察反馈〔{year}〕{no}号"


def note_told(opinion: FeedbackOpinion, by: User, fields: dict[str, Any]) -> None:
    opinion.told_on = fields["on"]


def note_served(opinion: FeedbackOpinion, by: User, fields: dict[str, Any]) -> None:
    opinion.served_on = fields["on"]


def start_clocks(opinion: FeedbackOpinion, by: User, fields: dict[str, Any]) -> None:
    """The day of receipt is the day every rectification deadline counts from."""
    opinion.receipted_on, opinion.receipted_by = fields["on"], by
    advance_inspection(opinion.inspection, "feed_back", by=by, on=fields["on"])


_serve = telling(
    lambda opinion: representatives_of(opinion.organisation_id),
    gettext_lazy("Feedback to sign for: %(record)s"),
    note_served,
)
# fmt: off
WORKFLOW = Workflow("feedback", FeedbackOpinion, [
    Move("approve", frozenset({DRAFT}), APPROVED, may.may_approve, (has_issues, is_complete),
         label=gettext_lazy("Approve"), tone="primary", then=number_it),
    Move("return", frozenset({APPROVED}), DRAFT, may.may_approve, label=gettext_lazy("Return for changes"),
         note="required"),
    Move("tell", frozenset({APPROVED}), TOLD, may.may_tell,
         label=gettext_lazy("Told to the principal"), tone="primary", dated=True, then=note_told),
    Move("serve", frozenset({TOLD}), SERVED, may.may_serve,
         label=gettext_lazy("Feedback meeting held, serve"), tone="primary", dated=True, then=_serve),
    Move("receipt", frozenset({SERVED}), RECEIPTED, may.may_receipt,
         label=gettext_lazy("Sign for it"), tone="primary", dated=True, then=start_clocks),
])
# fmt: on
