"""From records to a problem: who may be chosen, what they did before, which places are closed to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries.crossing import dealt_out, homes_told, is_at_home
from mingcha.prepare.forming.rules import RULES, Records, hits, is_on
from mingcha.prepare.forming.solving.problem import Person, Problem, Team
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Membership, RecusalDeclaration
from mingcha.registry.bodies.queries import subordinate_offices
from mingcha.registry.organisations.models import Representative
from mingcha.registry.talent.models import Talent

YEAR = timedelta(days=365)
RECENT = timedelta(days=3 * 365)
NO_LIMIT = 99


@dataclass
class Sheet:
    """A problem with the records behind its keys."""

    problem: Problem
    talents: dict[str, Talent]
    tasks: dict[str, list[Task]]  # by team key
    names: dict[str, str]  # of teams, by key
    away: dict[str, str] = field(default_factory=dict)  # by pool entry: why not available
    levels: dict[str, str] = field(default_factory=dict)  # names of levels by key
    homes: dict[str, str] = field(default_factory=dict)  # where teams come from, by team key

    def name(self, person: str) -> str:
        talent = self.talents.get(person)
        return talent.name if talent else _("somebody who left the pool")


def candidates(in_round: Round, *, from_below: bool) -> list[Talent]:
    """Those in the pools who have an account; with `from_below`, of the pools of the offices below too."""
    offices = {in_round.office_id}
    if from_below or in_round.joint or in_round.cross:
        offices |= subordinate_offices(offices)
    found = Talent.objects.in_force(in_round.plan_from).filter(office__in=offices, user__isnull=False)
    return list(found.select_related("user", "office", "organisation", "native_place").order_by("pk"))


def default_teams(in_round: Round, count: int, **asked: Any) -> list[dict[str, Any]]:
    """So many teams, the organisations dealt out in turn; in a crossed round place by place."""
    dealt = dealt_out(in_round, count)
    return [
        {
            "key": str(no),
            "name": _("Inspection team no. %(number)s") % {"number": no},
            "tasks": [str(pk) for pk in tasks],
            **asked,
        }
        for no, tasks in enumerate(dealt, start=1)
    ]


def problem_of(proposal: TeamProposal) -> Problem:
    return sheet_of(proposal).problem


def sheet_of(proposal: TeamProposal) -> Sheet:
    """The problem as the records stand now."""
    in_round = proposal.round
    talents = candidates(in_round, from_below=proposal.from_below)
    records = Records.of(in_round, talents)
    tasks = {str(task.pk): task for task in records.tasks}
    by_team = {row["key"]: [tasks[pk] for pk in row["tasks"] if pk in tasks] for row in proposal.teams}
    history = _history(in_round, talents)
    away = _away(in_round, talents)
    joint = _levels(in_round)
    problem = Problem(
        people=tuple(
            _person(
                one,
                history.get(one.user_id),
                away=str(one.pk) in away,
                level="own" if one.office_id == in_round.office_id else "below",
            )
            for one in talents
        ),
        teams=tuple(_team(in_round, row, frozenset(joint)) for row in proposal.teams),
        **_closed(in_round, records, by_team),
        pins=proposal.pinned,
        excluded=proposal.shut_out,
        unit_most=proposal.unit_most,
        former_most=proposal.former_most if is_on(records, "same_team") else NO_LIMIT,
    )
    names = {row["key"]: row["name"] for row in proposal.teams}
    known = {str(one.pk): one for one in talents}
    return Sheet(_without_lost(problem), known, by_team, names, away, joint, homes_told(proposal.teams))


def _without_lost(problem: Problem) -> Problem:
    """Pins of people who have left the pool cannot be kept; the page tells of their seats."""
    known = frozenset(
        pin for pin in problem.pins if pin.person in problem.person and pin.team in problem.team
    )
    return replace(problem, pins=known)


def _team(in_round: Round, row: dict[str, Any], joint: frozenset[str]) -> Team:
    """A team that comes from one place takes people of that place; in a joint round the office's own too."""
    skills, must, home = dict(row["skills"]), frozenset(row["must"]), row.get("home")
    homes = frozenset([home, *([str(in_round.office_id)] if joint else [])] if home else [])
    return Team(row["key"], row["seats"], row["least"], skills, must, joint, homes)


def _levels(in_round: Round) -> dict[str, str]:
    """A joint round takes people of the office's own pool and of the level below into every team."""
    if not in_round.joint:
        return {}
    return {"own": _("This office's pool"), "below": _("The pools below")}


@dataclass
class _Past:
    """What somebody did in earlier rounds."""

    days: int = 0
    led: int = 0
    former: str = ""


def _history(in_round: Round, talents: Sequence[Talent]) -> dict[UUID | None, _Past]:
    """By account: days in teams in the year before, teams led in three years, the last team."""
    begins = in_round.plan_from
    held = Membership.objects.filter(
        user__in=[one.user_id for one in talents],
        round__plan_from__lt=begins,
        round__plan_from__gte=begins - RECENT,
    ).exclude(round=in_round.pk)
    found: dict[UUID | None, _Past] = {}
    for one in held.select_related("round").order_by("round__plan_from", "since"):
        past = found.setdefault(one.user_id, _Past())
        past.days += _days(one, begins)
        past.led += one.role == Membership.Role.LEADER
        past.former = str(one.team_id)
    return found


def _days(membership: Membership, begins: date) -> int:
    """Days of the stay on site that fall into the year before."""
    since = max(membership.round.plan_from, membership.since, begins - YEAR)
    until = min(membership.round.plan_to, membership.until or membership.round.plan_to, begins)
    return max(0, (until - since).days)


def _person(talent: Talent, past: _Past | None, *, away: bool, level: str) -> Person:
    past = past or _Past()
    return Person(
        key=str(talent.pk),
        unit=talent.unit,
        level=level,
        home=str(talent.office_id),
        skills=frozenset(talent.skills),
        may_lead=talent.pool == Talent.Pool.LEADER,
        load=past.days,
        led=past.led,
        former=past.former,
        away=away,
    )


def _away(in_round: Round, talents: Sequence[Talent]) -> dict[str, str]:
    """Who cannot come, and why: their own time, or another round at the same time."""
    found = {}
    for one in talents:
        if one.is_away(in_round.plan_from, in_round.plan_to):
            found[str(one.pk)] = one.away_reason or _("not available at that time")
    busy = Membership.objects.in_force().filter(
        user__in=[one.user_id for one in talents],
        round__plan_from__lte=in_round.plan_to,
        round__plan_to__gte=in_round.plan_from,
    )
    elsewhere = busy.exclude(round=in_round.pk).exclude(round__status__in=Round.OVER).select_related("round")
    by_user: dict[UUID | None, str] = {one.user_id: str(one.round) for one in elsewhere}
    for one in talents:
        if told := by_user.get(one.user_id):
            found.setdefault(str(one.pk), _("in a team of %(round)s") % {"round": told})
    return found


def _closed(
    in_round: Round, records: Records, by_team: dict[str, list[Task]]
) -> dict[str, dict[tuple[str, str], str]]:
    """Places closed by recusal, by crossing, or because the person answers for the organisation."""
    team_of = {task.pk: key for key, tasks in by_team.items() for task in tasks}
    organisations = {task.pk: str(task.organisation) for task in records.tasks}
    barred: dict[tuple[str, str], str] = {}
    leading: dict[tuple[str, str], str] = {}
    for hit in hits(records):
        if team := team_of.get(hit.task):
            rule = RULES[hit.rule]
            told = f"{rule.title}：{organisations[hit.task]}（{hit.evidence}）"
            (leading if rule.leading else barred).setdefault((str(hit.talent), team), told)
    for talent, task, told in [*_decided(records), *_answering(records), *_at_home(in_round, records)]:
        if team := team_of.get(task):
            barred.setdefault((str(talent), team), told)
    return {"barred": barred, "barred_from_leading": leading}


Closed = Iterable[tuple[UUID, UUID, str]]


def _decided(records: Records) -> Closed:
    """Declared ties, decided in favour of recusal or not decided yet."""
    rows = RecusalDeclaration.objects.filter(
        task__in=[task.pk for task in records.tasks],
        user__in=list(records.by_user),
        status__in=["granted", "declared"],
    ).select_related("task__organisation")
    for one in rows:
        told = f"{one.get_status_display()}：{one.task.organisation}（{one.get_relation_display()}）"
        yield records.by_user[one.user_id].pk, one.task_id, told


def _answering(records: Records) -> Closed:
    organisations = {task.organisation_id: task.pk for task in records.tasks}
    rows = Representative.objects.filter(
        organisation__in=list(organisations), user__in=list(records.by_user), until__isnull=True
    ).select_related("organisation")
    for one in rows:
        told = _("Represents %(organisation)s") % {"organisation": one.organisation}
        yield records.by_user[one.user_id].pk, organisations[one.organisation_id], told


def _at_home(in_round: Round, records: Records) -> Closed:
    for talent in records.talents:
        for task in records.tasks:
            if is_at_home(in_round, talent.office_id, task):
                told = _("Crossed round: %(organisation)s belongs to their own place")
                yield talent.pk, task.pk, told % {"organisation": task.organisation}
