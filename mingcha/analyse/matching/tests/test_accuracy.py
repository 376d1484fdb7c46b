"""Matching measured on invented lists whose doubles are known: what it must find, and must not."""

from pathlib import Path

import pytest
from django.conf import settings

from mingcha.analyse.matching.linking import companies, find_pairs, texts
from mingcha.analyse.matching.linking.inventing import COMPANY_DAMAGE, PERSON_DAMAGE, invented
from mingcha.analyse.matching.linking.reporting import COUNTS, SEED, page
from mingcha.analyse.matching.linking.scoring import UPPER, Score, score


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {kind: score(kind, count, SEED) for kind, count in COUNTS.items()}


@pytest.fixture(params=COUNTS)
def measured(request: pytest.FixtureRequest, scores: dict[str, Score]) -> Score:
    return scores[request.param]


def test_nearly_all_doubles_are_found_and_nearly_nothing_else(measured: Score) -> None:
    at = {one.threshold: one for one in measured.at}
    print(measured.kind, at[UPPER], measured.by_damage)
    assert at[UPPER].recall >= 0.97
    assert (at[UPPER].precision or 0) >= 0.98


def test_the_expected_precision_is_near_the_true_one_at_every_threshold(measured: Score) -> None:
    for one in measured.at:
        assert one.expected == pytest.approx(one.precision, abs=0.05), one.threshold


def test_what_is_not_taken_as_the_same_is_left_to_people(measured: Score) -> None:
    missed = measured.at[0].planted - next(one.true for one in measured.at if one.threshold == UPPER)
    assert measured.doubted >= missed * 0.9
    assert measured.doubts < measured.left * 0.1


def test_the_page_in_the_docs_says_what_is_measured(scores: dict[str, Score]) -> None:
    kept = (Path(settings.BASE_DIR) / "docs" / "matching.md").read_text(encoding="utf-8")
    assert kept == page(list(scores.values())), "run: mingcha match score --write"


def test_every_damage_was_tried(measured: Score) -> None:
    kinds = PERSON_DAMAGE if measured.kind == "person" else COMPANY_DAMAGE
    assert set(measured.by_damage) == set(kinds)
    assert measured.lookalikes > measured.left / 4


def test_the_same_seed_makes_the_same_lists() -> None:
    assert invented("person", 50, 3) == invented("person", 50, 3)
    assert invented("person", 50, 3) != invented("person", 50, 4)


A, B = "990101198001010014", "990101198001010030"
HOME = {"phone": "10012345678", "address": "通化市东昌区新华街1号"}
OTHERS = {
    "a brother under one roof": {"name": "张三海", "identity": "990101198203040014", **HOME},
    "a brother without a number": {"name": "张三海", **HOME},
    "a spouse without a number": {"name": "李四海", **HOME},
    "a twin": {"name": "张三海", "identity": B, **HOME},
}


@pytest.mark.parametrize("who", OTHERS)
def test_a_family_is_not_one_person(who: str) -> None:
    found = find_pairs("person", [{"key": "a", "name": "张三丰", "identity": A, **HOME}],
                       [{"key": "x", **OTHERS[who]}])  # fmt: skip
    assert all(one.probability < UPPER for one in found)


def test_two_right_numbers_of_one_figure_apart_are_two_persons() -> None:
    near = next(
        body + texts.check_digit(body)
        for body in (A[:16] + figure for figure in "0123456789")
        if body != A[:17]
    )
    found = find_pairs(
        "person",
        [{"key": "a", "name": "张三丰", "identity": A}],
        [{"key": "x", "name": "张三丰", "identity": near}],
    )
    assert all(one.probability < UPPER for one in found)


def test_an_agents_companies_are_not_one_company() -> None:
    agent = {"phone": "10012345678", "address": "通化市东昌区新华街1号"}
    left = [{"key": "a", "name": "通化市宏达商贸有限公司", **agent}]
    right = [{"key": "x", "name": "通化市鑫源建材有限公司", **agent}]
    assert all(one.probability < 0.5 for one in find_pairs("company", left, right))


def test_a_place_is_known_in_a_name_that_does_not_say_what_it_is() -> None:
    known = companies.places_named(["吉林省通化市示例商贸有限公司", "东昌区新华街1号"])
    assert known == {"吉林", "通化", "东昌"}
    assert companies.company("通化示例商贸有限公司", known) == ("通化", "示例", "商贸", "有限公司")
    assert companies.company("红旗商店", known)[:2] == ("", "红旗")


@pytest.mark.parametrize(
    ("written", "figures"), [("十号", "10"), ("十二号", "12"), ("三十号", "30"), ("二十五号", "25")]
)
def test_numbers_in_addresses_are_read_as_spoken(written: str, figures: str) -> None:
    assert texts.address(f"东昌区新华街{written}")[1] == f"新华街{figures}"


def test_check_characters_of_credit_codes() -> None:
    body = "91990101MA0000001"
    assert texts.is_checked_code(body + texts.check_character(body))
    assert not texts.is_checked_code(body + "!")
    assert not texts.is_checked_code("91990101MA")


def test_progress_is_told_and_ends_whole() -> None:
    told: list[tuple[int, int]] = []
    rows = [{"key": str(one), "name": "张三"} for one in range(30)]
    find_pairs("person", rows, rows, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (90, 90)
    assert told == sorted(told)
