"""Crossed rounds (交叉巡察): which place each team comes from, so that no place inspects itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingcha.prepare.rounds.models import Round, Task
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import subordinate_offices
from mingcha.registry.talent.models import Talent


def dealt_out(in_round: Round, count: int) -> list[list[UUID]]:
    """The organisations of so many teams: in turn, or for a crossed round each place's in a row."""
    tasks = list(in_round.tasks.select_related("organisation").order_by("entry_on", "pk"))
    if not in_round.cross:
        return [[one.pk for one in tasks[no::count]] for no in range(count)]
    tasks.sort(key=lambda one: str(one.organisation.office_id))
    least, more = divmod(len(tasks), count)
    ends = [no * least + min(no, more) for no in range(count + 1)]
    return [[one.pk for one in tasks[begin:end]] for begin, end in zip(ends, ends[1:], strict=False)]


def senders(in_round: Round) -> list[Body]:
    """The offices below with somebody in their pools: where teams of a crossed round may come from."""
    below = subordinate_offices([in_round.office_id])
    standing = Talent.objects.in_force(in_round.plan_from).filter(office__in=below, user__isnull=False)
    return list(Body.objects.filter(pk__in=standing.values("office")).order_by("level", "name"))


def with_homes(
    in_round: Round, rows: Sequence[dict[str, Any]], wanted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each team with the place it comes from: as wanted (by team key), else the next in turn.

    A team is not sent to where it comes from, whatever is wanted: `sent_home` names them. A team that
    inspects only what the round's own office answers for comes from anywhere. Where three places or more
    take turns, no two inspect each other.
    """
    places = {str(one.pk): str(one) for one in senders(in_round)}
    offices = _offices_by_task(in_round)
    found = []
    for row in rows:
        inspected = [offices[pk] for pk in row["tasks"] if offices.get(pk, "") != str(in_round.office_id)]
        home = _home(list(places), inspected, wanted.get(row["key"], ""))
        named = (
            {"name": _("%(team)s (%(place)s)") % {"team": row["name"], "place": places[home]}} if home else {}
        )
        found.append({**row, "home": home, **named})
    return found


def _offices_by_task(in_round: Round) -> dict[str, str]:
    rows = in_round.tasks.values_list("pk", "organisation__office_id")
    return {str(task): str(office) for task, office in rows}


def sent_home(in_round: Round, rows: Iterable[Mapping[str, Any]], wanted: Mapping[str, str]) -> list[str]:
    """The keys of teams that would inspect what the place they are wanted from answers for."""
    offices = _offices_by_task(in_round)
    homes = ((row, wanted.get(row["key"], "")) for row in rows)
    return [row["key"] for row, home in homes if home in {offices[pk] for pk in row["tasks"]}]


def _home(places: list[str], inspected: Sequence[str], asked: str) -> str:
    """The place that sends a team to these; empty where none is needed, or none is left."""
    if not inspected:
        return ""
    if asked and asked not in inspected:
        return asked
    begin = places.index(inspected[0]) + 1 if inspected[0] in places else 0
    circle = places[begin:] + places[:begin]
    return next((one for one in circle if one not in inspected), "")


def homes_told(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By team key: the name of the place it comes from."""
    homes = {row["key"]: row["home"] for row in rows if row.get("home")}
    names = {str(one.pk): str(one) for one in Body.objects.filter(pk__in=homes.values())} if homes else {}
    return {key: names.get(home, "") for key, home in homes.items()}


def is_at_home(in_round: Round, office: UUID, task: Task) -> bool:
    """Crossed rounds: people of offices below inspect nothing that their own office answers for."""
    return in_round.cross and office == task.organisation.office_id != in_round.office_id
