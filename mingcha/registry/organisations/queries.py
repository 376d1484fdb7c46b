"""Reads over the tree of organisations, and the figures of the divisions."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from mingcha.foundation.accounts.models import User
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation, Representative


def principal_of(organisation: Organisation) -> LeadingPerson | None:
    """Who is the principal now."""
    found: LeadingPerson | None = organisation.leading_persons.filter(
        is_principal=True, until__isnull=True
    ).first()
    return found


def principals_of(organisations: Iterable[Organisation]) -> dict[UUID, LeadingPerson]:
    """The principals now, by organisation."""
    rows = LeadingPerson.objects.filter(
        organisation__in=list(organisations), is_principal=True, until__isnull=True
    )
    return {person.organisation_id: person for person in rows}


def representatives_of(organisation: Organisation | UUID) -> QuerySet[User]:
    """The accounts that act for an organisation now."""
    acting = Representative.objects.filter(organisation=organisation, until__isnull=True)
    people: QuerySet[User] = User.objects.active().filter(pk__in=acting.values("user_id"))
    return people.order_by("username")


def ancestors_of(organisation: Organisation, user: User) -> list[Organisation]:
    """What stands above an organisation, highest first, as far as the person may see it."""
    keys = [UUID(key) for key in organisation.path.split("/") if key and key != organisation.pk.hex]
    seen = Organisation.objects.visible_to(user).in_bulk(keys)
    return [seen[key] for key in keys if key in seen]


def division_counts() -> dict[str, int]:
    """How many divisions there are, by level."""
    rows = Division.objects.order_by().values_list("level").annotate(number=Count("pk"))
    return dict(rows)
