"""One inspection from an empty round to the archive, in the browser, as everyone who has a part in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journey.concluding import conclude
from tests.journey.conducting import conduct
from tests.journey.people import Journey, prepare
from tests.journey.preparing import prepare_round
from tests.journey.resolving import resolve

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def journey(browser: Browser, live_server: Any, transactional_db: None, tmp_path: Path) -> Iterator[Journey]:
    made = prepare(browser, live_server.url, tmp_path)
    yield made
    assert made.close() == []


def test_an_inspection_from_plan_to_archive(journey: Journey) -> None:
    prepare_round(journey)
    conduct(journey)
    conclude(journey)
    resolve(journey)
