"""The life of a request for a list, and of a question to look into (domain.md 1.6 step 5)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop

from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.briefs import permissions as may
from mingcha.prepare.briefs.models import ListRequest, Question
from mingcha.prepare.teams.queries import receivers_of

DRAFT, SENT, ANSWERED, RETURNED, ACCEPTED = ListRequest.Status
OPEN, CONFIRMED, EXCLUDED, PAPERED = Question.Status
CLOCK = "list"


def has_tasks(request: ListRequest) -> str | None:
    return None if request.tasks.exists() else _("Say which organisations it is about.")


def says_something(request: ListRequest) -> str | None:
    """A list with lines, or the statement that there is nothing to report."""
    if request.lines.exists() or request.nothing:
        return None
    return _("Write at least one line, or state that there is nothing to report.")


def receivers(request: ListRequest) -> Any:
    return receivers_of(request.body_id)


def _asker(request: ListRequest) -> list[User]:
    return [request.made_by]


def _start_clock(request: ListRequest, by: User) -> None:
    """The day is given with the request, so the clock only carries it."""
    clocks.start_clock(
        request,
        kind=CLOCK,
        title=gettext_noop("Answer to: %(record)s"),
        facts={"record": request},
        start=request.due_on,
        days=0,
        by=by,
    )


def _sent(request: ListRequest, by: User, given: dict[str, Any]) -> None:
    if request.due_on < given["on"]:
        raise Invalid(_("The answer would be due before it is asked. Change the day first."))
    request.sent_on = given["on"]
    _start_clock(request, by)


def _answered(request: ListRequest, by: User, given: dict[str, Any]) -> None:
    if not request.signed_by.strip():
        raise Invalid(_("Say who signs the answer."))
    request.answered_on, request.answered_by = given["on"], by
    clocks.meet(request, CLOCK, given["on"])


def _returned(request: ListRequest, by: User, given: dict[str, Any]) -> None:
    if not request.returned_because.strip():
        raise Invalid(_("Give the reason."))
    if request.due_on < timezone.localdate():
        raise Invalid(_("Give a day that is still to come."))
    request.returned_times += 1
    _start_clock(request, by)


def _accepted(request: ListRequest, by: User, given: dict[str, Any]) -> None:
    request.accepted_on = given["on"]


# fmt: off
REQUESTS = Workflow("list_request", ListRequest, [
    #    move      from                         to        who
    Move("send",   frozenset({DRAFT}),          SENT,     may.asks, (has_tasks,),
         label=_l("Send"), tone="primary",
         then=telling(receivers, _l("A list is asked of your department: %(record)s"), _sent)),
    Move("answer", frozenset({SENT, RETURNED}), ANSWERED, may.answers, (says_something,),
         label=_l("Hand in the answer"), fields=("signed_by",), tone="primary",
         then=telling(_asker, _l("Answered: %(record)s"), _answered)),
    Move("supplement", frozenset({ANSWERED}),   RETURNED, may.judges,
         label=_l("Return for supplement"), fields=("returned_because", "due_on"),
         then=telling(receivers, _l("Returned for supplement: %(record)s"), _returned)),
    Move("accept", frozenset({ANSWERED}),       ACCEPTED, may.judges,
         label=_l("Accept the answer"), tone="primary", then=_accepted),
])
# fmt: on


def _settled(question: Question, by: User, given: dict[str, Any]) -> None:
    """Who says so, when and why."""
    if not question.result.strip():
        raise Invalid(_("Write what was found, and why."))
    question.settled_by, question.settled_on = by, given["on"]


def _reopened(question: Question, by: User, given: dict[str, Any]) -> None:
    question.settled_by = question.settled_on = None


def _papered(question: Question, by: User, given: dict[str, Any]) -> None:
    question.settled_by, question.settled_on = by, given["on"]


# fmt: off
QUESTIONS = Workflow("question", Question, [
    Move("confirm", frozenset({OPEN}),                CONFIRMED, may.looks_into,
         label=_l("Confirm the question"), fields=("result",), tone="primary", then=_settled),
    Move("exclude", frozenset({OPEN, CONFIRMED}),     EXCLUDED,  may.excludes,
         label=_l("Exclude the question"), fields=("result",), then=_settled),
    Move("reopen",  frozenset({CONFIRMED, EXCLUDED}), OPEN,      may.looks_into,
         label=_l("Look into it again"), note="required", then=_reopened),
    # Made by the working paper that is opened from it.
    Move("paper",   frozenset({OPEN, CONFIRMED}),     PAPERED,   may.looks_into,
         label=_l("Make a working paper"), quiet=True, then=_papered),
])
# fmt: on
