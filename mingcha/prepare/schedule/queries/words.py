"""Rules, breaches and costs in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.words import listed
from mingcha.prepare.schedule.models import Condition
from mingcha.prepare.schedule.queries.problems import Posed, rule_of
from mingcha.prepare.schedule.solving import problem as p
from mingcha.prepare.schedule.solving.check import Breach
from mingcha.prepare.schedule.solving.cost import Cost
from mingcha.registry.organisations.models import Organisation

COSTS = {
    "delay": _l("Waiting"),
    "travel": _l("Travel"),
    "balance": _l("Imbalance of sectors"),
    "change": _l("Changes"),
    "left": _l("Left out"),
}
_NAMED = 8


def names(posed: Posed, keys: Iterable[str]) -> str:
    """The organisations of visits, the first few of them."""
    found = [str(posed.visit[key].organisation) for key in keys if key in posed.visit]
    shown = listed(found[:_NAMED])
    return shown if len(found) <= _NAMED else _("%(names)s and others, %(count)s in all") % {
        "names": shown, "count": len(found)
    }  # fmt: skip


def _round(posed: Posed, key: str) -> str:
    return str(posed.round.get(key, ""))


def told(posed: Posed, rule: p.Condition) -> str:
    """What a rule asks, in one sentence."""
    match rule:
        case p.Pinned() | p.Forbidden() | p.NotBefore() | p.NotAfter():
            return _told_of_one(posed, rule)
        case p.Together() | p.Apart():
            both = {"one": names(posed, [rule.one]), "other": names(posed, [rule.other])}
            if isinstance(rule, p.Together):
                return _("“%(one)s” and “%(other)s” are in the same round") % both
            return _("“%(one)s” and “%(other)s” are not in the same round") % both
        case p.Rest():
            return _("At least %(days)s days lie between two inspections of one organisation") % {
                "days": rule.days
            }
        case p.Covered():
            return _told_of_covering(posed, rule)
    return _told_of_round(posed, rule)


def _told_of_one(posed: Posed, rule: p.Pinned | p.Forbidden | p.NotBefore | p.NotAfter) -> str:
    given = {"name": names(posed, [rule.visit])}
    match rule:
        case p.Pinned():
            return _("“%(name)s” must be in %(round)s") % {**given, "round": _round(posed, rule.slot)}
        case p.Forbidden():
            return _("“%(name)s” must not be in %(round)s") % {**given, "round": _round(posed, rule.slot)}
        case p.NotBefore():
            return _("“%(name)s” not before %(day)s") % {**given, "day": rule.day}
    return _("“%(name)s” by %(day)s at the latest") % {**given, "day": rule.day}


def _told_of_covering(posed: Posed, rule: p.Covered) -> str:
    if rule.visits is None:
        return _("All %(count)s organisations are inspected within these rounds") % {
            "count": len(posed.visits)
        }
    return _("“%(name)s” must be inspected within these rounds") % {"name": names(posed, rule.visits)}


def _told_of_round(posed: Posed, rule: p.SectorLimit | p.Places | p.Crossing) -> str:
    found = posed.round.get(rule.slot)
    given: dict[str, object] = {"round": _round(posed, rule.slot)}
    match rule:
        case p.SectorLimit():
            sector = dict(Organisation.Sector.choices).get(rule.sector, rule.sector)
            given |= {"sector": sector, "least": rule.least, "most": rule.most}
            return _("%(round)s takes %(least)s to %(most)s of “%(sector)s”") % given
        case p.Places():
            given |= {"teams": found.teams if found else 0, "places": found.places if found else 0}
            given["capacity"] = found.capacity if found else 0
            return (
                _("%(round)s has %(teams)s teams for %(places)s each, %(capacity)s organisations in all")
                % given
            )
    return _("In %(round)s no team inspects the place it comes from") % given


def breach_told(posed: Posed, breach: Breach) -> str:
    """What a plan breaks: the rule, and by whom where the rule does not name them."""
    if breach.rule is None:
        return _("“%(name)s” is in a round that does not take it") % {"name": names(posed, breach.visits)}
    rule = told(posed, breach.rule)
    if isinstance(breach.rule, p.Rest | p.Covered | p.SectorLimit | p.Places | p.Crossing):
        return _("%(rule)s — broken by: %(names)s") % {"rule": rule, "names": names(posed, breach.visits)}
    return rule


def by_key(posed: Posed) -> dict[str, p.Condition]:
    return {rule.key: rule for rule in posed.problem.rules}


def conflict_told(posed: Posed) -> list[str]:
    """The smallest set of conditions that conflict, as the last search found it."""
    known = by_key(posed)
    return [
        told(posed, rule) for key in posed.proposal.conflict.get("rules", []) if (rule := _rule(known, key))
    ]


def _rule(known: dict[str, p.Condition], key: str) -> p.Condition | None:
    if key in known:
        return known[key]
    kind, _mark, visits = key.partition(":")
    return p.Covered(frozenset(visits.split(","))) if kind == "covered" and visits else None


def parts(cost: Cost) -> Iterator[tuple[str, int]]:
    """Each part of a cost with its name."""
    for part in fields(cost):
        yield str(COSTS[part.name]), getattr(cost, part.name)


def parts_of(posed: Posed) -> list[tuple[str, int]]:
    """The parts of what the proposal costs: as the search found it, or as it stands since it was changed."""
    if posed.proposal.result and posed.proposal.parts:
        kept = posed.proposal.parts
        return [(str(label), kept.get(name, 0)) for name, label in COSTS.items()]
    return list(parts(posed.cost))


@dataclass(frozen=True)
class ConditionTold:
    """A condition in words."""

    row: Condition
    sentence: str
    in_conflict: bool


def conditions_told(posed: Posed) -> list[ConditionTold]:
    conflicting = set(posed.proposal.conflict.get("rules", []))
    told_each = ((one, rule_of(one)) for one in posed.conditions)
    return [ConditionTold(one, told(posed, rule), rule.key in conflicting) for one, rule in told_each]
