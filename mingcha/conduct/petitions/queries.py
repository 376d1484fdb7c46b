"""Reads of the register: numbers, what may repeat what, and the counts shown on pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, When

from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body
from mingcha.registry.organisations.models import Organisation

NUMBER = "{year}-{no:05d}"
_NUMBER = re.compile(r"(\d{4})-(\d{5})(?!\d)")
_LOOKED_AT = 400
_ALIKE = 0.45
_ALIKE_SAME_PERSON = 0.2


@dataclass(frozen=True)
class Likeness:
    """Another petition that may be about the same matter, and how alike the words are (0 to 1)."""

    petition: Petition
    share: float
    same_person: bool

    @property
    def percent(self) -> int:
        return round(self.share * 100)


def series_of(petition: Petition) -> Iterator[tuple[str, int]]:
    """The series its number was drawn from, and how far that had come."""
    if found := _NUMBER.match(petition.number):
        yield series_name(petition.office_id, int(found[1])), int(found[2])


def series_name(office: UUID, year: int) -> str:
    """An office numbers its petitions by the year."""
    return f"petition/{office}/{year}"


def bigrams(text: str) -> frozenset[str]:
    """Every two neighbouring characters, without punctuation and spaces."""
    letters = [letter for letter in text if letter.isalnum()]
    return frozenset(first + second for first, second in zip(letters, letters[1:], strict=False))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets of bigrams."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def likely_repeats(petition: Petition, user: User, *, most: int = 5) -> list[Likeness]:
    """Earlier registrations about the same person or organisation in similar words, the likest first.

    What is sealed has no words here to compare.
    """
    if petition.sealed:
        return []
    about = Q(reflected=petition.reflected) if petition.reflected else Q(pk__in=())
    if petition.organisation_id:
        about |= Q(organisation_id=petition.organisation_id)
    others = Petition.objects.visible_to(user).filter(about, office_id=petition.office_id)
    others = others.exclude(pk=petition.pk).exclude(duplicate_of__isnull=False).exclude(sealed=True)
    own, found = bigrams(petition.content), []
    for other in others.order_by("-received_on", "-pk")[:_LOOKED_AT]:
        same = bool(petition.reflected) and other.reflected == petition.reflected
        alike = share(own, bigrams(other.content))
        if alike >= (_ALIKE_SAME_PERSON if same else _ALIKE):
            found.append(Likeness(other, alike, same))
    return sorted(found, key=lambda likeness: -likeness.share)[:most]


def originals_for(petition: Petition, user: User, likely: list[UUID]) -> QuerySet[Petition]:
    """Registrations that this one may repeat, the likely ones first, then the newest."""
    mine = Petition.objects.visible_to(user).filter(office_id=petition.office_id, duplicate_of__isnull=True)
    first = Case(When(pk__in=likely, then=0), default=1, output_field=IntegerField())
    return mine.exclude(pk=petition.pk).order_by(first, "-received_on", "-pk")


def taken_numbers(office_id: UUID, numbers: Iterable[str]) -> dict[str, Petition]:
    """Registrations of an office that have one of these numbers."""
    found = Petition.objects.filter(office_id=office_id, number__in=list(numbers))
    return {petition.number: petition for petition in found}


def sole_office(user: User) -> Body | None:
    """The office whose register a person keeps, when it is only one."""
    own = rights_of(user).own_offices
    return Body.objects.filter(pk__in=own).first() if len(own) == 1 else None


def organisation_named(name: str, user: User) -> Organisation | None:
    """The organisation of this full or short name, if the person sees exactly one."""
    seen = Organisation.objects.visible_to(user).filter(Q(name=name) | Q(short_name=name))
    found = list(seen[:2])
    return found[0] if len(found) == 1 else None


def open_registers(user: User) -> list[Inspection]:
    """Inspections at work for which this person could register a petition."""
    rights = rights_of(user)
    mine = Q(pk__in=rights.inspections) | Q(office_id__in=rights.own_offices)
    shut = (Inspection.Status.PREPARING, Inspection.Status.ARCHIVED)
    found = Inspection.objects.working(user).filter(mine).exclude(status__in=shut)
    return list(found.select_related("round", "organisation"))


def own_registers(user: User) -> list[Body]:
    """Offices whose register this person keeps."""
    return list(Body.objects.filter(pk__in=rights_of(user).own_offices))


def repeats_of(petition: Petition, user: User) -> list[Petition]:
    """Later registrations that were merged into this one."""
    return list(Petition.objects.visible_to(user).filter(duplicate_of=petition).order_by("received_on"))


def activities_for(petition: Petition, user: User) -> list[Activity]:
    """The records that the petition was looked into with, as far as the person may see them."""
    return list(Activity.objects.visible_to(user).filter(petitions=petition).order_by("held_on"))
