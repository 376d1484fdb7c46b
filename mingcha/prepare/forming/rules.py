"""Recusal as the records show it. Each rule says where it comes from, and an office may switch it.

A hit is no decision: proposals keep the person away, and for people in a team it is put before whoever
decides on recusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.prepare.forming.models import RuleSwitch
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Membership, RecusalDeclaration
from mingcha.registry.organisations.models import Organisation
from mingcha.registry.talent.models import PostHeld, Talent, Tie

Relation = RecusalDeclaration.Relation
# Organisations that are a place: who was born there meets people they grew up with.
PLACES = (Organisation.Sector.COUNTIES, Organisation.Sector.TOWNSHIPS, Organisation.Sector.VILLAGES)


@dataclass(frozen=True)
class Hit:
    """One person, one task, one rule, and what the records say."""

    rule: str
    talent: UUID
    task: UUID
    evidence: str


@dataclass
class Records:
    """What the rules look at, read once for all people and tasks of a round."""

    in_round: Round
    talents: list[Talent]
    tasks: list[Task]
    switches: dict[str, RuleSwitch] = field(default_factory=dict)

    @classmethod
    def of(cls, in_round: Round, talents: Iterable[Talent]) -> Records:
        known = {one.code: one for one in RuleSwitch.objects.filter(office=in_round.office_id)}
        tasks = in_round.tasks.select_related("organisation__division", "team")
        return cls(in_round, list(talents), list(tasks), known)

    def since(self, rule: Rule) -> date:
        """The first day this rule looks at."""
        own = self.switches.get(rule.code)
        years = own.years if own and own.years is not None else rule.years
        begins = self.in_round.plan_from
        return date.min if not years else begins.replace(year=begins.year - years, day=min(begins.day, 28))

    @cached_property
    def posts(self) -> list[PostHeld]:
        held = PostHeld.objects.filter(talent__in=self.talents, organisation__isnull=False)
        return list(held.select_related("organisation"))

    @cached_property
    def ties(self) -> list[Tie]:
        return list(Tie.objects.filter(talent__in=self.talents).select_related("organisation"))

    @cached_property
    def by_user(self) -> dict[UUID, Talent]:
        return {one.user_id: one for one in self.talents if one.user_id}

    @cached_property
    def served(self) -> dict[UUID, list[tuple[Task, Membership]]]:
        """By organisation: its earlier inspections and who was in their teams, the newest first."""
        earlier = Task.objects.filter(
            organisation__in=[one.organisation_id for one in self.tasks],
            round__plan_from__lt=self.in_round.plan_from,
            team__isnull=False,
        )
        newest_first = list(earlier.select_related("round", "team").order_by("-round__plan_from"))
        teams = [one.team_id for one in newest_first]
        members: dict[Any, list[Membership]] = {}
        people = Membership.objects.filter(team__in=teams, user__in=list(self.by_user))
        for one in people.select_related("team"):
            members.setdefault(one.team_id, []).append(one)
        found: dict[UUID, list[tuple[Task, Membership]]] = {}
        for task in newest_first:
            rows = found.setdefault(task.organisation_id, [])
            rows += [(task, one) for one in members.get(task.team_id, [])]
        return found

    @cached_property
    def last_inspected(self) -> dict[UUID, UUID]:
        """By organisation: the round of its last inspection."""
        rows = Task.objects.filter(
            organisation__in=[one.organisation_id for one in self.tasks],
            round__plan_from__lt=self.in_round.plan_from,
            team__isnull=False,
        )
        newest_last = rows.order_by("round__plan_from").values_list("organisation_id", "round_id")
        return dict(newest_last)


Find = Callable[["Rule", Records], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule of recusal. `years` is how far it looks back where the office says nothing; 0 is for ever.

    `relation` is how a hit is entered among the declarations; `leading` rules close only the leader's place.
    """

    code: str
    title: str | Promise
    source: str | Promise
    find: Find = field(repr=False)
    relation: str = Relation.OTHER
    years: int = 0
    leading: bool = False
    looks_back: bool = False


def _within(inner: Organisation, outer: Organisation) -> bool:
    """Whether one organisation is the other, or below it."""
    return inner.path.startswith(outer.path)


def _is_there(records: Records, place: Organisation, task: Task) -> bool:
    """Whether this is the inspected organisation; in a crossed round, whether it is of that place."""
    crossed = records.in_round.cross and task.organisation.office_id != records.in_round.office_id
    return _within(place, task.organisation) or (crossed and place.office_id == task.organisation.office_id)


def _served_there(rule: Rule, records: Records) -> Iterator[Hit]:
    since = records.since(rule)
    for post in records.posts:
        if post.until and post.until < since:
            continue
        period = f"{post.since:%Y-%m}—{post.until.strftime('%Y-%m') if post.until else ''}"
        told = f"{post.unit} {post.title}（{period}）"
        for task in records.tasks:
            if post.organisation and _is_there(records, post.organisation, task):
                yield Hit(rule.code, post.talent_id, task.pk, told)


def _works_there(rule: Rule, records: Records) -> Iterator[Hit]:
    for talent in records.talents:
        for task in records.tasks:
            if talent.organisation and _within(talent.organisation, task.organisation):
                yield Hit(rule.code, talent.pk, task.pk, f"{talent.unit} {talent.post}".strip())


def _tied(*kinds: str) -> Find:
    def find(rule: Rule, records: Records) -> Iterator[Hit]:
        """What the tie is stays sealed; that there is one is enough."""
        for tie in records.ties:
            for task in records.tasks:
                if tie.kind in kinds and _within(tie.organisation, task.organisation):
                    facts = {"kind": tie.get_kind_display(), "day": tie.declared_on}
                    yield Hit(rule.code, tie.talent_id, task.pk, _("%(kind)s, declared on %(day)s") % facts)

    return find


def _native(rule: Rule, records: Records) -> Iterator[Hit]:
    for task in records.tasks:
        place, crossed = task.organisation.division, records.in_round.cross
        if place is None or not (crossed or task.organisation.sector in PLACES):
            continue
        for talent in records.talents:
            if talent.native_place and talent.native_place.path.startswith(place.path):
                yield Hit(rule.code, talent.pk, task.pk, _("Native of %(place)s") % {"place": place})


def _inspected_last(rule: Rule, records: Records) -> Iterator[Hit]:
    for task in records.tasks:
        last = records.last_inspected.get(task.organisation_id)
        for earlier, member in records.served.get(task.organisation_id, []):
            if earlier.round_id == last:
                yield _by_inspection(rule, records, task, earlier, member)


def _led_there(rule: Rule, records: Records) -> Iterator[Hit]:
    since = records.since(rule)
    for task in records.tasks:
        for earlier, member in records.served.get(task.organisation_id, []):
            if member.role == Membership.Role.LEADER and earlier.round.plan_from >= since:
                yield _by_inspection(rule, records, task, earlier, member)


def _by_inspection(rule: Rule, records: Records, task: Task, earlier: Task, member: Membership) -> Hit:
    told = f"{earlier.round} {member.team} {member.get_role_display()}"
    return Hit(rule.code, records.by_user[member.user_id].pk, task.pk, told)


def _nothing(rule: Rule, records: Records) -> Iterator[Hit]:
    """About two people of a team, not about a person and an organisation: the search asks it itself."""
    return iter(())


RULES = {
    rule.code: rule
    for rule in (
        Rule("works", _l("Works there now"), _l("Post recusal"), _works_there, Relation.KIN),
        Rule("served", _l("Served there"), _l("Post recusal; how far back is set by the office"),
             _served_there, Relation.WORKED_THERE, years=3, looks_back=True),
        Rule("kin", _l("Relatives there"),
             _l("Post recusal: oneself, a close relative or an in-law of its leaders holds a post there"),
             _tied(Tie.Kind.KIN, Tie.Kind.IN_LAW), Relation.KIN),
        Rule("business", _l("Business ties"), _l("Recusal from single matters: whatever may affect fairness"),
             _tied(Tie.Kind.BUSINESS), Relation.BUSINESS),
        Rule("native", _l("Native place"), _l("Local rule: recusal by region"), _native, Relation.NATIVE),
        Rule("last_round", _l("Inspected it last time"), _l("Three things not fixed: team and organisation"),
             _inspected_last),
        Rule("led_there", _l("Led an inspection there"),
             _l("Three things not fixed: leader and organisation"),
             _led_there, years=5, leading=True, looks_back=True),
        Rule("same_team", _l("The same team as last time"), _l("Three things not fixed: the team itself"),
             _nothing),
    )
}  # fmt: skip


def is_on(records: Records, code: str) -> bool:
    own = records.switches.get(code)
    return own.is_on if own else True


def hits(records: Records) -> list[Hit]:
    """Everything that the rules in use find."""
    chosen = [rule for rule in RULES.values() if is_on(records, rule.code)]
    return [hit for rule in chosen for hit in rule.find(rule, records)]
