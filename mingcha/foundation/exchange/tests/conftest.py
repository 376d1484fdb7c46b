"""One office with two people, as `scopes` tells it, and a kind of record to send."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.records import new_id
from mingcha.testing.exchange import Notes, Partner, make_channel, notes
from mingcha.testing.foundation import make_user

OFFICE = new_id()


@pytest.fixture(autouse=True)
def _offices(monkeypatch: pytest.MonkeyPatch) -> None:
    def own(user: User) -> frozenset[UUID]:
        return frozenset({OFFICE} if user.phone == "office" else ())

    monkeypatch.setitem(scopes._scopes, "own_offices", own)
    monkeypatch.setitem(scopes._scopes, "inspections", lambda user: frozenset())
    monkeypatch.setitem(scopes._scopes, "recused_inspections", lambda user: frozenset())


@pytest.fixture
def clerk(db: None) -> User:
    return make_user(phone="office")


@pytest.fixture
def colleague(db: None) -> User:
    return make_user(phone="office")


@pytest.fixture
def made(clerk: User) -> tuple[Channel, Partner]:
    return make_channel(OFFICE, by=clerk)


@pytest.fixture
def kept() -> Iterator[Notes]:
    with notes() as kind:
        yield kind
