"""Ledgers on records' pages and in the menu."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers import queries
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.panels import pages_of, panels_of
from mingcha.foundation.ledgers.tests.things import THINGS, Box, make_thing
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.usefixtures("things")


def tabs(user: User, box: Box) -> list[tuple[str, int | None]]:
    request = RequestFactory().get("/")
    request.user = user
    return [(panel.name, panel.count) for panel in panels_of(request, box)]  # type: ignore[arg-type]


def test_a_record_has_a_tab_for_each_ledger_within_it(user: User) -> None:
    box = Box.objects.create(name="Red", room="room")
    make_thing("1", box=box)
    make_thing("2", box=box, room="other")
    make_thing("3")
    assert tabs(user, box) == [("things", 1)]
    assert tabs(make_user(phone="street"), box) == []


def test_the_tabs_list_is_drawn_within_the_page(user: User, client: Client) -> None:
    box = Box.objects.create(name="Red", room="room")
    make_thing("1", box=box)
    request = RequestFactory().get("/")
    request.user = user
    [panel] = panels_of(request, box)  # type: ignore[arg-type]
    drawn = (
        engines["django"]
        .from_string('{% include "ledgers/_panel.html" %}')
        .render({"given": panel.given}, request)
    )
    assert "Thing 1" in drawn
    assert "panel=1" in drawn
    again = client.get(
        ledger_url("things", within=box) + "&panel=1", headers={"HX-Request": "true"}
    ).content.decode()
    assert "Thing 1" in again
    assert "Save view" not in again


def test_a_tab_leaves_out_what_the_record_says_already(user: User, client: Client) -> None:
    """The box of each thing in this box; whoever wants the column ticks it, or opens the whole ledger."""
    box = Box.objects.create(name="Red", room="room")
    make_thing("1", box=box)
    [tab] = queries.tabs_of(box, user)
    assert "box" not in [column.name for column in tab.selection.columns]
    assert "cols" not in str(tab.selection.kept())
    whole = client.get(ledger_url("things", within=box)).content.decode()
    assert 'data-label="Box"' in whole
    asked = client.get(ledger_url("things", within=box, cols=["number", "box"]) + "&panel=1").content.decode()
    assert 'data-label="Box"' in asked


def test_a_tabs_count_stops(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "TAB_COUNTED", 2)
    box = Box.objects.create(name="Red", room="room")
    for number in range(3):
        make_thing(str(number), box=box)
    [tab] = queries.tabs_of(box, user)
    assert tab.counted == "2+"


def test_the_menu_lists_the_ledgers_one_may_open(user: User) -> None:
    assert "/ledgers/things/" in [page.url for page in pages_of(user)]
    assert "/ledgers/things/" not in [page.url for page in pages_of(make_user(phone="street"))]


def test_whoever_opens_a_sensitive_list_is_on_the_trail(
    user: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box.objects.create(name="Red", room="room")
    make_thing("1", box=box)
    read = Event.objects.filter(action="ledger.read", by=user)
    client.get(ledger_url("things", q="thing"))
    assert not read.exists()
    monkeypatch.setattr(THINGS, "sensitive", True)
    client.get(ledger_url("things", q="thing"))
    assert read.get().facts == {"ledger": "things", "filters": "q=thing", "rows": 1}
    request = RequestFactory().get("/")
    request.user = user
    [panel] = panels_of(request, box)  # type: ignore[arg-type]
    assert read.count() == 1, "a tab that is not opened is not read"
    assert panel.given["listing"].lines
    assert read.count() == 2
