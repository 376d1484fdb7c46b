"""Three places write in one record and exchange packages in any order, again and again.

The oracle keeps for every edit which edits its writer knew of; it shares no code with what it judges.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.foundation.exchange.merging import ASKED, GONE, HERE, KEEP, REMOVED, Author, Past, Version

SITES, FIELDS, VALUES = ("office", "laptop", "other"), ("title", "facts", "amount"), (0, 1, 2, 3)


@dataclass(frozen=True)
class Edit:
    site: str
    name: str
    value: int
    known: frozenset[int]


@dataclass
class Place:
    """One installation: the record as its people see it, its past, and the edits it has heard of."""

    site: str
    values: dict[str, Any]
    past: Past
    heard: set[int] = field(default_factory=set)


@dataclass
class Package:
    past: dict[str, Any]
    heard: frozenset[int]


class Country:
    """The three places, all packages ever written, and every edit in the order it was made.

    `wrong` says by how many days the clock of a place is wrong.
    """

    def __init__(self, wrong: dict[str, int] | None = None) -> None:
        self.wrong = wrong or {}
        self.removals: list[tuple[str, frozenset[int]]] = []
        first = Past()
        first.note(dict.fromkeys(FIELDS, 0), Author("office", "甲", "2026-01-01"))
        self.places = {site: Place(site, first.shown(), deepcopy(first)) for site in SITES}
        self.packages: list[Package] = []
        self.edits: list[Edit] = []

    def edit(self, site: str, name: str, value: int) -> None:
        place = self.places[site]
        if place.values[name] == value:
            return
        place.values[name] = value
        place.past.note(place.values, self.author(site))
        self.edits.append(Edit(site, name, value, frozenset(place.heard)))
        place.heard.add(len(self.edits) - 1)

    def author(self, site: str) -> Author:
        day = date(2026, 2, 1) + timedelta(days=len(self.edits) + self.wrong.get(site, 0))
        return Author(site, "乙", day.isoformat())

    def remove(self, site: str) -> None:
        """Somebody removes the record at one place, as it is known there."""
        place = self.places[site]
        if place.past.fate() != GONE:
            place.past.remove(self.author(site))
            self.removals.append((site, frozenset(place.heard)))

    def write(self, site: str) -> None:
        place = self.places[site]
        self.packages.append(Package(place.past.as_json(), frozenset(place.heard)))

    def read(self, site: str, number: int) -> None:
        if self.packages:
            package, place = self.packages[number % len(self.packages)], self.places[site]
            place.past.merge(Past.of(package.past))
            place.values = place.past.shown()
            place.heard |= package.heard

    def exchange_all(self) -> None:
        for _time in SITES:
            for site in SITES:
                self.write(site)
            for site in SITES:
                for number in range(len(self.packages)):
                    self.read(site, number)

    def concurrent(self, name: str) -> list[tuple[Edit, Edit]]:
        """Pairs of edits of a field, made at two places that had not heard of each other's."""
        edits = [(number, edit) for number, edit in enumerate(self.edits) if edit.name == name]
        return [
            (one, two)
            for (first, one), (second, two) in combinations(edits, 2)
            if one.site != two.site and first not in two.known and second not in one.known
        ]


site, name = st.sampled_from(SITES), st.sampled_from(FIELDS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), site, name, st.sampled_from(VALUES)),
        st.tuples(st.just("write"), site),
        st.tuples(st.just("read"), site, st.integers(0, 50)),
    ),
    max_size=40,
)


def played(story: list[Any], wrong: dict[str, int] | None = None) -> Country:
    country = Country(wrong)
    for what, *given_to in story:
        getattr(country, what)(*given_to)
    return country


@settings(max_examples=150, deadline=None)
@given(story=steps)
def test_after_exchange_every_place_says_the_same_and_no_edit_is_lost(story: list[Any]) -> None:
    country = played(story)
    country.exchange_all()
    pasts = [place.past.as_json() for place in country.places.values()]
    assert all(past == pasts[0] for past in pasts)
    assert len({str(place.values) for place in country.places.values()}) == 1
    for place in country.places.values():
        for edit in country.edits:
            kept = place.past.history(edit.name)
            assert any((one.site, one.value) == (edit.site, edit.value) for one in kept)


@settings(max_examples=150, deadline=None)
@given(story=steps)
def test_only_fields_that_two_places_changed_unknowingly_are_in_conflict(story: list[Any]) -> None:
    country = played(story)
    country.exchange_all()
    conflicts = country.places["office"].past.conflicts()
    for one in FIELDS:
        if not country.concurrent(one):
            assert one not in conflicts


@settings(max_examples=150, deadline=None)
@given(story=steps)
def test_what_two_places_said_differently_is_never_settled_unseen(story: list[Any]) -> None:
    """Two last words on a field that did not know of each other and differ: a person is asked."""
    country = played(story)
    country.exchange_all()
    conflicts = country.places["office"].past.conflicts()
    for one in FIELDS:
        edits = {number: edit for number, edit in enumerate(country.edits) if edit.name == one}
        last = [
            edit
            for number, edit in edits.items()
            if not any(number in later.known for later in edits.values())
        ]
        if len({edit.value for edit in last}) > 1:
            assert one in conflicts


@settings(max_examples=100, deadline=None)
@given(story=steps, chooser=site, place=st.integers(0, 5))
def test_a_choice_made_at_one_place_holds_at_all(story: list[Any], chooser: str, place: int) -> None:
    country = played(story)
    country.exchange_all()
    past = country.places[chooser].past
    chosen = {}
    for one in past.conflicts():
        heads = past.heads(one)
        chosen[one] = past.settle(one, heads[place % len(heads)].id, country.author(chooser))
    country.exchange_all()
    for there in country.places.values():
        assert there.past.conflicts() == []
        assert {one: there.past.shown()[one] for one in chosen} == chosen


days = st.integers(-400, 400)


@settings(max_examples=100, deadline=None)
@given(story=steps, office=days, laptop=days, other=days)
def test_wrong_clocks_change_nothing(story: list[Any], office: int, laptop: int, other: int) -> None:
    """The same is shown and the same waits for a person: order comes from what was known, not from days."""
    right, wrong = played(story), played(story, {"office": office, "laptop": laptop, "other": other})
    for country in (right, wrong):
        country.exchange_all()
    for site in SITES:
        one, two = right.places[site].past, wrong.places[site].past
        assert one.shown() == two.shown()
        assert one.conflicts() == two.conflicts()
        for name in FIELDS:
            assert [head.value for head in one.heads(name)] == [head.value for head in two.heads(name)]


with_removals = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), site, name, st.sampled_from(VALUES)),
        st.tuples(st.just("remove"), site),
        st.tuples(st.just("write"), site),
        st.tuples(st.just("read"), site, st.integers(0, 50)),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(story=with_removals)
def test_a_removal_reaches_every_place_and_never_takes_what_its_maker_did_not_know(story: list[Any]) -> None:
    country = played(story)
    country.exchange_all()
    pasts = [place.past for place in country.places.values()]
    assert all(past.as_json() == pasts[0].as_json() for past in pasts)
    fate = pasts[0].fate()
    if not country.removals:
        assert fate == HERE
    else:
        known = frozenset[int]().union(*(heard for _site, heard in country.removals))
        written_over = {old for edit in country.edits for old in edit.known if same_field(country, old, edit)}
        last = {number for number in range(len(country.edits)) if number not in written_over}
        assert fate == (GONE if last <= known else ASKED)


def same_field(country: Country, number: int, edit: Edit) -> bool:
    return country.edits[number].name == edit.name


@settings(max_examples=100, deadline=None)
@given(story=with_removals, chooser=site, kept=st.booleans())
def test_what_a_person_chose_for_a_removal_holds_everywhere(
    story: list[Any], chooser: str, kept: bool
) -> None:
    country = played(story)
    country.exchange_all()
    past = country.places[chooser].past
    if past.fate() != ASKED:
        return
    removal = (past.choices(REMOVED) - {KEEP}).pop()
    past.settle(REMOVED, KEEP if kept else removal, country.author(chooser))
    country.exchange_all()
    assert {place.past.fate() for place in country.places.values()} == {HERE if kept else GONE}


@given(story=steps)
def test_a_past_is_read_back_as_it_was_written(story: list[Any]) -> None:
    past = played(story).places["laptop"].past
    assert Past.read(past.as_text()) == past


A, B = Author("office", "甲", "2026-03-01"), Author("laptop", "乙", "2026-03-02")


def two_sides() -> tuple[Past, Past]:
    ours = Past()
    ours.note({"title": "原文", "facts": "事实"}, A)
    return ours, deepcopy(ours)


def test_the_last_common_version_is_shown_with_both_sides() -> None:
    ours, theirs = two_sides()
    ours.note({"title": "甲改"}, A)
    theirs.note({"title": "乙改"}, B)
    theirs.note({"title": "乙再改"}, B)
    ours.merge(theirs)
    assert ours.conflicts() == ["title"]
    assert [one.value for one in ours.heads("title")] == ["甲改", "乙再改"]
    common = ours.common("title")
    assert common is not None
    assert common.value == "原文"
    assert [one.value for one in ours.history("title")][0] == "原文"


def test_both_sides_saying_the_same_is_no_conflict() -> None:
    ours, theirs = two_sides()
    ours.note({"title": "同改"}, A)
    theirs.note({"title": "同改"}, B)
    ours.merge(theirs)
    assert ours.conflicts() == []
    ours.note({"title": "再改"}, A)
    assert [one.value for one in ours.heads("title")] == ["再改"]


def test_an_edit_made_without_looking_does_not_end_the_matter() -> None:
    ours, theirs = two_sides()
    ours.note({"title": "甲改"}, A)
    theirs.note({"title": "乙改"}, B)
    ours.merge(theirs)
    ours.note({"title": "又改"}, A)
    assert {one.value for one in ours.heads("title")} == {"乙改", "又改"}
    assert ours.conflicts() == ["title"]


sets = st.frozensets(st.sampled_from("甲乙丙丁"))


@given(start=sets, ours=sets, theirs=sets)
def test_a_field_that_holds_a_set_takes_what_either_added_and_drops_what_either_removed(
    start: frozenset[str], ours: frozenset[str], theirs: frozenset[str]
) -> None:
    here = Past()
    here.note({"agents": sorted(start)}, A)
    there = deepcopy(here)
    here.note({"agents": sorted(ours)}, A)
    there.note({"agents": sorted(theirs)}, B)
    both = (deepcopy(here), deepcopy(there))
    both[0].merge(there)
    both[1].merge(here)
    found = [past.unite("agents") for past in both]
    assert found[0] == found[1] == sorted((ours | theirs) - (start - ours) - (start - theirs))
    assert both[0] == both[1]
    assert both[0].conflicts() == []


def test_nobody_chooses_what_was_never_said() -> None:
    ours, _theirs = two_sides()
    with pytest.raises(KeyError):
        ours.settle("title", "0" * 24, A)


def test_a_version_is_the_same_wherever_it_arrives() -> None:
    one = Version({"b": 1, "a": [None, "文"]}, ("x", "y"), "office", "甲", "2026-03-01")
    again = Version({"a": [None, "文"], "b": 1}, ("x", "y"), "office", "甲", "2026-03-01")
    assert one.id == again.id
    assert one.id != Version(one.value, ("x",), "office", "甲", "2026-03-01").id
