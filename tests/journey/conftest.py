"""Several people at their own browsers, for the journeys of more than one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mingcha.foundation.accounts.models import User
from tests.journey.steps import Desk, Sit, seat


@pytest.fixture
def sit(browser: Browser, live_server: Any, transactional_db: None, tmp_path: Path) -> Iterator[Sit]:
    """Gives a person a browser of their own, the same one each time."""
    desks: dict[Any, Desk] = {}

    def sit_down(user: User) -> Desk:
        if user.pk not in desks:
            desks[user.pk] = seat(browser, live_server.url, user, tmp_path)
        return desks[user.pk]

    yield sit_down
    complaints = [text for desk in desks.values() for text in desk.complaints]
    for desk in desks.values():
        desk.page.context.close()
    assert complaints == []
