"""The life of a suggestion (domain: drafted → approved → sent → signed for → answered → verified)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.teams.queries import receivers_of
from mingcha.resolve.results import permissions as may
from mingcha.resolve.results.models import Suggestion

DRAFT, APPROVED, SENT, RECEIPTED, ANSWERED, VERIFIED = Suggestion.Status


def send(suggestion: Suggestion, by: User, fields: dict[str, Any]) -> None:
    year = fields["on"].year
    no = next_number(f"suggestion/{suggestion.office_id}/{year}")
    suggestion.number = f"巡察建议〔{year}〕{no}号"
    suggestion.sent_on = fields["on"]


def note_answer(suggestion: Suggestion, by: User, fields: dict[str, Any]) -> None:
    if not suggestion.answer.strip():
        raise Invalid(_("Write the answer first."))
    suggestion.answered_on = fields["on"]


def receivers(suggestion: Suggestion) -> Any:
    return receivers_of(suggestion.to_body_id)


WORKFLOW = Workflow(
    "suggestion",
    Suggestion,
    [
        Move("approve", frozenset({DRAFT}), APPROVED, may.approves, label=_l("Approve"), tone="primary"),
        Move("return", frozenset({APPROVED}), DRAFT, may.approves, label=_l("Return"), note="required"),
        Move(
            "send",
            frozenset({APPROVED}),
            SENT,
            may.drafts,
            label=_l("Send"),
            tone="primary",
            then=telling(receivers, _l("Suggestion to sign for: %(record)s"), send),
        ),
        Move("receipt", frozenset({SENT}), RECEIPTED, may.receives, label=_l("Sign for it"), tone="primary"),
        Move(
            "answer",
            frozenset({RECEIPTED}),
            ANSWERED,
            may.receives,
            label=_l("Answer"),
            fields=("answer", "rules_made"),
            tone="primary",
            then=note_answer,
        ),
        Move(
            "ask_again",
            frozenset({ANSWERED}),
            RECEIPTED,
            may.drafts,
            label=_l("Ask again"),
            note="required",
            then=telling(receivers, _l("Asked again: %(record)s")),
        ),
        Move(
            "verify",
            frozenset({ANSWERED}),
            VERIFIED,
            may.drafts,
            label=_l("Verify the effect"),
            fields=("effect",),
            tone="primary",
        ),
    ],
)
