"""Ledgers on the records they belong to, and in the menu."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.foundation.ledgers.actions import note_listing
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.queries import Tab, tabs_of
from mingcha.foundation.ledgers.rows import Listing
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.navigation import Page
from mingcha.foundation.ui.pages import Panel

_ANY = UUID(int=0)  # stands for a record in an address


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """A tab for each ledger that may open within this record."""
    for tab in tabs_of(record, request.user):
        yield Panel(
            name=tab.ledger.name,
            title=tab.ledger.title,
            template="ledgers/_panel.html",
            context=partial(_opened, request.user, tab),
            place="tab",
            count=tab.count,
        )


def _opened(user: User, tab: Tab) -> dict[str, Any]:
    """The list of a tab, once it is the one chosen."""
    listing = Listing(tab.selection, panel=True)
    note_listing(tab.selection, len(listing.lines), by=user)
    return {"listing": listing}


def pages_of(user: User) -> Iterable[Page]:
    """The menu's entries: the ledgers this person may open."""
    for ledger in registry.ledgers_for(user):
        if ledger.nav:
            yield Page(
                stage="system" if ledger.stage == "foundation" else ledger.stage,
                title=ledger.title,
                url=ledger_url(ledger.name, **ledger.opens),
                order=ledger.order,
                also=(
                    ledger_url(ledger.name),
                    f"/{ledger.model._meta.app_label}/",
                    *ledger.pages,
                    *_records_begin(ledger.model),
                ),
            )


@cache
def _records_begin(model: Any) -> tuple[str, ...]:
    """How the addresses of this model's records begin, so that their pages stand under its list."""
    try:
        address = str(model(pk=_ANY).get_absolute_url())
    except (AttributeError, NoReverseMatch):  # no page of its own, or one that names another record
        return ()
    begins, key, _rest = address.partition(str(_ANY))
    return (begins,) if key else ()
