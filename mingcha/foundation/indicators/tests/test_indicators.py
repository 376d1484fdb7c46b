"""Figures: scopes, measures, ratios, and that they tell nothing one may not see."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import Indicator, Ratio, Scope, registry
from mingcha.foundation.indicators.figures import figure
from mingcha.foundation.ledgers.tests.things import Box, Thing, make_thing, tables
from mingcha.testing.foundation import make_administrator, make_user

DIMENSIONS = {"kind": "kind", "round": "box_id", "office": "box__room"}


def things() -> object:
    return Thing.objects.all()


ALL = Indicator(
    "all",
    "All things",
    things,
    unit="个",
    rule="Every thing, one each",
    date="found_on",
    ledger="things",
    dimensions=DIMENSIONS,
)
FLAT = Indicator(
    "flat",
    "Flat things",
    lambda: Thing.objects.filter(kind="a_flat"),
    date="seen_at",
    ledger="things",
    dimensions=DIMENSIONS,
)
PERSONS = Indicator("persons", "Persons", things, measure="sum:persons", dimensions={"kind": "kind"})
BOXES = Indicator("boxes", "Boxes", things, measure="distinct:box_id")
SHARE = Ratio("share", "Share of flat things", over="flat", under="all")


@pytest.fixture(autouse=True)
def declared(db: None) -> Iterator[None]:
    registry.register([ALL, FLAT, PERSONS, BOXES, SHARE])
    with tables(), translation.override("en"):
        yield
    registry.forget("all", "flat", "persons", "boxes", "share")


@pytest.fixture
def user() -> User:
    return make_user(phone="room")


@pytest.fixture
def box() -> Box:
    """Two flat things and a round one in a box, and one that only another room sees."""
    box: Box = Box.objects.create(name="Red", room="room")
    make_thing(
        "1", kind="a_flat", persons=2, box=box, found_on="2026-01-05", seen_at="2026-01-05T23:30:00+08:00"
    )
    make_thing("2", kind="a_flat", persons=3, box=box, found_on="2026-02-05")
    make_thing("3", kind="z_round", found_on="2026-02-28")
    make_thing("4", kind="a_flat", persons=50, box=box, room="other", found_on="2026-01-05")
    return box


def test_a_figure_counts_what_the_person_may_see(user: User, box: Box) -> None:
    assert ALL.value(Scope(), user) == 3
    assert ALL.value(Scope(), make_user(phone="other")) == 1
    assert ALL.value(Scope(), make_user(phone="street")) == 0
    assert ALL.value(Scope(), make_administrator("system", phone="room")) == 0


def test_the_three_measures(user: User, box: Box) -> None:
    assert PERSONS.value(Scope(), user) == 5
    assert PERSONS.value(Scope(kind="z_round"), user) == 0
    assert BOXES.value(Scope(), user) == 1


def test_a_scope_limits_by_dimension_and_days(user: User, box: Box) -> None:
    assert ALL.value(Scope(round=box), user) == 2
    assert ALL.value(Scope(round=str(box.pk), kind="a_flat"), user) == 2
    assert ALL.value(Scope(office="room"), user) == 2
    assert ALL.value(Scope(kind=["a_flat", "z_round"]), user) == 3
    assert ALL.value(Scope(since=datetime.date(2026, 2, 5), until=datetime.date(2026, 2, 28)), user) == 2
    day = datetime.date(2026, 1, 5)
    assert FLAT.value(Scope(since=day, until=day), user) == 1
    assert ALL.value(Scope(round="no key"), user) == 0


def test_what_does_not_apply_is_said_not_guessed(user: User, box: Box) -> None:
    assert PERSONS.value(Scope(round=box), user) is None
    assert PERSONS.value(Scope(since=datetime.date(2026, 1, 1)), user) is None
    assert not PERSONS.rows_for(Scope(round=box), user).exists()
    told = figure("persons", Scope(round=box), user)
    assert (told.applies, told.text, told.url) == (False, "not applicable", "")


def test_a_series_by_dimension_and_by_month(user: User, box: Box) -> None:
    assert [(point.label, point.value) for point in ALL.series(Scope(), user, "kind")] == [
        ("Flat one", 2),
        ("Round one", 1),
    ]
    assert [(point.label, point.value) for point in ALL.series(Scope(), user, "round")] == [
        ("Red", 2),
        ("not stated", 1),
    ]
    assert [(point.label, point.value) for point in ALL.series(Scope(), user, "month")] == [
        ("2026-01", 1),
        ("2026-02", 2),
    ]
    assert PERSONS.series(Scope(), user, "round") == []
    assert PERSONS.series(Scope(), user, "month") == []


def test_a_ratio_keeps_both_its_parts(user: User, box: Box) -> None:
    told = figure("share", Scope(), user)
    assert told.value == Decimal("66.67")
    assert told.over is not None
    assert told.under is not None
    assert (told.over.value, told.under.value) == (2, 3)
    assert told.text == "66.67%"
    assert SHARE.value(Scope(), user) == Decimal("66.67")
    assert figure("share", Scope(kind="nothing"), user).text == "—"


def test_a_figure_knows_its_words_and_the_way_to_its_rows(user: User, box: Box) -> None:
    told = figure("all", Scope(round=box, since=datetime.date(2026, 1, 1)), user)
    assert told.words == ["Round: Red", "from 2026-01-01"]
    assert told.url == f"/ledgers/things/?indicator=all&scope_round={box.pk}&scope_since=2026-01-01"
    assert (told.text, told.rule) == ("2个", "Every thing, one each")


def test_a_scope_is_read_from_an_address_and_written_back() -> None:
    scope = Scope.from_query("round=7&since=2026-01-05&until=soon&weather=fine&kind=")
    assert scope == Scope(round="7", since=datetime.date(2026, 1, 5))
    assert scope.query() == "round=7&since=2026-01-05"
    assert Scope.from_query(scope.query(prefix="scope_"), prefix="scope_") == scope


def test_mistakes_in_declarations_are_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured):
        registry.register([Indicator("all", "Another", things)])
    with pytest.raises(ImproperlyConfigured):
        Indicator("bad", "Bad", things, measure="mean:persons")
    with pytest.raises(ImproperlyConfigured):
        Indicator("bad", "Bad", things, dimensions={"weather": "kind"})
    with pytest.raises(ImproperlyConfigured):
        registry.get("nothing")


def test_every_indicator_of_the_product_can_be_told(user: User) -> None:
    for one in registry.all_indicators():
        one.value(Scope(), user)
        if isinstance(one, Indicator):
            for dimension in one.dimensions:
                one.series(Scope(), user, dimension)
