"""Every write to saved views, and the note that a ledger left the system."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.audiences import KINDS, members
from mingcha.foundation.ledgers.models import DefaultView, SavedView
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.refusals import Invalid, NotAllowed


@transaction.atomic
def save_view(
    selection: Selection, *, name: str, by: User, share: str = "", is_default: bool = False
) -> SavedView:
    """Keep the filters, order and columns of this list under a name; the same name again changes it."""
    given: dict[str, Any] = {"params": str(selection.kept()), "shared_with": _shared_with(by, share)}
    view, made = SavedView.objects.update_or_create(
        owner=by, ledger=selection.ledger.name, name=name.strip(), defaults=given
    )
    if is_default:
        set_default(view, by=by)
    audit.record("view.save" if made else "view.change", view, by=by, name=view.name, ledger=view.ledger)
    return view


def _shared_with(user: User, share: str) -> list[UUID]:
    if not share:
        return []
    if share not in KINDS or not (found := members(user, share)):
        raise Invalid(_("You belong to no office or team to share this with."))
    return sorted(found)


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User, share: str = "") -> None:
    """Only the owner; a name is used once in a ledger."""
    if view.owner != by:
        raise NotAllowed(_("Only its owner may change this view."))
    view.name, view.shared_with = name.strip(), _shared_with(by, share)
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared_with"])
    except IntegrityError:
        raise Invalid(_("You have a view “%(name)s” here already.") % {"name": view.name}) from None
    audit.record("view.rename", view, by=by, name=view.name)


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    if view.owner != by:
        raise NotAllowed(_("Only its owner may delete this view."))
    audit.record("view.delete", view, by=by, name=view.name, ledger=view.ledger)
    view.delete()


@transaction.atomic
def set_default(view: SavedView, *, by: User) -> None:
    """Open this ledger with this view from now on."""
    DefaultView.objects.update_or_create(user=by, ledger=view.ledger, defaults={"view": view})
    audit.record("view.default", view, by=by, ledger=view.ledger)


@transaction.atomic
def unset_default(ledger: str, *, by: User) -> None:
    """Open this ledger whole again."""
    DefaultView.objects.filter(user=by, ledger=ledger).delete()
    audit.record("view.no_default", by, by=by, ledger=ledger)


def note_export(selection: Selection, rows: int, *, by: User) -> None:
    """A copy of the list left the system: who, which filters, how many rows."""
    facts = {"ledger": selection.ledger.name, "filters": str(selection.kept()), "rows": rows}
    audit.record("ledger.export", by, by=by, **facts)
