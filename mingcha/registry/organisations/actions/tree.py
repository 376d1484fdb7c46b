"""The tree of organisations: it stays a tree, and every path follows from the superiors."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Invalid
from mingcha.registry.organisations.models import Organisation

_HOLD = "select pg_advisory_xact_lock(hashtext('organisations.tree'))"
_PLACE = """
    with recursive branch as (
        select o.id, coalesce(p.path, '') || replace(o.id::text, '-', '') || '/' as path
        from organisations_organisation o left join organisations_organisation p on p.id = o.parent_id
        where o.id = any(%s)
        union all
        select o.id, branch.path || replace(o.id::text, '-', '') || '/'
        from organisations_organisation o join branch on o.parent_id = branch.id
    )
    update organisations_organisation o set path = branch.path
    from branch where o.id = branch.id and o.path <> branch.path
"""


def hold_tree() -> None:
    """One writer of the tree at a time, until the transaction ends.

    Locking rows is not enough: a child added while its superior moves would keep the old path.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD)


def path_below(parent: Organisation | None, pk: UUID) -> str:
    """The path of an organisation that stands here. Hold the tree."""
    if parent is None:
        return f"{pk.hex}/"
    above = Organisation.objects.values_list("path", flat=True).get(pk=parent.pk)
    return f"{above}{pk.hex}/"


def stands_below(organisation: Organisation, other: Organisation) -> bool:
    """Whether the first is the second, or anywhere below it. Hold the tree."""
    below = Organisation.objects.filter(path__startswith=other.path)
    return below.filter(pk=organisation.pk).exists()


def write_paths(roots: Iterable[UUID]) -> None:
    """Write the paths of these organisations and of all below them; none may stand below another."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [list(roots)])


class Tree:
    """Who stands below whom, with some changes that are about to be written. Hold the tree first."""

    def __init__(self, changes: Mapping[UUID, UUID | None]) -> None:
        known = Organisation.objects.values_list("pk", "parent_id") if any(changes.values()) else ()
        self.parents: dict[UUID, UUID | None] = {**dict(known), **changes}
        self.changes = changes

    def refuse_cycles(self) -> None:
        """Refuse if someone would stand above themselves."""
        safe: set[UUID] = set()
        for start in self.changes:
            walked: set[UUID] = set()
            here: UUID | None = start
            while here is not None and here not in safe:
                if here in walked:
                    raise Invalid(_("An organisation cannot stand above itself."))
                walked.add(here)
                here = self.parents.get(here)
            safe |= walked

    def roots(self) -> list[UUID]:
        """The highest of the changed: everything else that moves stands below one of them."""
        below: dict[UUID, bool] = {}

        def stands_below(pk: UUID) -> bool:
            if pk not in below:
                parent = self.parents.get(pk)
                below[pk] = parent is not None and (parent in self.changes or stands_below(parent))
            return below[pk]

        return [pk for pk in self.changes if not stands_below(pk)]
