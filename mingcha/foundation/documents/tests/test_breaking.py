from itertools import accumulate

import pytest

from mingcha.foundation.documents.breaking import break_title, places, units

TITLES = [
    "关于开展十五届市委第二轮常规巡察整改进展情况督查的通知",
    "关于印发《测试市委巡察工作领导小组工作规则》的通知",
    "关于《测试市巡察工作规划（2026—2030年）》编制情况的请示",
    "中共测试市委第三巡察组关于巡察测试局党组的情况报告",
    "关于2026年上半年全市巡视巡察上下联动工作情况的综合报告",
]


@pytest.mark.parametrize("title", TITLES)
def test_lines_fit_and_end_between_words(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(len(line) <= 20 for line in lines)
    assert set(accumulate(map(len, lines))) <= places(title)


@pytest.mark.parametrize("title", TITLES)
def test_no_line_is_a_waist(title: str) -> None:
    sizes = [len(line) for line in break_title(title)]
    assert not [i for i in range(1, len(sizes) - 1) if sizes[i] < min(sizes[i - 1], sizes[i + 1])]


def test_a_short_title_stays_on_one_line() -> None:
    assert break_title("关于移交问题线索的函") == ["关于移交问题线索的函"]


def test_a_cited_title_that_fits_is_never_broken() -> None:
    lines = break_title("关于贯彻落实《中国共产党巡视工作条例》进一步加强市县巡察工作的意见")
    assert any("《中国共产党巡视工作条例》" in line for line in lines)


def test_figures_stay_whole_and_small_words_do_not_begin_a_line() -> None:
    pieces = units("关于2026年第12轮巡察的通知")
    assert "2026年" in pieces
    assert "第12轮" in pieces
    assert not any(piece.startswith("的") for piece in pieces)


def test_words_given_by_the_paper_are_not_split() -> None:
    name = "测试高新技术产业开发区"
    assert any(name in line for line in break_title(f"关于对{name}党工委开展常规巡察情况的反馈意见", [name]))


def test_breaks_given_by_the_author_are_kept() -> None:
    assert break_title("关于开展常规巡察\n有关事项的通知") == ["关于开展常规巡察", "有关事项的通知"]
