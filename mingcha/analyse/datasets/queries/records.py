"""Reads over data sets, and what pages show of contracts and profiles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import AREAS, Contract
from mingcha.analyse.datasets.models import Dataset, Grant, Load, Mapping, Version
from mingcha.analyse.datasets.signals import using
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body


def newest(field: str) -> Subquery:
    """A field of a data set's newest version, to annotate data sets with."""
    found = Version.objects.filter(dataset=OuterRef("pk")).order_by("-number")
    return Subquery(found.values(field)[:1])


def newest_version(dataset: Dataset) -> Version | None:
    """The newest version whose rows are still there."""
    return dataset.versions.kept().order_by("-number").first()


def next_number(dataset: Dataset) -> int:
    last: int | None = dataset.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def same_file(dataset: Dataset, digest: str) -> Version | None:
    """The version that was loaded from exactly this file."""
    return dataset.versions.filter(source_digest=digest).order_by("-number").first()


def remembered(office_id: Any, contract: str, signature: str) -> dict[str, int | None] | None:
    """How a table with these headings was mapped before."""
    found = Mapping.objects.filter(office_id=office_id, contract=contract, signature=signature).first()
    return dict(found.columns) if found else None


def open_loads(dataset: Dataset, user: User) -> QuerySet[Load]:
    """What this person has begun and not finished here."""
    return Load.objects.visible_to(user).filter(dataset=dataset).order_by("-created_at")


def grants_of(dataset: Dataset) -> QuerySet[Grant]:
    return dataset.grants.select_related("round", "granted_by")


def rounds_to_grant(dataset: Dataset) -> QuerySet[Round]:
    """Rounds of the office that are not over and have no grant yet."""
    open_rounds = Round.objects.filter(office_id=dataset.office_id).open()
    return open_rounds.exclude(pk__in=dataset.grants.values("round"))


def rounds_for(user: User) -> QuerySet[Round]:
    """Rounds a new data set may be registered for: the office's own, or those one works in."""
    rights = rights_of(user)
    own = Round.objects.filter(office_id__in=rights.own_offices)
    mine = Round.objects.filter(pk__in=Round.objects.filter(tasks__in=rights.inspections).values("pk"))
    return (own | mine).open().order_by("-plan_from", "-number")


def offices_for(user: User) -> QuerySet[Body]:
    """Offices a new data set may belong to."""
    return Body.objects.filter(pk__in=rights_of(user).own_offices)


def contract_choices() -> list[tuple[str, str]]:
    return [(name, str(one)) for name, one in CONTRACTS.items()]


def contracts_by_area() -> list[tuple[str, list[Contract]]]:
    """The areas that have contracts, in their order, each with its contracts."""
    found: dict[str, list[Contract]] = {}
    for one in CONTRACTS.values():
        found.setdefault(one.area, []).append(one)
    return [(str(words), found[area]) for area, words in AREAS.items() if area in found]


def users_of_contract(name: str) -> list[tuple[str, str]]:
    """What works on tables of this contract: labels and addresses, as the later apps tell."""
    told: Iterable[tuple[Any, Any]] = using.send(sender=Contract, contract=name)
    return [one for _receiver, given in told for one in given or ()]
