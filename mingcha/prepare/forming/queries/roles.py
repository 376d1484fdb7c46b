"""Who is what in a proposed team: the leader is found, the other roles follow."""

from __future__ import annotations

from collections.abc import Iterable

from mingcha.prepare.forming.queries.problems import Sheet
from mingcha.prepare.forming.solving.problem import Seat
from mingcha.prepare.teams.models import Membership
from mingcha.registry.talent.models import Grade, Skill, Talent

Role = Membership.Role
FEWEST_FOR_A_DEPUTY = 4


def roles_in(sheet: Sheet, seats: Iterable[Seat]) -> dict[str, list[tuple[str, Talent]]]:
    """By team: leader, deputy, liaison officer, members. Those no longer in the pool are left out.

    The deputy is the highest in rank of the rest where the team has four or more; the liaison officer
    whoever coordinates, or drafts, or is lowest in rank.
    """
    teams: dict[str, list[tuple[str, Talent]]] = {key: [] for key in sheet.names}
    for key in teams:
        own = [one for one in seats if one.team == key and one.person in sheet.talents]
        leaders = [sheet.talents[one.person] for one in own if one.leads]
        rest = sorted((sheet.talents[one.person] for one in own if not one.leads), key=_by_rank)
        teams[key] = [(str(Role.LEADER), one) for one in leaders] + _others(rest, len(own))
    return teams


def _by_rank(talent: Talent) -> tuple[int, str]:
    return Grade.values.index(talent.grade), talent.name


def _others(rest: list[Talent], size: int) -> list[tuple[str, Talent]]:
    if not rest:
        return []
    deputies = rest[:1] if size >= FEWEST_FOR_A_DEPUTY else []
    left = [one for one in rest if one not in deputies]
    able = [one for skill in (Skill.COORDINATION, Skill.WRITING) for one in left if skill in one.skills]
    liaison = (able or left[::-1])[0]
    return (
        [(str(Role.DEPUTY), one) for one in deputies]
        + [(str(Role.LIAISON), liaison)]
        + [(str(Role.MEMBER), one) for one in left if one != liaison]
    )
