"""Names, companies, addresses and damaged numbers are matched as people would."""

import pytest

from mingcha.analyse.matching.linking import (
    Weights,
    companies,
    expected_precision,
    find_pairs,
    texts,
    trained,
)
from mingcha.analyse.matching.linking import pairs as linking
from mingcha.foundation.refusals import Invalid

ID = "990101198001010014"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("吉林省通化市示例建筑工程有限公司", ("吉林省通化", "示例", "建筑工程", "有限公司")),
        ("通化市示例商贸有限责任公司", ("通化", "示例", "商贸", "有限责任公司")),
        ("示例（通化）商贸有限公司", ("通化", "示例", "商贸", "有限公司")),
        ("东昌区甲乙经营部", ("东昌", "甲乙", "", "经营部")),
        ("", ("", "", "", "")),
    ],
)
def test_company_names_are_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert companies.company(text) == parts


def test_old_identity_numbers_are_written_as_new_ones() -> None:
    assert texts.identity("990101800101001") == ID
    assert texts.identity(" 99010119800101001４ ") == ID


def test_names_and_addresses_are_made_alike() -> None:
    assert texts.person_name("於 · 三") == texts.person_name("于三")
    assert texts.pinyin("张三") == texts.pinyin("章三")
    assert texts.address("通化市东昌区新华街一号2单元")[1] == texts.address("通化市东昌区新华街1号2单元")[1]


PEOPLE = [
    {
        "key": "a",
        "name": "张三丰",
        "identity": ID,
        "phone": "10012345678",
        "address": "通化市东昌区新华街1号",
    },
    {"key": "b", "name": "李四海", "identity": "990101197505050031", "phone": "10087654321", "address": ""},
]
DAMAGED = {
    "the same": {"name": "张三丰", "identity": ID},
    "15 figures": {"name": "张三丰", "identity": "990101800101001"},
    "one figure off": {"name": "张三丰", "identity": ID[:10] + "7" + ID[11:]},
    "two figures swapped": {"name": "张三丰", "identity": ID[:15] + ID[16] + ID[15] + ID[17]},
    "sounds alike": {"name": "章三峰", "identity": ID},
    "other order": {"name": "张丰三", "identity": ID},
    "no number, same telephone and address": {
        "name": "张三丰",
        "phone": "+86 100 1234 5678",
        "address": "通化市东昌区新华街一号",
    },
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_record_is_found(how: str) -> None:
    found = find_pairs("person", PEOPLE, [{"key": "x", **DAMAGED[how]}])
    assert [(one.left, one.right) for one in found] == [("a", "x")]
    assert found[0].probability > 0.8


def test_a_namesake_is_no_match() -> None:
    namesake = {"key": "x", "name": "张三丰", "identity": "990122196001010027", "phone": "10000000000"}
    assert find_pairs("person", PEOPLE, [namesake]) == []


def test_a_name_alone_is_left_to_people_at_most() -> None:
    found = find_pairs("person", PEOPLE, [{"key": "x", "name": "张三丰", "address": "通化市东昌区新华街1号"}])
    assert all(one.probability < 0.95 for one in found)


def test_companies_without_a_code_are_found_by_their_parts() -> None:
    known = [{"key": "a", "name": "通化市示例建筑工程有限公司", "phone": "10012345678"}]
    given = [
        {"key": "x", "name": "示例（通化）建筑工程有限责任公司", "phone": "10012345678"},
        {"key": "y", "name": "通化市另外建筑工程有限公司", "phone": "10000000000"},
    ]
    found = find_pairs("company", known, given)
    assert [(one.left, one.right) for one in found] == [("a", "x")]


def test_too_many_pairs_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "MOST_PAIRS", 3)
    same = [{"key": str(one), "name": "张三", "phone": "10012345678"} for one in range(3)]
    with pytest.raises(Invalid, match="9"):
        find_pairs("person", same, same)


def test_decisions_train_the_weights() -> None:
    start = Weights("person").in_force["phone"]
    learnt = trained("person", [{"phone": 2}] * 50).in_force["phone"]
    assert learnt[2][1] > start[2][1]
    assert learnt[0][1] < start[0][1]
    assert abs(sum(m for _label, m, _u in learnt) - 1) < 1e-9
    assert [u for _label, _m, u in learnt] == [u for _label, _m, u in start]


def test_the_precision_to_expect_is_that_of_the_pairs_above() -> None:
    found = [linking.Found("a", "b", one, {}) for one in (0.9, 0.5, 0.1)]
    assert expected_precision(found, 0.5) == pytest.approx(0.7)
    assert expected_precision(found, 0.95) is None
