"""The official steps of one inspection, and the short lives of its activities, comments and prompts.

The diagrams in docs/workflows are drawn from these tables. Later stages move an inspection on with
the quiet moves, after their own rules were satisfied.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from mingcha.conduct.inspections import signals
from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.permissions import (
    answers_comment,
    answers_prompt,
    by_a_later_step,
    gives_comment,
    gives_prompt,
    in_office,
    leads_team,
    may_keep_activity,
    may_reopen_activity,
)
from mingcha.conduct.inspections.queries import authorised, rule_of, told_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.words import listed
from mingcha.foundation.workflow import Move, Need, Outcome, Then, Workflow
from mingcha.prepare.rounds.actions import advance_round, note_concluded_many, note_entered_many
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import members_of
from mingcha.registry.organisations.queries import representatives_of

PREPARING, NOTIFIED, ON_SITE, REPORTING, AWAITING, FED_BACK, RECTIFYING, EVALUATING, ARCHIVED = (
    Inspection.Status
)


@dataclass(frozen=True)
class Clock:
    """A deadline that a step starts: which value of the round's rule set says how long."""

    kind: str
    title: str
    rule: str


@dataclass(frozen=True)
class Step:
    """What one official step leaves behind: its date, the deadlines it meets and those it starts."""

    dated: str
    meets: tuple[str, ...] = ()
    starts: tuple[Clock, ...] = ()
    issues: tuple[str, ...] = ()  # names of templates in documents.py


# Regulation on inspection work, ch. 4; the periods are in the round's rule set, never here.
STEPS: dict[str, Step] = {
    NOTIFIED: Step("notified_on", meets=("notice",), issues=("notice",)),
    ON_SITE: Step(
        "entered_on",
        starts=(Clock("on_site", gettext_noop("End of the stay on site"), "onsite_days"),),
        issues=("announcement",),
    ),
    REPORTING: Step(
        "left_on",
        meets=("on_site",),
        starts=(Clock("report", gettext_noop("Report to the secretary's meeting"), "report_days"),),
    ),
    AWAITING: Step(
        "reported_on",
        meets=("report",),
        starts=(Clock("feedback", gettext_noop("Feedback to the organisation"), "feedback_days"),),
    ),
    FED_BACK: Step(
        "fed_back_on",
        meets=("feedback",),
        starts=(
            Clock("plan", gettext_noop("Rectification plan handed in"), "plan_days"),
            Clock("focus", gettext_noop("End of concentrated rectification"), "focus_months"),
        ),
    ),
    RECTIFYING: Step("rectifying_from", meets=("plan",)),
    EVALUATING: Step(
        "evaluating_from",
        meets=("focus",),
        starts=(Clock("evaluation", gettext_noop("Evaluation of rectification"), "eval_days"),),
    ),
    ARCHIVED: Step("archived_on", meets=("evaluation",)),
}


def _take(inspection: Inspection, by: User, given: dict[str, Any]) -> None:
    """Date the step, meet the deadlines it answers and start those that follow from it."""
    step, on = STEPS[inspection.status], given["on"]
    setattr(inspection, step.dated, on)
    for kind in step.meets:
        clocks.meet(inspection, kind, on)
    for clock in step.starts:
        start_clock(inspection, clock, on, by)


def start_clock(inspection: Inspection, clock: Clock, on: date, by: User) -> None:
    """Start a deadline if the round's rules give its length."""
    if rule := rule_of(inspection, clock.rule):
        clocks.start_clock(
            inspection,
            kind=clock.kind,
            title=clock.title,
            start=on,
            days=rule.value,
            unit=rule.unit,
            basis=rule.basis,
            by=by,
        )


def is_authorised(inspection: Inspection) -> str | None:
    """Regulation: one authorisation per round (一次一授权)."""
    return None if authorised(inspection.round) else _("The round has no authorisation in force.")


def has_entry_date(inspection: Inspection) -> str | None:
    return None if inspection.planned_entry_on else _("Fill in the planned date of entry first.")


def has_announcement(inspection: Inspection) -> str | None:
    """What the public announcement must name: phone with hours, mailbox, last day of acceptance."""
    names = ("phone", "phone_hours", "mailbox", "petition_until")
    missing = [name for name in names if not getattr(inspection, name)]
    if not missing:
        return None
    fields: list[Any] = [inspection._meta.get_field(name) for name in missing]
    labels = listed(str(field.verbose_name) for field in fields)
    return _("The announcement still lacks: %(names)s.") % {"names": labels}


def has_worked(inspection: Inspection) -> str | None:
    if inspection.activities.filter(status=Activity.Status.CONFIRMED).exists():
        return None
    return _("No activity has been confirmed yet.")


def no_loose_records(inspection: Inspection) -> str | None:
    loose = inspection.activities.filter(status=Activity.Status.DRAFT).count()
    if not loose:
        return None
    return _("%(count)s activity records are still drafts. Confirm them first.") % {"count": loose}


def nothing_open(signal: Signal) -> Need:
    """Ask the later steps what is still open."""

    def need(inspection: Inspection) -> str | None:
        answers = [answer for _receiver, answer in signal.send(Inspection, inspection=inspection) if answer]
        sentences = [text for answer in answers for text in ([answer] if isinstance(answer, str) else answer)]
        return " ".join(map(str, sentences)) or None

    return need


def round_is_ready(inspection: Inspection) -> str | None:
    if inspection.round.status in (Round.Status.READY, Round.Status.ON_SITE):
        return None
    return _("The round is not ready for its teams to enter.")


class Procedure(Workflow):
    """The steps of inspections: noted on the task, and the round follows the last of them."""

    def perform(
        self, record: Any, name: str, *, by: User, note: str = "", on: date | None = None, **fields: Any
    ) -> None:
        with transaction.atomic():
            super().perform(record, name, by=by, note=note, on=on, **fields)
            _tell_round([record], name, by, on or timezone.localdate())

    def perform_many(
        self,
        records: Sequence[Any],
        name: str,
        *,
        by: User,
        note: str = "",
        on: date | None = None,
        **fields: Any,
    ) -> Outcome:
        with transaction.atomic():
            outcome = super().perform_many(records, name, by=by, note=note, on=on, **fields)
            _tell_round(outcome.done, name, by, on or timezone.localdate())
        return outcome


# The move that the round makes once all of its inspections have made this one.
FOLLOWED_BY = {"leave": "withdraw", "decide": "decide", "feed_back": "feed_back", "rectify": "rectify"}


def _tell_round(inspections: Sequence[Inspection], name: str, by: User, on: date) -> None:
    tasks = [inspection.task for inspection in inspections]
    if name == "enter" and tasks:
        note_entered_many(tasks, on=on, by=by)
    if name == "feed_back" and tasks:
        note_concluded_many(tasks, on=on, by=by)
    if (move := FOLLOWED_BY.get(name)) is None:
        return
    for in_round in {inspection.round for inspection in inspections}:
        # Where others are still behind the round stays; its office can also bring it up later.
        with suppress(NotNow):
            advance_round(in_round, move, by=by, on=on)


def _step(name: str, sources: set[str], target: str, who: Callable[..., bool], **more: Any) -> Move:
    return Move(name, frozenset(sources), target, who, then=more.pop("then", _take), **more)


_l = gettext_lazy
_take_and_tell = telling(
    lambda inspection: representatives_of(inspection.organisation_id),
    _l("The notice of inspection is issued: %(record)s"),
    _take,
)
# fmt: off
WORKFLOW = Procedure("inspection", Inspection, [
    #     move         from          to          who
    _step("notify",    {PREPARING},  NOTIFIED,   in_office,       needs=(is_authorised, has_entry_date),
          label=_l("Issue the notice"), tone="primary", dated=True, then=_take_and_tell),
    _step("enter",     {NOTIFIED},   ON_SITE,    leads_team,
          needs=(is_authorised, round_is_ready, has_announcement),
          label=_l("Enter"), tone="primary", dated=True),
    _step("leave",     {ON_SITE},    REPORTING,  leads_team,
          needs=(has_worked, no_loose_records, nothing_open(signals.leaving)),
          label=_l("Leave the site"), tone="primary", dated=True),
    _step("decide",    {REPORTING},  AWAITING,   by_a_later_step, quiet=True, label=_l("Report decided")),
    _step("feed_back", {AWAITING},   FED_BACK,   by_a_later_step, quiet=True, label=_l("Feed back")),
    _step("rectify",   {FED_BACK},   RECTIFYING, by_a_later_step, quiet=True,
          label=_l("Begin rectification")),
    _step("evaluate",  {RECTIFYING}, EVALUATING, in_office,
          needs=(nothing_open(signals.evaluating),), label=_l("Begin the evaluation"), dated=True),
    _step("archive",   {EVALUATING}, ARCHIVED,   in_office,
          needs=(nothing_open(signals.closing),), label=_l("Archive"), tone="primary", dated=True),
])
# fmt: on

# Fields each kind of record must have before it is confirmed (domain forms, gates marked there).
NEEDED: dict[str, tuple[str, ...]] = {
    Activity.Kind.HEARING: ("report_kind", "speaker", "summary"),
    Activity.Kind.TALK: (
        "interviewee",
        "interviewee_post",
        "talk_class",
        "starts_at",
        "ends_at",
        "place",
        "recorder_id",
        "rights_told",
        "record",
    ),
    Activity.Kind.SYMPOSIUM: ("participants", "summary"),
    Activity.Kind.FILE_REVIEW: ("copies", "handed_by", "received_by"),
    Activity.Kind.VISIT: ("visit_kind", "place", "summary"),
    Activity.Kind.QUESTIONNAIRE: ("sent", "returned", "valid"),
    Activity.Kind.ATTENDANCE: ("participants", "summary"),
    Activity.Kind.SPOT_CHECK: ("checked", "found"),
    Activity.Kind.COMMUNICATION: ("speaker", "summary"),
    Activity.Kind.MID_TERM: ("participants", "summary"),
}


def has_happened(activity: Activity) -> str | None:
    """A talk may be arranged beforehand; its record is confirmed after it was held."""
    return None if activity.held_on <= timezone.localdate() else _("It has not been held yet.")


def is_filled_in(activity: Activity) -> str | None:
    missing = [name for name in NEEDED[activity.kind] if getattr(activity, name) in (None, "", False)]
    if not missing:
        return None
    fields: list[Any] = [activity._meta.get_field(name.removesuffix("_id")) for name in missing]
    labels = listed(str(field.verbose_name) for field in fields)
    return _("Fill in first: %(names)s.") % {"names": labels}


def has_two_inspectors(activity: Activity) -> str | None:
    """A talk is held by two or more inspectors, of whom one records."""
    if not activity.is_talk:
        return None
    users = {taking_part.user_id for taking_part in activity.taking_part.all()}
    if len(users) < 2:
        return _("A talk needs two or more inspectors.")
    if activity.recorder_id not in users:
        return _("The recorder must be one of the inspectors present.")
    return None


def is_read_back(activity: Activity) -> str | None:
    """The interviewee reads and signs the record, or the reason for not signing is noted."""
    if not activity.is_talk or activity.read_back_on or activity.signing_refused:
        return None
    return _("The interviewee has not confirmed the record yet.")


# fmt: off
ACTIVITIES = Workflow("activity", Activity, [
    Move("confirm", frozenset({"draft"}), "confirmed", may_keep_activity,
         (has_happened, is_filled_in, has_two_inspectors, is_read_back),
         label=_l("Confirm the record"), tone="primary"),
    Move("reopen", frozenset({"confirmed"}), "draft", may_reopen_activity, note="required",
         label=_l("Unlock")),
])
# fmt: on


def _number(series: str) -> Then:
    """Number the record within its round when it is issued."""

    def then(record: Any, by: User, given: dict[str, Any]) -> None:
        in_round = record.inspection.round_id if series == "comment" else record.round_id
        if record.number is None:
            record.number = next_number(f"{series}:{in_round}")

    return then


def _date_answer(record: Any, by: User, given: dict[str, Any]) -> None:
    if not record.answer.strip():
        raise Invalid(_("Write the answer first."))
    record.answered_on = given["on"]


def _exchange(
    series: str, gives: Callable[..., bool], answers: Callable[..., bool], whom: Callable[[Any], Any]
) -> list[Move]:
    """Issue, answer, ask again, settle: the same for comments and prompts. `whom` has to answer."""
    issued, again = _l("To be answered: %(record)s"), _l("Asked again: %(record)s")
    # fmt: off
    return [
        Move("issue",  frozenset({"draft"}),    "issued",   gives, label=_l("Issue"), tone="primary",
             then=telling(whom, issued, _number(series))),
        Move("answer", frozenset({"issued"}),   "answered", answers, label=_l("Answer"),
             fields=("answer",), then=_date_answer, tone="primary"),
        Move("return", frozenset({"answered"}), "issued",   gives, label=_l("Ask again"), note="required",
             then=telling(whom, again)),
        Move("settle", frozenset({"answered"}), "settled",  gives, label=_l("Settle"), tone="primary"),
    ]
    # fmt: on


COMMENTS = Workflow(
    "comment",
    MidTermComment,
    _exchange("comment", gives_comment, answers_comment, lambda comment: told_of(comment.inspection)),
)
PROMPTS = Workflow(
    "prompt",
    Prompt,
    _exchange("prompt", gives_prompt, answers_prompt, lambda prompt: members_of(prompt.team_id)),
)
