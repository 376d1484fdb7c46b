"""Every rule, tried on a good paper broken in one way: exactly that fault must be found."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mingcha.foundation.documents.check import RULES, validate
from mingcha.foundation.documents.composing import compose
from mingcha.foundation.documents.tests.papers import PAPERS
from mingcha.foundation.documents.word import parts, write_docx

Breaker = Callable[[Any], None]
GOOD = {name: write_docx(compose(paper), turn=1) for name, paper in PAPERS.items()}


def style(document: Any, name: str, at: int = 0) -> Any:
    return [p for p in document.paragraphs if p.style.name == name][at]


def font(name: str, at: int = 0) -> Breaker:
    """Name another East Asian font on the paragraph's last run."""
    return lambda document: style(document, name, at).runs[-1]._r.rPr.rFonts.set(qn("w:eastAsia"), "微软雅黑")


def say(name: str, text: str, at: int = 0) -> Breaker:
    """Write other words into the paragraph."""

    def broken(document: Any) -> None:
        paragraph = style(document, name, at)
        for run in paragraph.runs[1:]:
            run._r.getparent().remove(run._r)
        paragraph.runs[0].text = text

    return broken


def indent(name: str, at: int = 0, **indents: float) -> Breaker:
    return lambda document: parts.set_indent(style(document, name, at)._p.get_or_add_pPr(), **indents)


def align(name: str, value: str) -> Breaker:
    return lambda document: parts.put(
        style(document, name)._p.get_or_add_pPr(), parts.element("jc", val=value)
    )


def section(**lengths: float) -> Breaker:
    def broken(document: Any) -> None:
        for name, length in lengths.items():
            setattr(document.sections[0], name, Mm(length))

    return broken


def drop(name: str, at: int = 0) -> Breaker:
    def broken(document: Any) -> None:
        found = style(document, name, at)._p
        found.getparent().remove(found)

    return broken


def drop_blank_after(name: str) -> Breaker:
    def broken(document: Any) -> None:
        following = style(document, name, -1)._p.getnext()
        following.getparent().remove(following)

    return broken


def border(name: str, attribute: str, value: str) -> Breaker:
    def broken(document: Any) -> None:
        style(document, name)._p.pPr.find(qn("w:pBdr"))[0].set(qn(f"w:{attribute}"), value)

    return broken


def record(path: str, attribute: str, value: str) -> Breaker:
    """Change an attribute somewhere in the 版记, the last table."""

    def broken(document: Any) -> None:
        document.tables[-1]._tbl.find(f".//{qn(path)}").set(qn(f"w:{attribute}"), value)

    return broken


def record_says(row: int, text: str) -> Breaker:
    def broken(document: Any) -> None:
        document.tables[-1].rows[row].cells[0].paragraphs[0].runs[0].text = text

    return broken


def line_height(document: Any) -> None:
    style(document, "公文正文").paragraph_format.line_spacing = Pt(24)


def not_exact(document: Any) -> None:
    parts.set_spacing(style(document, "公文正文")._p.get_or_add_pPr(), 28.95, rule="atLeast")


def size(name: str, points: float) -> Breaker:
    return lambda document: setattr(style(document, name).runs[0].font, "size", Pt(points))


def colour(name: str, value: str) -> Breaker:
    return lambda document: parts.put(style(document, name).runs[0]._r.rPr, parts.element("color", val=value))


def no_grid(document: Any) -> None:
    properties = document.sections[0]._sectPr
    properties.remove(properties.find(qn("w:docGrid")))


def same_sides(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = False


def no_dashes(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].runs[0].text = "第"


def number_font(document: Any) -> None:
    run = document.sections[0].footer.paragraphs[0].runs[0]
    parts.set_font(run._r.get_or_add_rPr(), "heiti", 14)


def no_rule(document: Any) -> None:
    properties = style(document, "发文字号")._p.pPr
    properties.remove(properties.find(qn("w:pBdr")))


def split_word(document: Any) -> None:
    first, second = style(document, "公文标题"), style(document, "公文标题", 1)
    text = first.text + second.text
    cut = text.index("巡察") + 1
    first.runs[0].text, second.runs[0].text = text[:cut], text[cut:]


def hourglass(document: Any) -> None:
    first, second = style(document, "公文标题"), style(document, "公文标题", 1)
    first.runs[0].text = "关于开展常规巡察工作情况\n通报工作\n"
    second.runs[0].text = "督查整改方案工作的通知"


def same_page(document: Any) -> None:
    properties = style(document, "附件标识")._p.pPr
    properties.remove(properties.find(qn("w:pageBreakBefore")))


def in_the_flow(document: Any) -> None:
    properties = document.tables[-1]._tbl.tblPr
    properties.remove(properties.find(qn("w:tblpPr")))


def thin_rule(document: Any) -> None:
    borders = document.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
    borders.find(qn("w:top")).set(qn("w:sz"), "4")


def table_font(document: Any) -> None:
    document.tables[0].rows[1].cells[1].paragraphs[0].runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), "等线")


def letter_mark_low(document: Any) -> None:
    document.sections[0].header_distance = Mm(37)


def letter_rule_short(document: Any) -> None:
    paragraph = document.sections[0].first_page_header.paragraphs[0]
    parts.set_indent(paragraph._p.get_or_add_pPr())


def number_first_page(document: Any) -> None:
    paragraph = document.sections[0].first_page_footer.paragraphs[0]
    paragraph.add_run("— ")
    parts.add_field(paragraph, "PAGE")
    paragraph.add_run(" —")


def _record_line(document: Any) -> Any:
    return document.tables[-1].rows[0].cells[0].paragraphs[0]


def record_size(document: Any) -> None:
    _record_line(document).runs[0].font.size = Pt(16)


def record_indent(document: Any) -> None:
    parts.set_indent(_record_line(document)._p.pPr)


CASES: list[tuple[str, str, Breaker]] = [
    ("page.size", "notice", section(page_width=216, page_height=279)),
    ("page.margins", "notice", section(top_margin=25.4)),
    ("page.grid", "notice", no_grid),
    ("page.number", "notice", no_dashes),
    ("page.number_font", "notice", number_font),
    ("page.number_sides", "notice", same_sides),
    ("page.number_place", "notice", section(footer_distance=10)),
    ("page.first_number", "letter", number_first_page),
    ("head.copy_number", "notice", say("份号", "1")),
    ("head.marking", "notice", font("密级")),
    ("head.mark_colour", "notice", colour("发文机关标志", "000000")),
    ("head.mark_font", "notice", font("发文机关标志")),
    ("head.mark_align", "notice", align("发文机关标志", "left")),
    ("head.mark_place", "notice", drop("份号")),
    ("head.mark_place", "letter", letter_mark_low),
    ("head.number_form", "notice", say("发文字号", "测巡办[2026]12号")),
    ("head.number_form", "notice", say("发文字号", "测巡办〔2026〕012号")),
    ("head.number_form", "notice", say("发文字号", "测巡办〔26〕12号")),
    ("head.number_form", "notice", say("发文字号", "测巡办〔2026〕第12号")),
    ("head.number_place", "notice", drop_blank_after("发文机关标志")),
    ("head.number_align", "notice", align("发文字号", "right")),
    ("head.number_align", "letter", align("发文字号", "center")),
    ("head.approver", "upward", font("发文字号")),
    ("head.rule", "notice", no_rule),
    ("head.rule_colour", "notice", border("发文字号", "color", "000000")),
    ("head.rule_place", "notice", border("发文字号", "space", "20")),
    ("head.rule_width", "letter", letter_rule_short),
    ("title.font", "notice", font("公文标题")),
    ("title.font", "notice", size("公文标题", 18)),
    ("title.align", "notice", align("公文标题", "left")),
    ("title.place", "notice", drop_blank_after("发文字号")),
    ("title.break", "notice", split_word),
    ("title.shape", "notice", hourglass),
    ("addressee.colon", "notice", say("主送机关", "各县委:")),
    ("addressee.place", "notice", indent("主送机关", first=2)),
    ("addressee.place", "notice", drop_blank_after("公文标题")),
    ("body.font", "notice", font("公文正文")),
    ("body.size", "notice", size("公文正文", 14)),
    ("body.line", "notice", line_height),
    ("body.line", "notice", not_exact),
    ("body.indent", "notice", indent("公文正文")),
    ("body.colour", "notice", colour("公文正文", "0000FF")),
    ("heading.font", "notice", font("一级标题")),
    ("heading.font", "notice", font("二级标题")),
    ("heading.font", "notice", font("三级标题")),
    ("heading.font", "notice", font("四级标题")),
    ("table.font", "notice", table_font),
    ("annex.note", "notice", say("附件说明", "附件：1. 督查重点事项清单。")),
    ("annex.note", "notice", indent("附件说明", left=4.5, first=-4.5)),
    ("annex.page", "notice", same_page),
    ("annex.page", "notice", font("附件标识")),
    ("annex.title", "notice", drop_blank_after("附件标识")),
    ("date.form", "notice", say("成文日期", "2026年03月1日")),
    ("date.form", "notice", say("成文日期", "二〇二六年三月一日")),
    ("date.place", "notice", indent("成文日期", right=0)),
    ("date.place", "upward", indent("成文日期", right=0)),
    ("signer.place", "notice", indent("发文机关署名", right=5)),
    ("remark.form", "notice", say("附注", "联系人：测试甲")),
    ("record.rules", "notice", thin_rule),
    ("record.width", "notice", record("w:tblW", "w", "5000")),
    ("record.place", "notice", in_the_flow),
    ("record.font", "notice", record_size),
    ("record.form", "notice", record_says(0, "抄送：市纪委监委")),
    ("record.form", "notice", record_says(1, "测试市委巡察办\t2026年03月01日印发")),
    ("record.indent", "notice", record_indent),
]


def _broken(name: str, breaker: Breaker) -> bytes:
    document = Document(io.BytesIO(GOOD[name]))
    breaker(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", PAPERS)
def test_a_good_paper_has_no_fault(name: str) -> None:
    assert validate(GOOD[name]) == []


@pytest.mark.parametrize(("rule", "name", "breaker"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)])
def test_a_paper_broken_in_one_way_has_exactly_that_fault(rule: str, name: str, breaker: Breaker) -> None:
    assert {fault.rule for fault in validate(_broken(name, breaker))} == {rule}


def test_every_rule_is_tried() -> None:
    missing = {"head.mark", "head.number", "title.missing"}  # tried below, they bring others with them
    assert {rule for rule, _name, _breaker in CASES} == set(RULES) - missing


@pytest.mark.parametrize(
    ("rule", "name"),
    [("head.mark", "发文机关标志"), ("head.number", "发文字号"), ("title.missing", "公文标题")],
)
def test_what_is_missing_is_missed(rule: str, name: str) -> None:
    def without(document: Any) -> None:
        for paragraph in [p for p in document.paragraphs if p.style.name == name]:
            paragraph._p.getparent().remove(paragraph._p)

    assert rule in {fault.rule for fault in validate(_broken("notice", without))}


def test_a_paper_from_elsewhere_is_read_by_its_looks() -> None:
    """Without our styles: every paragraph plain, what is in force on it written on it."""

    def foreign(document: Any) -> None:
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.font.bold = False
            document.core_properties.category = ""
            properties = paragraph._p.get_or_add_pPr()
            for name in ("spacing", "jc"):
                own = properties.find(qn(f"w:{name}"))
                inherited = paragraph.style.element.pPr.find(qn(f"w:{name}"))
                if own is None and inherited is not None:
                    parts.put(
                        properties,
                        parts.element(name, **{k.split("}")[1]: v for k, v in inherited.attrib.items()}),
                    )
            paragraph.style = document.styles["Normal"]

    assert validate(_broken("notice", foreign)) == []
