"""The list: filters, order, pages, columns, who may see it."""

import datetime
import itertools
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Indicator
from mingcha.foundation.indicators import registry as indicators
from mingcha.foundation.ledgers import Choice, Column, Ledger, registry
from mingcha.foundation.ledgers.counting import count
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.paging import page
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.rows import Listing
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.ledgers.tests.things import THINGS, Box, Thing, make_thing
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.usefixtures("things")


def select(user: User, query: str = "") -> Selection:
    return Selection(THINGS, Params.parse(query), user)


def numbers(user: User, query: str = "") -> list[str]:
    return sorted(thing.number for thing in select(user, query).rows())


def test_rows_start_from_what_the_person_may_see(client: Client) -> None:
    make_thing("mine")
    make_thing("theirs", room="other")
    text = client.get("/ledgers/things/").content.decode()
    assert "Thing mine" in text
    assert "Thing theirs" not in text


@pytest.mark.parametrize("phone", ["street", "elsewhere"])
def test_a_stranger_gets_no_list_or_an_empty_one(phone: str) -> None:
    make_thing("mine")
    stranger = Client()
    stranger.force_login(make_user(phone=phone))
    response = stranger.get("/ledgers/things/")
    assert response.status_code == (404 if phone == "street" else 200)
    assert "Thing mine" not in response.content.decode()


def test_labels_are_in_the_language_of_the_reader(user: User) -> None:
    """One process serves readers of both languages, in any order."""
    column = Choice("administration").bound(User)
    told = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            told.append(column.text(User(administration="audit")))
    assert told == ["安全审计员", "Audit administrator", "安全审计员"]


def test_an_unknown_ledger_is_not_found(client: Client) -> None:
    assert client.get("/ledgers/nothing/").status_code == 404


def test_each_kind_of_filter(user: User) -> None:
    box = Box.objects.create(name="Red box", room="room")
    make_thing("1", kind="a_flat", core=True, amount="10.50", found_on="2026-01-05", box=box)
    make_thing("2", kind="z_round", amount="99", found_on="2026-02-01", seen_at="2026-02-01T23:30:00+08:00")
    make_thing("3", status="done")
    assert numbers(user, "kind=a_flat") == ["1"]
    assert numbers(user, "kind=a_flat&kind=z_round") == ["1", "2"]
    assert numbers(user, "kind=none") == ["3"]
    assert numbers(user, "core=yes") == ["1"]
    assert numbers(user, "core=no") == ["2", "3"]
    assert numbers(user, "amount_min=11") == ["2"]
    assert numbers(user, "amount_max=11") == ["1"]
    assert numbers(user, "found_on_from=2026-01-05&found_on_to=2026-01-05") == ["1"]
    assert numbers(user, "seen_at_to=2026-02-01&seen_at_from=2026-02-01") == ["2"]
    assert numbers(user, f"box={box.pk}") == ["1"]
    assert numbers(user, "box=none") == ["2", "3"]
    assert numbers(user, "status=done") == ["3"]
    assert numbers(user, "q=thing+3") == ["3"]


@pytest.mark.parametrize(
    "query",
    [
        "found_on_from=soon",
        "amount_min=much",
        "box=red",
        "core=perhaps",
        "sort=nothing",
        "after=%00",
        "cols=x",
    ],
)
def test_filters_that_make_no_sense_are_left_out(client: Client, user: User, query: str) -> None:
    make_thing("1")
    assert client.get(f"/ledgers/things/?{query}").status_code == 200
    assert numbers(user, query) == ["1"]
    assert select(user, query).chips() == []


def test_each_chip_takes_away_its_own_filter_only(user: User) -> None:
    selection = select(user, "kind=a_flat&kind=z_round&q=x&amount_min=5&sort=-title&after=abc")
    left = {chip.text: str(selection.dropped(chip)) for chip in selection.chips()}
    assert left["Flat one"] == "kind=z_round&q=x&amount_min=5&sort=-title"
    assert left["≥ 5"] == "kind=a_flat&kind=z_round&q=x&sort=-title"
    assert len(left) == 4


def test_a_reference_is_named_only_where_it_may_be_seen(user: User) -> None:
    box = Box.objects.create(name="Secret box", room="other")
    [chip] = select(user, f"box={box.pk}").chips()
    assert "Secret" not in chip.text


def test_a_reference_filter_offers_what_the_person_may_see(client: Client) -> None:
    Box.objects.create(name="Red box", room="room")
    Box.objects.create(name="Red secret", room="other")
    text = client.get("/ledgers/things/options/box/?box_typed=red").content.decode()
    assert "Red box" in text
    assert "Red secret" not in text
    assert client.get("/ledgers/things/options/title/").status_code == 404


def test_columns_are_those_asked_for(user: User, client: Client) -> None:
    make_thing("1")
    assert [column.name for column in select(user, "cols=loud&cols=number,nonsense").columns] == [
        "loud",
        "number",
    ]
    assert "THING 1" in client.get("/ledgers/things/?cols=loud").content.decode()
    assert "seen_at" not in [column.name for column in select(user).columns]


def test_a_function_cannot_be_sorted_by(user: User) -> None:
    assert select(user, "sort=loud").sort == "number"


def test_choices_are_sorted_as_they_are_declared(user: User) -> None:
    make_thing("1", kind="a_flat")
    make_thing("2", kind="z_round")
    assert [thing.number for thing in page(select(user, "sort=kind")).records] == ["2", "1"]


def walked(user: User, sort: str, size: int) -> tuple[list[str], list[str]]:
    """Every number from the first page to the last, and back again."""
    forth: list[str] = []
    query = f"sort={sort}"
    for _turn in range(50):
        part = page(select(user, query), size)
        forth += [thing.number for thing in part.records]
        if not part.after:
            break
        query = f"sort={sort}&after={part.after}"
    back = [thing.number for thing in part.records]
    while part.before:
        part = page(select(user, f"sort={sort}&before={part.before}"), size)
        back = [thing.number for thing in part.records] + back
    return forth, back


@pytest.mark.parametrize(
    "sort", ["found_on", "-found_on", "title", "-title", "kind", "-amount", "box", "-seen_at", "core"]
)
@pytest.mark.parametrize("size", [1, 3, 20])
def test_pages_leave_out_and_repeat_nothing_over_ties_and_empty_values(
    user: User, sort: str, size: int
) -> None:
    box = Box.objects.create(name="Red", room="room")
    days = [None, datetime.date(2026, 1, 5), datetime.date(2026, 1, 6)]
    seen = datetime.datetime(2026, 1, 5, 3, 4, 5, 678901, tzinfo=datetime.UTC)
    for place, (day, title) in enumerate(itertools.product(days, ["a", "b", "b"])):
        more: dict[str, Any] = {"amount": place % 3 or None, "box": box if place % 2 else None}
        make_thing(str(place), found_on=day, title=title, seen_at=seen if day else None, **more)
    forth, back = walked(user, sort, size)
    assert sorted(forth) == sorted(str(place) for place in range(9))
    assert back == forth


def test_empty_values_come_last_in_both_directions(user: User) -> None:
    make_thing("empty")
    make_thing("full", found_on="2026-01-05")
    for sort in ("found_on", "-found_on"):
        assert [thing.number for thing in page(select(user, f"sort={sort}")).records] == ["full", "empty"]


def test_the_count_stops_where_nobody_counts_on(user: User) -> None:
    for number in range(4):
        make_thing(str(number))
    assert count(select(user).rows(), most=3) == (3, False)
    assert count(select(user).rows(), most=4) == (4, True)


def test_a_list_costs_the_same_however_long(client: Client) -> None:
    boxes = [Box.objects.create(name=f"Box {place}", room="room") for place in range(30)]
    owners = [make_user() for _place in range(3)]
    make_thing("first", box=boxes[0], owner=owners[0])
    client.get("/ledgers/things/")
    with CaptureQueriesContext(connection) as short:
        client.get("/ledgers/things/")
    for place, box in enumerate(boxes):
        make_thing(str(place), box=box, owner=owners[place % 3])
    with CaptureQueriesContext(connection) as long:
        client.get("/ledgers/things/")
    about_things = [query for query in long if 'from "indicators_thing"' in query["sql"].lower()]
    assert len(long) == len(short)
    assert len(about_things) == 2


def test_htmx_gets_only_the_list(client: Client) -> None:
    make_thing("1")
    part = client.get("/ledgers/things/?q=&kind=", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part.headers["HX-Push-Url"] == "/ledgers/things/?view=all"
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/ledgers/things/", headers=restored).content.decode()


def test_within_a_record_only_its_rows(client: Client) -> None:
    mine, other = (Box.objects.create(name=name, room="room") for name in ("Mine", "Other"))
    hidden = Box.objects.create(name="Hidden", room="cellar")
    make_thing("in", box=mine)
    make_thing("out", box=other)
    make_thing("odd", box=hidden)
    text = client.get(ledger_url("things", within=mine)).content.decode()
    assert "Thing in" in text
    assert "Thing out" not in text
    assert client.get(ledger_url("things", within=hidden)).status_code == 404
    for nonsense in ("accounts.user:1", "indicators.box:x", "x", "no.model:1"):
        assert client.get(f"/ledgers/things/?within={nonsense}").status_code == 404


def test_a_figure_opens_to_its_rows(client: Client, user: User) -> None:
    flat = Indicator("flat", "Flat things", rows=lambda: Thing.objects.filter(kind="a_flat"), ledger="things")
    indicators.register([flat])
    make_thing("1", kind="a_flat")
    make_thing("2")
    assert numbers(user, "indicator=flat") == ["1"]
    chip = select(user, "indicator=flat&scope_round=7&kind=a_flat").chips()[0]
    assert "Flat things" in chip.text
    assert str(select(user, "indicator=flat&scope_round=7&q=a").dropped(chip)) == "q=a"
    assert numbers(user, "indicator=flat&scope_round=7") == []
    assert client.get("/ledgers/things/?indicator=nothing").status_code == 404
    indicators.forget("flat")


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    text = client.get("/ledgers/things/").content.decode()
    assert "No things yet." in text
    assert "/ledgers/things/import/" in text
    assert "Nothing matches" in client.get("/ledgers/things/?q=x").content.decode()


def test_what_people_typed_is_never_markup(client: Client) -> None:
    make_thing("1", title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/ledgers/things/?q=<script>").content.decode()


def test_administrators_see_no_business_data() -> None:
    make_thing("1")
    signed_in = Client()
    signed_in.force_login(make_administrator("system", phone="room"))
    assert "Thing 1" not in signed_in.get("/ledgers/things/").content.decode()


def test_addresses_of_ledgers() -> None:
    box = Box(name="x")
    assert ledger_url("things", kind=["a_flat", "z_round"], core=True, q=None) == (
        "/ledgers/things/?kind=a_flat&kind=z_round&core=yes"
    )
    assert ledger_url("things", box=box) == f"/ledgers/things/?box={box.pk}"


def test_mistakes_in_a_declaration_are_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured):
        Ledger(name="bad", model=Thing, title="Bad", columns=[Column("sort")])
    lost = Ledger(name="bad", model=Thing, title="Bad", columns=[Column("nowhere")], sort="number")
    assert lost.faults() == ["Ledger bad: Thing has no “nowhere”"]
    with pytest.raises(ImproperlyConfigured):
        registry.register(Ledger(name="things", model=Thing, title="Other", columns=[]))


def test_every_ledger_of_the_product_is_whole() -> None:
    assert [fault for ledger in registry.all_ledgers() for fault in ledger.faults()] == []


def test_headings_turn_the_order_round(user: User) -> None:
    headings = {one.column.name: one for one in Listing(select(user, "sort=title")).headings}
    assert headings["title"].query == "sort=-title"
    assert headings["title"].direction == "ascending"
    assert headings["kind"].query == "sort=kind"
    assert headings["number"].direction == ""
