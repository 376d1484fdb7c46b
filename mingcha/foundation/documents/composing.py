"""From the paper as data to the lines both renderers draw: numbering, breaks, indents, wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.breaking import break_title
from mingcha.foundation.documents.declarations import (
    Annex,
    Block,
    Cell,
    Fields,
    Heading,
    Official,
    Paragraph,
    Signature,
    Table,
)

_NUMERALS = "零一二三四五六七八九"
_NUMBERED = re.compile(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．]|（\d+）)")


@dataclass
class Span:
    text: str
    font: str


@dataclass
class Line:
    """One paragraph. Indents are in characters; `first` may be negative (hanging)."""

    role: str
    spans: list[Span]
    align: str = ""
    first: float = 0
    left: float = 0
    right: float = 0
    new_page: bool = False
    kind: str = "line"


@dataclass
class GridCell:
    text: str
    span: int
    label: bool
    lines: int


@dataclass
class Grid:
    """A table: shares of the width, how many first rows are column heads, the rows."""

    widths: list[float]
    heads: int
    rows: list[list[GridCell]]
    kind: str = "grid"


@dataclass
class Mark:
    """The issuer's mark: size and tracking in points, `scale` the width of a character in its share."""

    text: str
    size: float
    scale: float
    tracking: float


@dataclass
class Composition:
    """A paper ready to be drawn."""

    kind: str
    title: str
    copy_number: str
    marking: str
    urgency: str
    mark: Mark
    number: str
    approver: str
    items: list[Line | Grid]
    copies: str
    printed_by: str
    printed_on: str
    words: list[str] = field(default_factory=list)


def compose(paper: Official) -> Composition:
    """Everything decided that does not depend on where pages end."""
    body = [*_title(paper), *_addressee(paper), *_blocks(paper.blocks), *_annex_note(paper.annexes)]
    annexes = [
        line for no, annex in enumerate(paper.annexes, 1) for line in _annex(annex, no, len(paper.annexes))
    ]
    printed = paper.printed_on or paper.signed_on
    return Composition(
        kind=paper.kind,
        title=paper.title.replace("\n", ""),
        copy_number=f"{paper.copy_number:06d}" if paper.copy_number else "",
        marking=m.MARKINGS.get(paper.marking, ""),
        urgency=paper.urgency,
        mark=fit_mark(paper.mark or paper.issuer + ("文件" if paper.kind == "document" else "")),
        number=paper.number,
        approver="　".join([paper.approver] if isinstance(paper.approver, str) else paper.approver),
        items=[*body, *_end(paper), *_remark(paper.note), *annexes],
        copies=_list(paper.copies_to),
        printed_by=paper.printed_by if paper.kind == "document" else "",
        words=list(paper.words),
        printed_on=f"{chinese_date(printed)}印发" if printed and paper.kind == "document" else "",
    )


def chinese_date(day: date) -> str:
    """Arabic figures, the year in full, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def width(text: str) -> float:
    """How many characters wide; figures, Latin letters and spaces take half."""
    return sum(0.5 if ord(letter) < 0x250 else 1 for letter in text)


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 35 → 三十五."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return ten + (_NUMERALS[ones] if ones or not tens else "")


def fit_mark(text: str) -> Mark:
    """One line: large and letter-spaced when short, shrunk, then narrowed, when long (7.2.4)."""
    room, letters = m.BLOCK_WIDTH * m.MM - 2, max(len(text), 1)
    size = min(m.MARK_LARGEST, room / letters)
    if size >= 34:
        loose = min((room * 0.94 - letters * size) / max(letters - 1, 1), 16)
        return Mark(text, _half(size), 1, round(max(loose, 0), 1))
    size = max(m.MARK_SMALLEST, min(36, room / letters / 0.66))
    return Mark(text, _half(size), round(min(1, room / letters / _half(size)), 2), 0)


def signature_indents(name: str, day: str, *, stamped: bool) -> tuple[float, float]:
    """Characters right of the name and of the date (7.3.5.1 stamped, 7.3.5.2 without a stamp)."""
    if stamped:
        return max(4 + (width(day) - width(name)) / 2, 0), 4
    behind = width(name) - width(day)
    return (2, behind) if behind >= 2 else (4 + width(day) - width(name), 2)


def _half(size: float) -> float:
    return int(size * 2) / 2


def _line(role: str, text: str, **layout: object) -> Line:
    line = Line(role, [Span(text, m.ROLES[role].font)], m.ROLES[role].align)
    for name, value in layout.items():
        setattr(line, name, value)
    return line


def _blank(lines: int = 1) -> list[Line]:
    return [_line("blank", "") for _ in range(lines)]


def _title(paper: Official) -> list[Line]:
    lines = [_line("title", text) for text in break_title(paper.title, paper.words)]
    if paper.kind != "form":
        return lines
    number = [_line("form_number", f"编号：{paper.number}")] if paper.number else _blank()
    return [*lines, *number]


def _addressee(paper: Official) -> list[Line]:
    """One line below the title, flush left, a full-width colon after the last (7.3.2)."""
    text = _list(paper.addressee).rstrip("。：:")
    return [*_blank(), _line("addressee", f"{text}：")] if text else _blank() if paper.kind != "form" else []


def _list(names: str | Sequence[str]) -> str:
    return names if isinstance(names, str) else "，".join(names)


def _blocks(blocks: Sequence[Block]) -> list[Line | Grid]:
    counts, items = [0, 0, 0, 0, 0], list[Line | Grid]()
    for block in blocks:
        if isinstance(block, Heading):
            items.append(_heading(block, counts))
        elif isinstance(block, Paragraph):
            items += _paragraph(block)
        elif isinstance(block, Signature):
            items.append(_sign(block))
        else:
            items += _table(block) if isinstance(block, Table) else [_fields(block)]
    return items


def _heading(heading: Heading, counts: list[int]) -> Line:
    """一、（一）1. （1）: numbered by level, each level anew below the one above (7.3.3)."""
    counts[heading.level] += 1
    counts[heading.level + 1 :] = [0] * (4 - heading.level)
    no = counts[heading.level]
    forms = ["", f"{numeral(no)}、", f"（{numeral(no)}）", f"{no}.", f"（{no}）"]
    before = "" if not heading.numbered or _NUMBERED.match(heading.text) else forms[heading.level]
    return _line(f"heading{heading.level}", before + heading.text, first=2)


def _paragraph(paragraph: Paragraph) -> list[Line]:
    first = 2 if paragraph.indent and paragraph.align in ("justify", "left") else 0
    texts = [text for text in paragraph.text.splitlines() if text.strip()] or [""]
    lines = [_line("body", text.strip(), first=first, align=paragraph.align) for text in texts]
    if paragraph.lead:
        lines[0].spans.insert(0, Span(paragraph.lead, "kaiti"))
    return lines


def _sign(signature: Signature) -> Line:
    day = chinese_date(signature.on) if signature.on else "　　　年　月　日"
    name = signature.name or "　　　　　　"
    return _line("sign", f"{signature.label}：{name}　　{day}", first=2)


def _table(table: Table) -> list[Line | Grid]:
    rows = [[GridCell(str(column), 1, True, 1) for column in table.columns]] if table.columns else []
    heads = len(rows)
    rows += [[_cell(cell) for cell in row] for row in table.rows]
    across = max((sum(cell.span for cell in row) for row in rows), default=1)
    grid = Grid(list(table.widths) or [1.0] * across, heads, rows)
    return [_line("caption", table.title), grid] if table.title else [grid]


def _cell(cell: str | Cell) -> GridCell:
    return (
        GridCell(cell.text, cell.span, cell.label, cell.lines)
        if isinstance(cell, Cell)
        else GridCell(str(cell), 1, False, 1)
    )


def _fields(fields: Fields) -> Grid:
    """Label and value side by side; a long or tall value takes the whole line."""
    rows: list[list[GridCell]] = []
    room = 0
    for label, given in fields.pairs:
        value, lines = _written(given), fields.tall.get(label, 1)
        if lines > 1 or width(value) > fields.long or "\n" in value:
            _fill(rows, room)
            rows.append(
                [GridCell(label, 1, True, lines), GridCell(value, fields.across * 2 - 1, False, lines)]
            )
            room = 0
            continue
        if not room:
            rows.append([])
            room = fields.across
        rows[-1] += [GridCell(label, 1, True, 1), GridCell(value, 1, False, 1)]
        room -= 1
    _fill(rows, room)
    return Grid([1.0, 2.0] * fields.across, 0, rows)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    return "" if value is None else str(value)


def _fill(rows: list[list[GridCell]], room: int) -> None:
    """The last value of an unfinished line takes the rest of it."""
    if room and rows:
        rows[-1][-1].span += room * 2


def _annex_note(annexes: Sequence[Annex]) -> list[Line]:
    """One line below the text, two characters in, names without a stop (7.3.4)."""
    if not annexes:
        return []
    if len(annexes) == 1:
        return [*_blank(), _line("annex_note", f"附件：{_plain(annexes[0])}", left=5, first=-3)]
    first = _line("annex_note", f"附件：1. {_plain(annexes[0])}", left=6.5, first=-4.5)
    rest = [
        _line("annex_note", f"{no}. {_plain(annex)}", left=6.5, first=-1.5)
        for no, annex in enumerate(annexes[1:], 2)
    ]
    return [*_blank(), first, *rest]


def _plain(annex: Annex) -> str:
    return annex.title.rstrip("。；;.")


def _end(paper: Official) -> list[Line]:
    """Who signs and when."""
    if not paper.signed_on and not paper.signer:
        return []
    day = chinese_date(paper.signed_on) if paper.signed_on else "　　年　月　日"
    name_right, day_right = signature_indents(paper.signer, day, stamped=paper.stamped)
    name = [_line("signer", paper.signer, right=name_right)] if paper.signer else []
    return [*_blank(2 if paper.stamped else 1), *name, _line("date", day, right=day_right)]


def _remark(note: str) -> list[Line]:
    """附注: one line below the date, two characters in, in round brackets (7.3.6)."""
    return [_line("remark", f"（{note.strip('（）()')}）", first=2)] if note else []


def _annex(annex: Annex, no: int, of: int) -> list[Line | Grid]:
    """A new page, 附件 flush left in 黑体 on line 1, its title centred on line 3 (7.3.7)."""
    label = _line("annex_label", f"附件{no}" if of > 1 else "附件", new_page=True)
    titles = [_line("annex_title", text) for text in break_title(annex.title)]
    return [label, *_blank(), *titles, *_blank(), *_blocks(annex.blocks)]
