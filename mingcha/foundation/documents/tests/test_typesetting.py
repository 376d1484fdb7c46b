import io
from dataclasses import replace

import pypdf
import pytest

from mingcha.foundation.documents import Official, Paragraph, fonts
from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.composing import compose
from mingcha.foundation.documents.tests.papers import FORM, LETTER, NOTICE, PAPERS
from mingcha.foundation.documents.typesetting import typeset

SHORT = replace(NOTICE, blocks=[Paragraph("一段。")], annexes=[])


def _pages(paper: Official) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(typeset(compose(paper)).pdf)).pages)


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_is_a4_and_every_font_is_embedded(name: str) -> None:
    for page in _pages(PAPERS[name]):
        assert (round(page.mediabox.width / m.MM), round(page.mediabox.height / m.MM)) == (210, 297)
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.get_object())


def test_the_printing_line_stands_on_the_last_page_which_is_even() -> None:
    pages = _pages(SHORT)
    assert len(pages) == 2
    assert "印发" in pages[-1].extract_text()
    assert "印发" not in pages[0].extract_text()


def test_page_numbers_stand_between_dashes_and_alternate() -> None:
    pages = _pages(NOTICE)
    places: dict[int, float] = {}

    def see(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        across, up = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        if up < (m.BOTTOM - 2) * m.MM and "—" in text:
            places.setdefault(at, across)

    for at, page in enumerate(pages, 1):
        page.extract_text(visitor_text=see)
        assert f"— {at} —" in page.extract_text()
    assert places[1] > m.PAGE_WIDTH * m.MM / 2 > places[2]


def test_a_letter_has_no_number_on_its_first_page() -> None:
    assert "— 1 —" not in _pages(LETTER)[0].extract_text()


def test_a_form_has_no_red_head() -> None:
    assert "文件" not in _pages(FORM)[0].extract_text()


def test_replaced_fonts_are_named() -> None:
    result = typeset(compose(FORM))
    assert set(result.substituted) <= set(m.OFFICIAL_FONTS.values()) | {"方正小标宋简体"}
    assert set(fonts.chosen()) == set(m.OFFICIAL_FONTS)


def test_22_lines_of_28_characters_fill_a_page() -> None:
    paper = Official(
        kind="form", title="测", marking="public", blocks=[Paragraph("巡" * 28 * 70, indent=False)]
    )
    second = _pages(paper)[1].extract_text().split("—")[0]
    assert second.count("巡") == 22 * 28
