from datetime import date

import pytest

from mingcha.foundation.documents import Annex, Fields, Heading, Official
from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.composing import (
    Grid,
    Line,
    chinese_date,
    compose,
    fit_mark,
    numeral,
    signature_indents,
)


def _texts(paper: Official, role: str) -> list[str]:
    lines = [item for item in compose(paper).items if isinstance(item, Line) and item.role == role]
    return ["".join(span.text for span in line.spans) for line in lines]


def test_headings_number_themselves_anew_below_each_other() -> None:
    blocks = [
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 2),
        Heading("丁"),
        Heading("戊", 2),
        Heading("己", 3),
    ]
    paper = Official(title="通知", blocks=blocks)
    assert _texts(paper, "heading1") == ["一、甲", "二、丁"]
    assert _texts(paper, "heading2") == ["（一）乙", "（二）丙", "（一）戊"]
    assert _texts(paper, "heading3") == ["1.己"]


def test_a_heading_that_is_numbered_already_is_left_alone() -> None:
    assert _texts(Official(title="通知", blocks=[Heading("三、甲")]), "heading1") == ["三、甲"]


def test_the_addressee_gets_one_full_width_colon() -> None:
    assert _texts(Official(title="通知", addressee="测试县委:"), "addressee") == ["测试县委："]


def test_one_annex_has_no_number_and_several_have() -> None:
    assert _texts(Official(title="通知", annexes=[Annex("名单。")]), "annex_note") == ["附件：名单"]
    two = Official(title="通知", annexes=[Annex("名单"), Annex("清单")])
    assert _texts(two, "annex_note") == ["附件：1. 名单", "2. 清单"]
    assert _texts(two, "annex_label") == ["附件1", "附件2"]


def test_dates_have_no_leading_zeros() -> None:
    assert chinese_date(date(2026, 3, 1)) == "2026年3月1日"


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert numeral(number) == text


@pytest.mark.parametrize("letters", [4, 9, 14, 19, 24, 30])
def test_the_mark_always_fits_one_line(letters: int) -> None:
    mark = fit_mark("巡" * letters)
    wide = letters * mark.size * mark.scale + (letters - 1) * mark.tracking
    assert wide <= m.BLOCK_WIDTH * m.MM
    assert mark.size >= m.MARK_SMALLEST


def test_a_stamped_name_is_centred_over_its_date() -> None:
    name, day = signature_indents("测试市委巡察办", "2026年3月1日", stamped=True)
    assert day == 4
    assert name + 7 / 2 == day + 6 / 2


def test_without_a_stamp_the_date_begins_two_characters_after_the_name() -> None:
    name, day = signature_indents("中共测试市委巡察工作办公室", "2026年3月1日", stamped=False)
    assert (name, day) == (2, 7)
    assert (name + 13) - (day + 6) == 2
    short, under = signature_indents("巡察办", "2026年3月1日", stamped=False)
    assert under == 2
    assert (short + 3) - (under + 6) == 2


def test_a_tall_field_takes_a_line_of_its_own() -> None:
    fields = Fields([("姓名", "测试甲"), ("内容", ""), ("记录", True)], tall={"内容": 5})
    grid = next(
        item
        for item in compose(Official(title="表", blocks=[fields], kind="form")).items
        if isinstance(item, Grid)
    )
    assert [[cell.span for cell in row] for row in grid.rows] == [[1, 3], [1, 3], [1, 3]]
    assert grid.rows[1][1].lines == 5
    assert grid.rows[2][1].text == "是"
