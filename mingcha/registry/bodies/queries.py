"""Reads over bodies and posts that other apps ask for."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Body, Kind, Post, Role, offices_seen

OFFICE_ROLES = (Role.OFFICE_HEAD, Role.OFFICE_STAFF)

_BELOW = """
    with recursive below as (
        select id from bodies_body where parent_id = any(%s) and kind = 'office'
        union
        select b.id from bodies_body b join below on b.parent_id = below.id where b.kind = 'office'
    )
    select id from below
"""
_ABOVE = """
    with recursive above as (
        select parent_id as id from bodies_body where id = any(%s)
        union
        select b.parent_id from bodies_body b join above on b.id = above.id
    )
    select id from above where id is not null
"""


def holds_post(user: User, office_id: object, role: str) -> bool:
    """Whether the person now holds this role in the office, or in a body that works with it."""
    where = Q(body_id=office_id) | Q(body__office_id=office_id)
    return Post.objects.in_force().filter(where, user=user, role=role).exists()


def posts_of(user: User) -> QuerySet[Post]:
    """The posts a person holds now, with their bodies."""
    return Post.objects.in_force().filter(user=user).select_related("body", "body__office")


def subordinate_offices(ids: Iterable[UUID]) -> set[UUID]:
    """Every office below these, at any depth."""
    return _ids(_BELOW, ids)


def superior_offices(ids: Iterable[UUID]) -> set[UUID]:
    """Every office above these, at any height."""
    return _ids(_ABOVE, ids)


def _ids(sql: str, ids: Iterable[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        return {row[0] for row in cursor.fetchall()}


def managed_offices(user: User) -> frozenset[UUID]:
    """The offices a person works in as head or staff, and all below them."""
    return offices_seen(user, [Kind.OFFICE])


def headed_offices(user: User) -> set[UUID]:
    """The offices a person is head of."""
    return set(posts_of(user).filter(role=Role.OFFICE_HEAD).values_list("body_id", flat=True))


def holders(office_id: object, *roles: str) -> QuerySet[User]:
    """Those who now hold one of these roles in the office or in a body that works with it."""
    where = Q(body_id=office_id) | Q(body__office_id=office_id)
    held = Post.objects.in_force().filter(where, role__in=roles)
    people: QuerySet[User] = User.objects.active().filter(pk__in=held.values("user_id"))
    return people.order_by("username")


def bodies_of(office_id: UUID, kind: str) -> QuerySet[Body]:
    """The active bodies of one kind that work with this office."""
    return Body.objects.filter(office_id=office_id, kind=kind, is_active=True)


def account_named(username: str) -> User | None:
    """The account with exactly this name: for those who give rights without reading the list of accounts."""
    found: User | None = User.objects.active().filter(username=username.strip()).first()
    return found
