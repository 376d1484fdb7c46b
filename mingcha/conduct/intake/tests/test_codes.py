"""Codes and posters: what a code needs, when it ends, and that a phone reads it from the printed sheet."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from mingcha.conduct.inspections.actions import arrange_inspection
from mingcha.conduct.intake.actions.codes import ALPHABET, check_sign, make_code, new_code
from mingcha.conduct.intake.documents.poster import poster_pdf
from mingcha.conduct.intake.models import ReportingCode
from mingcha.conduct.intake.workflow import CODES
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.intake import make_code as code_of
from mingcha.testing.intake import make_keys

pytestmark = pytest.mark.django_db
SCOPE: dict[str, Any] = {"accepts": "领导班子的问题", "refuses": "涉法涉诉问题"}


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_a_slip_of_the_pen_is_noticed() -> None:
    for _each in range(50):
        code = new_code()
        assert len(code) == 8
        assert set(code) <= set(ALPHABET)
        for place in range(7):
            wrong = ALPHABET[(ALPHABET.index(code[place]) + 1) % len(ALPHABET)]
            assert check_sign(code[:place] + wrong + code[place + 1 : 7]) != code[7]
        for place in range(6):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 : 7]
            assert swapped == code[:7] or check_sign(swapped) != code[7]


@pytest.mark.parametrize(
    ("sheet", "codes", "size"), [("a4", 1, (595, 842)), ("a3", 1, (842, 1191)), ("cards", 10, (595, 842))]
)
def test_a_phone_reads_the_code_from_the_printed_sheet(
    site: Site, sheet: str, codes: int, size: tuple[int, int]
) -> None:
    code = code_of(site)
    document = pypdfium2.PdfDocument(poster_pdf(code, sheet))
    assert len(document) == 1
    page = document[0]
    assert tuple(round(side) for side in page.get_size()) == size
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert [one.text for one in found] == [code.address] * codes
    text = page.get_textpage().get_text_bounded()
    assert site.inspection.phone in text


def test_a_poster_says_scope_hours_end_and_how_to_tell_a_forged_one(site: Site) -> None:
    page = pypdfium2.PdfDocument(poster_pdf(code_of(site), "a4"))[0]
    text = "".join(page.get_textpage().get_text_bounded().split())
    until = site.inspection.petition_until
    assert until
    for words in (
        "领导班子的问题",
        "涉法涉诉问题",
        f"{until.month}月{until.day}日",
        "8:00-18:00",
        "怎样识别真假",
        "真码名单",
    ):
        assert words in text


def test_a_code_needs_keys_a_phone_and_a_day_on_which_it_ends(site: Site) -> None:
    with pytest.raises(NotNow):
        make_code(site.inspection, by=site.staff, **SCOPE)
    make_keys(site)
    with pytest.raises(NotNow):  # petitions ended long ago
        make_code(site.inspection, by=site.staff, **SCOPE)
    assert not ReportingCode.objects.exists()
    assert code_of(site).state() == "open"


def test_a_code_ends_with_the_day_petitions_end(site: Site) -> None:
    code = code_of(site)
    assert code.ends_on
    assert code.state(code.ends_on) == "open"
    assert code.state(code.ends_on + timedelta(days=1)) == "ended"
    arrange_inspection(
        site.inspection, by=site.staff, petition_until=timezone.localdate() - timedelta(days=1)
    )
    assert ReportingCode.objects.get().state() == "ended"


def test_one_open_code_an_inspection_and_another_once_it_is_withdrawn(site: Site) -> None:
    first = code_of(site)
    with pytest.raises(Invalid):
        make_code(site.inspection, by=site.staff, **SCOPE)
    first.refresh_from_db()
    CODES.perform(first, "withdraw", by=site.leader, note="海报被覆盖")
    assert first.state() == "withdrawn"
    assert make_code(site.inspection, by=site.leader, **SCOPE).code != first.code


@pytest.mark.parametrize("who", ["member", "deputy", "group_head"])
def test_only_the_office_and_the_leader_put_out_codes(site: Site, who: str) -> None:
    make_keys(site)
    with pytest.raises(NotAllowed):
        make_code(site.inspection, by=site.person(who), **SCOPE)


@pytest.mark.parametrize("accepts", ["", " \n ", "长" * 61, "\n".join("一二三四五六七八九")])
def test_what_does_not_fit_on_the_poster_is_refused(site: Site, accepts: str) -> None:
    code_of(site)
    code = ReportingCode.objects.get()
    CODES.perform(code, "withdraw", by=site.staff, note="重做")
    with pytest.raises(Invalid):
        make_code(site.inspection, by=site.staff, accepts=accepts, refuses="x")
