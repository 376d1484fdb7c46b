"""Recusal by the records, for people who are in teams already; and the rules as an office uses them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mingcha.prepare.forming.models import RuleSwitch
from mingcha.prepare.forming.rules import RULES, Hit, Records, Rule, hits
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Membership, RecusalDeclaration
from mingcha.registry.talent.models import Talent


@dataclass(frozen=True)
class TeamHit:
    """One member, one organisation of their team, what the records say, and what was declared."""

    membership: Membership
    task: Task
    rule: Rule
    evidence: str
    declaration: RecusalDeclaration | None

    @property
    def is_open(self) -> bool:
        """Nobody has put it before whoever decides."""
        return self.declaration is None or self.declaration.status == RecusalDeclaration.Status.NOTHING


def team_hits(in_round: Round) -> list[TeamHit]:
    """What the rules in use find among the members of a round's teams."""
    members = in_round.memberships.in_force().select_related("user", "team")
    by_user = {one.user_id: one for one in members}
    entries = Talent.objects.filter(user__in=list(by_user)).exclude(status=Talent.Status.OUT)
    own_first = entries.select_related("organisation", "native_place").order_by("created_at")
    talents = {one.user_id: one for one in own_first if one.user_id}
    records = Records.of(in_round, talents.values())
    users = {one.pk: user for user, one in talents.items()}
    given = RecusalDeclaration.objects.filter(task__round=in_round, user__in=list(by_user))
    declared = {(one.user_id, one.task_id): one for one in given}
    tasks = {task.pk: task for task in records.tasks}
    found = []
    for hit in hits(records):
        member, task = by_user[users[hit.talent]], tasks[hit.task]
        if member.team_id == task.team_id and _concerns(hit, member):
            rule = RULES[hit.rule]
            found.append(TeamHit(member, task, rule, hit.evidence, declared.get((member.user_id, task.pk))))
    return found


def _concerns(hit: Hit, member: Membership) -> bool:
    """What closes only the leader's place concerns only leaders."""
    return not RULES[hit.rule].leading or member.role == Membership.Role.LEADER


def rules_of(office_id: UUID) -> list[tuple[Rule, RuleSwitch]]:
    """Every rule with the office's switch, or one that says what holds without it."""
    known = {one.code: one for one in RuleSwitch.objects.filter(office=office_id)}
    return [
        (rule, known.get(code) or RuleSwitch(office_id=office_id, code=code, years=rule.years))
        for code, rule in RULES.items()
    ]
