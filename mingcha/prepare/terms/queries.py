"""Coverage: how much of a term's scope has been inspected, on any day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.prepare.terms.models import ScopeEntry, ScopeSnapshot, Term
from mingcha.registry.organisations.models import Organisation


@dataclass
class Covered:
    """Numerators and denominator of one sector at one level, or of several together.

    `entered` counts formal coverage (有形覆盖): a team has been there. `concluded` counts effective
    coverage (有效覆盖): its result was fed back.
    """

    sector: str = ""
    level: str = ""
    in_scope: int = 0
    entered: int = 0
    concluded: int = 0

    @property
    def left(self) -> int:
        return self.in_scope - self.entered

    @property
    def rate(self) -> float:
        return _percent(self.entered, self.in_scope)

    @property
    def effective_rate(self) -> float:
        return _percent(self.concluded, self.in_scope)

    @property
    def sector_label(self) -> str:
        return str(dict(Organisation.Sector.choices).get(self.sector, self.sector))

    @property
    def level_label(self) -> str:
        return str(dict(Organisation.Level.choices).get(self.level, self.level))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


@dataclass
class Coverage:
    """A term's coverage on one day, against the scope that counted that day."""

    term: Term
    on: date
    snapshot: ScopeSnapshot | None = None
    rows: list[Covered] = field(default_factory=list)

    @property
    def total(self) -> Covered:
        return _sum(self.rows)

    def by(self, name: str) -> list[Covered]:
        """The rows added up by `sector` or `level`."""
        keys = list(dict.fromkeys(getattr(row, name) for row in self.rows))
        return [_sum([row for row in self.rows if getattr(row, name) == key], **{name: key}) for key in keys]

    @property
    def sectors(self) -> list[Covered]:
        return self.by("sector")

    @property
    def levels(self) -> list[Covered]:
        return self.by("level")


def _sum(rows: list[Covered], **key: str) -> Covered:
    return Covered(
        in_scope=sum(row.in_scope for row in rows),
        entered=sum(row.entered for row in rows),
        concluded=sum(row.concluded for row in rows),
        **key,
    )


def coverage(term: Term, user: User, on: date | None = None) -> Coverage:
    """Who has been inspected at least once in the term by a task that counts, against the newest scope."""
    on = on or timezone.localdate()
    snapshot = term.scope_on(on)
    if snapshot is None or not Term.objects.visible_to(user).filter(pk=term.pk).exists():
        return Coverage(term, on)
    found = with_coverage(ScopeEntry.objects.filter(snapshot=snapshot), on)
    rows = found.values("sector", "level").annotate(
        all=Count("pk"),
        went=Count("pk", filter=Q(entered=True)),
        done=Count("pk", filter=Q(concluded=True)),
    )
    return Coverage(term, on, snapshot, _in_order([dict(row) for row in rows.order_by()]))


def _in_order(rows: list[dict[str, Any]]) -> list[Covered]:
    sectors, levels = list(Organisation.Sector.values), list(Organisation.Level.values)
    rows.sort(key=lambda row: (sectors.index(row["sector"]), levels.index(row["level"])))
    return [Covered(row["sector"], row["level"], row["all"], row["went"], row["done"]) for row in rows]


def counted_tasks() -> QuerySet[Any]:
    """The tasks that count towards the coverage of one scope entry, for a subquery."""
    return apps.get_model("rounds", "Task").objects.filter(
        organisation_id=OuterRef("organisation_id"),
        round__term_id=OuterRef("snapshot__term_id"),
        counts_to_coverage=True,
    )


def with_coverage(entries: QuerySet[ScopeEntry], on: date | None = None) -> QuerySet[ScopeEntry]:
    """Each entry with `entered` and `concluded`: whether a task of the term that counts got that far."""
    on = on or timezone.localdate()
    return entries.annotate(
        entered=Exists(counted_tasks().filter(entered_on__lte=on)),
        concluded=Exists(counted_tasks().filter(concluded_on__lte=on)),
    )


def left_in(term: Term, user: User, on: date | None = None) -> QuerySet[ScopeEntry]:
    """The organisations in scope that no counted inspection has entered."""
    on = on or timezone.localdate()
    mine = ScopeEntry.objects.visible_to(user).filter(snapshot=term.scope_on(on))
    return with_coverage(mine, on).filter(~Q(entered=True)).select_related("organisation")


def current_term(office_id: UUID) -> Term | None:
    return Term.objects.filter(office_id=office_id, status=Term.Status.CURRENT).first()
