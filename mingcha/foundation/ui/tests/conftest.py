"""Parcels, in a table of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from mingcha.foundation.accounts.models import User
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui import attaching, pages
from mingcha.foundation.ui.gallery import deadlines
from mingcha.foundation.ui.tests.parcel import Parcel


@pytest.fixture
def parcels(db: None, settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "mingcha.foundation.ui.tests.parcel_urls"
    with connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Parcel)


@pytest.fixture
def make_parcel(parcels: None) -> Callable[..., Parcel]:
    def make(owner: User, **fields: str) -> Parcel:
        made: Parcel = Parcel.objects.create(owner_id=owner.pk, **{"title": "包裹一", **fields})
        return made

    return make


@pytest.fixture
def full_parcel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Parcels take files, and have deadlines and two tabs, as records of the stages have."""
    monkeypatch.setattr(attaching, "_FOUNDATION", "elsewhere.")
    monkeypatch.setattr(pages, "deadlines_of", lambda record: deadlines())
    pages.panels.append(_tabs)
    yield
    pages.panels.remove(_tabs)


def _tabs(request: SignedInRequest, record: object) -> Iterator[pages.Panel]:
    for name in ("first", "second"):
        yield pages.Panel(name, f"台账{name}", "ui/_nothing.html", place="tab", count=0)
