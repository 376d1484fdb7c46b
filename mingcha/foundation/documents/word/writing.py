"""A composed paper, line by line, as a .docx."""

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.composing import Composition, Grid, GridCell, Line, Mark
from mingcha.foundation.documents.word import page, parts

# In a line of exact height the characters stand in the middle: this much is free below them.
_FREE = (m.LINE - m.BODY) / 2


def write_docx(paper: Composition, *, turn: int = 0) -> bytes:
    """The file. `turn` is how many pages to turn, so that the 版记 falls on an even one."""
    document = Document()
    document._body.clear_content()
    document.core_properties.title = paper.title
    document.core_properties.author = paper.mark.text
    document.core_properties.keywords = "、".join(paper.words)[:250]
    document.core_properties.category = m.CATEGORIES[paper.kind]
    letter = paper.kind == "letter"
    page.set_page(document, letter=letter)
    page.set_styles(document)
    page.number_pages(document, letter=letter)
    {"document": _document_head, "letter": _letter_head, "form": _no_head}[paper.kind](document, paper)
    for item in paper.items:
        _line(document, item) if isinstance(item, Line) else _grid(document, item)
    _record(document, paper, turn=turn)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add(document: Any, role: str, text: str = "") -> Any:
    """A paragraph of one role; every run names its fonts itself, so that copies keep them."""
    paragraph = document.add_paragraph()
    parts.put(paragraph._p.get_or_add_pPr(), parts.element("pStyle", val=m.ROLES[role].style))
    if text:
        _run(paragraph, text, m.ROLES[role].font, m.ROLES[role].size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    parts.set_font(run._r.get_or_add_rPr(), font, size)
    return run


def _document_head(document: Any, paper: Composition) -> None:
    """The red head: corner lines, mark, number, rule. Line 1, 2, 3 are kept even when empty (7.2)."""
    corner = [("copy_number", paper.copy_number), ("marking", paper.marking), ("urgency", paper.urgency)]
    given = [(role, text) for role, text in corner if text]
    for role, text in given + [("blank", "")] * (3 - len(given)):
        _add(document, role, text)
    _mark(_add(document, "mark"), paper.mark, before=m.MARK_TOP * m.MM - 3 * m.LINE)
    _add(document, "blank")
    _add(document, "blank")
    _number(document, paper)
    _add(document, "blank")
    _add(document, "blank")


def _no_head(document: Any, paper: Composition) -> None:
    """A form has only its marking above the title."""
    if paper.marking:
        _add(document, "marking", paper.marking)


def _mark(paragraph: Any, mark: Mark, *, before: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    parts.set_spacing(properties, mark.size * 1.1, before=before)
    made = _run(paragraph, mark.text, "xiaobiaosong", mark.size)._r.get_or_add_rPr()
    parts.put(made, parts.element("color", val=m.RED))
    parts.put(made, parts.element("spacing", val=parts.twips(mark.tracking)))
    parts.put(made, parts.element("w", val=round(mark.scale * 100)))


def _number(document: Any, paper: Composition) -> None:
    """发文字号 over the red rule; on upward papers one character in, 签发人 at the right (7.2.5, 7.2.6)."""
    paragraph = _add(document, "number", paper.number)
    properties = paragraph._p.get_or_add_pPr()
    if paper.approver:
        parts.put(properties, parts.element("jc", val="left"))
        parts.set_indent(properties, first=1)
        tabs = parts.element("tabs")
        tabs.append(parts.element("tab", val="right", pos=parts.twips((m.CHARACTERS - 1) * m.PITCH)))
        parts.put(properties, tabs)
        _run(paragraph, "\t签发人：", "fangsong", m.BODY)
        _run(paragraph, paper.approver, "kaiti", m.BODY)
    space = m.RULE_BELOW_NUMBER * m.MM - _FREE
    parts.set_rules(properties, bottom=("single", m.RED_RULE, m.RED, space))


def _letter_head(document: Any, paper: Composition) -> None:
    """信函 (10.1): mark and red double rule at the head of the first page, number at the right below it."""
    header = document.sections[0].first_page_header
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.style = m.ROLES["mark"].style
    _mark(paragraph, paper.mark, before=0)
    page.letter_rule(paragraph, "bottom", "thickThinSmallGap", space=4 * m.MM)
    corner = [("marking", paper.marking), ("urgency", paper.urgency)]
    given = [(role, text) for role, text in corner if text]
    number = _add(document, "number", paper.number)
    parts.put(number._p.get_or_add_pPr(), parts.element("jc", val="right"))
    for role, text in given:
        _add(document, role, text)
    _add(document, "blank")
    _add(document, "blank")


def _line(document: Any, line: Line) -> None:
    paragraph = _add(document, line.role)
    for span in line.spans:
        if span.text:
            _run(paragraph, span.text, span.font, m.ROLES[line.role].size)
    properties = paragraph._p.get_or_add_pPr()
    if line.first or line.left or line.right:
        parts.set_indent(properties, first=line.first, left=line.left, right=line.right)
    if line.align != m.ROLES[line.role].align:
        parts.put(properties, parts.element("jc", val=page._JC[line.align]))
    if line.new_page:
        parts.put(properties, parts.element("pageBreakBefore"))
    if line.role == "signer":
        parts.put(properties, parts.element("keepNext"))


def _grid(document: Any, grid: Grid) -> None:
    """A table as wide as the block; rows do not break, column heads repeat on every page."""
    total = sum(grid.widths)
    widths = [m.BLOCK_WIDTH * share / total for share in grid.widths]
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column._gridCol.set(qn("w:w"), parts.mm_twips(width))
    for number, row in enumerate(grid.rows):
        cells = table.add_row()
        properties = cells._tr.get_or_add_trPr()
        properties.append(parts.element("cantSplit"))
        properties.append(parts.element("trHeight", val=parts.twips(28), hRule="atLeast"))
        if number < grid.heads:
            properties.append(parts.element("tblHeader"))
        _row(cells, row, widths)


def _row(cells: Any, row: list[GridCell], widths: list[float]) -> None:
    """Fill one row; a wide cell is written once and its neighbours are taken away."""
    column, made = 0, list(cells._tr.tc_lst)
    for cell in row:
        target, rest = made[column], made[column + 1 : column + cell.span]
        for extra in rest:
            cells._tr.remove(extra)
        width = sum(widths[column : column + cell.span])
        _cell(target, cell, width)
        column += cell.span


def _cell(target: Any, cell: GridCell, width: float) -> None:
    properties = target.get_or_add_tcPr()
    for old in list(properties):
        properties.remove(old)
    properties.append(parts.element("tcW", w=parts.mm_twips(width), type="dxa"))
    if cell.span > 1:
        properties.append(parts.element("gridSpan", val=cell.span))
    upper = cell.lines > 1 and not cell.label
    properties.append(parts.element("vAlign", val="top" if upper else "center"))
    role = "cell_label" if cell.label else "cell"
    texts = cell.text.split("\n")
    paragraph = target.p_lst[0]
    for text in texts + [""] * (cell.lines - len(texts) if not cell.label else 0):
        _cell_line(paragraph if paragraph is not None else target.add_p(), role, text)
        paragraph = None


def _cell_line(paragraph: Any, role: str, text: str) -> None:
    properties = paragraph.get_or_add_pPr()
    parts.put(properties, parts.element("pStyle", val=m.ROLES[role].style))
    if text:
        _run(_wrap(paragraph), text, m.ROLES[role].font, m.ROLES[role].size)


def _wrap(paragraph: Any) -> Any:
    """python-docx's paragraph around an element; the part it lies in is not needed to add a run."""
    nowhere: Any = None
    return WordParagraph(paragraph, nowhere)


def _record(document: Any, paper: Composition, *, turn: int) -> None:
    """版记 (7.4): a table at the foot of the block, rules 0.35 mm outside and 0.25 mm inside.

    Where pages end is only known to the program that shows the file; `turn` is what the PDF needed.
    """
    lines = [("copies", f"抄送：{paper.copies}。")] if paper.copies else []
    lines += [("printed", f"{paper.printed_by}\t{paper.printed_on}")] if paper.printed_by else []
    if not lines:
        return
    ruled = paper.kind == "document"
    for _page in range(turn if ruled else 0):
        parts.put(_add(document, "blank")._p.get_or_add_pPr(), parts.element("pageBreakBefore"))
    table = document.add_table(rows=len(lines), cols=1)
    _place_at_foot(table, ruled=ruled)
    for row, (role, text) in zip(table.rows, lines, strict=True):
        cell = row.cells[0]._tc
        _cell(cell, GridCell("", 1, False, 1), m.BLOCK_WIDTH)
        properties = cell.p_lst[0].get_or_add_pPr()
        parts.put(properties, parts.element("pStyle", val=m.ROLES[role].style))
        _run(_wrap(cell.p_lst[0]), text, m.ROLES[role].font, m.ROLES[role].size)
        _record_indents(properties, role)
    _add(document, "blank")


def _place_at_foot(table: Any, *, ruled: bool) -> None:
    """Floating, at the lower edge of the block, exactly as wide as it."""
    properties = table._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom"}
    properties.append(parts.element("tblpPr", **place))
    properties.append(parts.element("tblW", w=parts.mm_twips(m.BLOCK_WIDTH), type="dxa"))
    if ruled:
        properties.append(_record_rules())
    properties.append(parts.element("tblLayout", type="fixed"))
    margins = parts.element("tblCellMar")
    for side in ("left", "right"):
        margins.append(parts.element(side, w=0, type="dxa"))
    properties.append(margins)


def _record_rules() -> Any:
    rules = parts.element("tblBorders")
    for side, thick in (("top", m.OUTER_RULE), ("bottom", m.OUTER_RULE), ("insideH", m.INNER_RULE)):
        size = round(thick * m.MM * 8)
        rules.append(parts.element(side, val="single", sz=size, space=0, color="000000"))
    return rules


def _record_indents(properties: Any, role: str) -> None:
    """One character in on both sides; 抄送 hangs under its first name, the date stands at the right."""
    if role == "copies":
        parts.set_indent(properties, left=4, first=-3, right=1, pitch=m.SMALL)
        return
    parts.set_indent(properties, first=1, pitch=m.SMALL)
    tabs = parts.element("tabs")
    tabs.append(parts.element("tab", val="right", pos=parts.twips(m.BLOCK_WIDTH * m.MM - m.SMALL)))
    parts.put(properties, tabs)
