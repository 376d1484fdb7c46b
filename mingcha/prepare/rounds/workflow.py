"""The life of a round, from proposal to archive (domain.md 4.1)."""

from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Need, Workflow
from mingcha.prepare.rounds import permissions as may
from mingcha.prepare.rounds import signals
from mingcha.prepare.rounds.models import Round

(
    DRAFT,
    FOR_GROUP,
    FOR_COMMITTEE,
    APPROVED,
    FORMING,
    READY,
    ON_SITE,
    REPORTING,
    AWAITING,
    FED_BACK,
    RECTIFYING,
    TO_ARCHIVE,
    ARCHIVED,
    STOPPED,
) = Round.Status

# The stations of the stepper, in order.
STATIONS: list[str] = [str(code) for code in Round.Status if code != STOPPED]
# The moves that a round makes when its inspections have come that far.
FOLLOWING = ("enter", "withdraw", "decide", "feed_back", "rectify")


def has_tasks(in_round: Round) -> str | None:
    return None if in_round.tasks.exists() else _("Add the organisations to be inspected first.")


def names_what_it_covers(in_round: Round) -> str | None:
    if in_round.kind != Round.Kind.LOOK_BACK or in_round.covers.exists():
        return None
    return _("A look-back names the rounds it looks back on.")


def in_current_term(in_round: Round) -> str | None:
    if in_round.term.status == "current":
        return None
    return _("“%(term)s” is not the current term.") % {"term": in_round.term}


def has_entered(in_round: Round) -> str | None:
    return None if in_round.tasks.entered().exists() else _("No team of the round has entered yet.")


def asked(signal: Signal, **more: Any) -> Need:
    """Ask the later steps what is still open."""

    def need(in_round: Round) -> str | None:
        answers = [answer for _to, answer in signal.send(Round, round=in_round, **more) if answer]
        sentences = [one for answer in answers for one in ([answer] if isinstance(answer, str) else answer)]
        return " ".join(map(str, sentences)) or None

    return need


def _submitted(in_round: Round, by: User, given: dict[str, Any]) -> None:
    in_round.submitted_by = by


def _approved(in_round: Round, by: User, given: dict[str, Any]) -> None:
    in_round.approved_on = given["on"]


def _back_to_draft(in_round: Round, by: User, given: dict[str, Any]) -> None:
    in_round.submitted_by = None
    in_round.approved_on = None


def _planners(in_round: Round) -> list[User]:
    """Who drafted the plan. Whoever submitted it sees it among what came back."""
    return [in_round.made_by]


def _entered(in_round: Round, by: User, given: dict[str, Any]) -> None:
    in_round.entered_on = given["on"]


def _extended(in_round: Round, by: User, given: dict[str, Any]) -> None:
    """Only forward, and never before it began."""
    before = Round.objects.values_list("plan_to", flat=True).get(pk=in_round.pk)
    if not given.get("plan_to") or given["plan_to"] <= before:
        raise Invalid(_("Give a day after %(day)s.") % {"day": before})
    signals.extended.send(Round, round=in_round, by=by, until=given["plan_to"])


def _ended(in_round: Round, by: User, given: dict[str, Any]) -> None:
    """The round is over: so are the authorisation and every right that came from it."""
    in_round.ended_on = given["on"]
    reason = str(in_round.get_status_display())
    signals.ended.send(Round, round=in_round, by=by, reason=reason, on=given["on"])


def _follow(name: str, source: str, target: str, label: Any, **more: Any) -> Move:
    """A move the inspections make: quiet, and asked of later steps."""
    needs = (*more.pop("needs", ()), asked(signals.advancing, move=name))
    sources = frozenset({source})
    return Move(name, sources, target, may.by_a_later_step, needs=needs, label=label, quiet=True, **more)


def _move(name: str, sources: set[str], target: str, who: Any, label: Any, **more: Any) -> Move:
    return Move(name, frozenset(sources), target, who, label=label, **more)


# fmt: off
WORKFLOW = Workflow("round", Round, [
    #     move        from                      to             who
    _move("submit",   {DRAFT},                  FOR_GROUP,     may.heads_office,
          _l("Submit to the leading group"), needs=(has_tasks, names_what_it_covers, in_current_term),
          then=_submitted, tone="primary"),
    _move("approve",  {FOR_GROUP},              FOR_COMMITTEE, may.approves_for_group,
          _l("Approve for the leading group"), note="optional", tone="primary"),
    _move("record",   {FOR_COMMITTEE},          APPROVED,      may.records_approval,
          _l("Record the committee's approval"), note="optional", then=_approved, tone="primary"),
    _move("return",   {FOR_GROUP, FOR_COMMITTEE}, DRAFT,       may.returns_plan,
          _l("Return"), note="required",
          then=telling(_planners, _l("Returned: %(record)s"), _back_to_draft)),
    _move("form",     {APPROVED},               FORMING,       may.heads_office,
          _l("Form the teams"), tone="primary"),
    _move("revise",   {APPROVED, FORMING},      DRAFT,         may.heads_office,
          _l("Plan anew"), note="required", then=_back_to_draft, needs=(asked(signals.revising),)),
    _move("prepare",  {FORMING},                READY,         may.may_plan,           _l("Ready to enter"),
          needs=(asked(signals.readying),), tone="primary"),
    _follow("enter",     READY,     ON_SITE,    _l("Enter"), needs=(has_entered,), then=_entered),
    _follow("withdraw",  ON_SITE,   REPORTING,  _l("Leave the site")),
    _follow("decide",    REPORTING, AWAITING,   _l("Reports decided")),
    _follow("feed_back", AWAITING,  FED_BACK,   _l("Feed back")),
    _follow("rectify",   FED_BACK,  RECTIFYING, _l("Begin rectification")),
    _move("conclude", {RECTIFYING},             TO_ARCHIVE,    may.heads_office,
          _l("Rectification evaluated"), needs=(asked(signals.advancing, move="conclude"),), tone="primary"),
    _move("archive",  {TO_ARCHIVE},             ARCHIVED,      may.may_plan,
          _l("Archive"), needs=(asked(signals.archiving),), then=_ended, tone="primary"),
    _move("extend",   {ON_SITE},                ON_SITE,       may.in_group,
          _l("Extend the stay"), note="required", fields=("plan_to",), then=_extended),
    _move("stop",     {APPROVED, FORMING, READY, ON_SITE, REPORTING}, STOPPED, may.in_group,
          _l("Stop the round"), note="required", then=_ended, tone="danger"),
])
# fmt: on
