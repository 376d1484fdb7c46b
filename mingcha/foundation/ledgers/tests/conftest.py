"""A person, a client signed in as them, and the tests' own ledger."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import registry
from mingcha.foundation.ledgers.tests.things import THINGS, tables
from mingcha.testing.foundation import make_user


@pytest.fixture(autouse=True)
def english(settings: Any) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def things(db: None) -> Iterator[None]:
    registry.register(THINGS)
    with tables():
        yield
    registry.forget("things")


@pytest.fixture
def user(db: None) -> User:
    return make_user(phone="room")


@pytest.fixture
def client(user: User) -> Client:
    """Signed in as `user`."""
    signed_in = Client(headers={"accept-language": "en"})
    signed_in.force_login(user)
    return signed_in
