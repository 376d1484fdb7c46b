"""Reads over matchings: weights learnt, the pairs in their turn, and what pages show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from mingcha.analyse.datasets.contracts.columns import Column
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.datasets.queries import in_words
from mingcha.analyse.matching.linking.columns import FIELD_WORDS
from mingcha.analyse.matching.linking.weights import Weights, trained
from mingcha.analyse.matching.models import Match, Pair, as_percent
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of

MOST_DECISIONS = 2_000  # the latest; older lists say less of how this county writes
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def weights_for(office_id: UUID, kind: str) -> tuple[Weights, int]:
    """The weights an office's next matching starts from, and from how many decisions they were learnt."""
    decided = Pair.objects.filter(match__office_id=office_id, match__kind=kind)
    decided = decided.exclude(status=Pair.Status.UNDECIDED).order_by("-decided_on", "-pk")
    rows = list(decided.values_list("status", "levels")[:MOST_DECISIONS])
    same = [levels for status, levels in rows if status == Pair.Status.SAME]
    return (trained(kind, same), len(rows)) if same else (Weights(kind), 0)


def waiting() -> Coalesce:
    """How many pairs of a matching wait for a person, to annotate matchings with."""
    doubtful = Pair.objects.doubtful().filter(match=OuterRef("pk")).order_by().values("match")
    return Coalesce(Subquery(doubtful.annotate(many=Count("pk")).values("many")), 0)


def in_turn(match: Match) -> QuerySet[Pair]:
    """The pairs of doubt, the likeliest first."""
    return match.pairs.doubtful().order_by("-probability", "pk")


def next_doubt(pair: Pair) -> Pair | None:
    """The one after this in its turn, or the first that was left; None when all are decided."""
    others = in_turn(pair.match).exclude(pk=pair.pk)
    later = Q(probability__lt=pair.probability) | Q(probability=pair.probability, pk__gt=pair.pk)
    return others.filter(later).first() or others.first()


def counts_of(match: Match) -> dict[str, int]:
    """What became of the pairs so far: one statement."""
    undecided, same, different = Pair.Status
    found: dict[str, int] = match.pairs.order_by().aggregate(
        taken=Count("pk", filter=Q(sure=True, status=undecided)),
        waiting=Count("pk", filter=Q(sure=False, status=undecided)),
        same=Count("pk", filter=Q(status=same)),
        different=Count("pk", filter=Q(status=different)),
    )
    return found


@dataclass(frozen=True)
class Measure:
    """What one threshold gives: pairs, how many are expected to be right, what people said so far."""

    threshold: float
    pairs: int
    expected: float | None
    decided: int
    same: int
    is_upper: bool
    is_lower: bool

    @property
    def words(self) -> str:
        return as_percent(self.expected)

    @property
    def width(self) -> int:
        """Of a bar of 100."""
        return round((self.expected or 0) * 100)


def measures_of(match: Match) -> list[Measure]:
    """By threshold, as it was found, with the decisions made since."""
    rows = match.pairs.exclude(status=Pair.Status.UNDECIDED).order_by()
    decided = list(rows.values_list("probability", "status"))
    return [_measure(match, one, decided) for one in match.measures]


def _measure(match: Match, one: Mapping[str, Any], decided: list[tuple[float, str]]) -> Measure:
    above = [status for probability, status in decided if probability >= one["threshold"]]
    return Measure(
        threshold=one["threshold"],
        pairs=one["pairs"],
        expected=one["expected"],
        decided=len(above),
        same=above.count(Pair.Status.SAME),
        is_upper=one["threshold"] == match.upper,
        is_lower=one["threshold"] == match.lower,
    )


@dataclass(frozen=True)
class Named:
    """A pair as lists name it: both names, both numbers."""

    pair: Pair
    left: str
    right: str
    left_number: str
    right_number: str


def named(pair: Pair) -> Named:
    number = "identity" if pair.match.kind == Match.Kind.PERSON else "code"
    left, right = (field_values(pair, side) for side in ("left", "right"))
    return Named(pair, left["name"], right["name"], left.get(number, ""), right.get(number, ""))


def field_values(pair: Pair, side: str) -> dict[str, str]:
    """What one side says in each compared field; empty where it has no column for it."""
    columns: Mapping[str, str] = getattr(pair.match, f"{side}_columns")
    row = pair.rows[side]
    return {field: str(row.get(columns.get(field, "")) or "") for field in FIELD_WORDS[pair.match.kind]}


def versions_for(user: User) -> QuerySet[Version]:
    """The loaded lists that this person may use, the newest first."""
    seen = Version.objects.visible_to(user).kept().select_related("dataset")
    return seen.order_by("-created_at")


def tasks_for(user: User) -> QuerySet[Task]:
    """Inspections a matching may be made for."""
    rights = rights_of(user)
    mine = Q(pk__in=rights.inspections) | Q(office_id__in=rights.own_offices)
    tasks = Task.objects.visible_to(user).filter(mine).exclude(round__status__in=("archived", "stopped"))
    return tasks.exclude(pk__in=rights.recused_inspections).select_related("round", "organisation")


def weights_told(count: int) -> str:
    """From what the weights come, in a sentence."""
    if not count:
        return _("The weights are the starting values: this office has decided no pair of this kind yet.")
    return _("The weights were trained by %(count)s decisions of this office.") % {"count": count}


@dataclass(frozen=True)
class Other:
    """A column that was not compared, and what each list says in it."""

    title: str
    value: str


def other_columns(pair: Pair) -> list[tuple[str, list[Other]]]:
    """Both lists by name, with what they say besides what was compared."""
    match = pair.match
    sides = (
        (match.left, match.left_columns, pair.rows["left"]),
        (match.right, match.right_columns, pair.rows["right"]),
    )
    return [(str(version), _others(version, columns, row)) for version, columns, row in sides]


def _others(version: Version, columns: Mapping[str, str], row: Mapping[str, Any]) -> list[Other]:
    contract = version.dataset.declared
    known = contract.by_name if contract else {}
    told = ((name, value) for name, value in row.items() if name not in columns.values())
    return [_other(known.get(name), name, value) for name, value in told if value not in (None, "")]


def _other(column: Column | None, name: str, value: Any) -> Other:
    return Other(str(column), in_words(column, value)) if column else Other(name, str(value))
