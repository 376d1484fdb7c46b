"""A .docx as the rules see it: paragraphs with what is in force on them, whatever style it came from."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from mingcha.foundation.documents import measures as m


@dataclass
class Run:
    text: str
    font: str
    size: float
    colour: str


@dataclass
class Paragraph:
    """One paragraph. Lengths in points, indents in characters of its own size."""

    no: int
    text: str
    style: str
    align: str
    first: float
    left: float
    right: float
    before: float
    line: float
    exact: bool
    new_page: bool
    runs: list[Run]
    rules: dict[str, Rule]
    in_table: bool = False
    role: str = ""

    @property
    def size(self) -> float:
        return max((run.size for run in self.runs), default=0)


@dataclass
class Rule:
    """A border: kind, points thick, colour, points from the text."""

    kind: str
    thick: float
    colour: str
    space: float


@dataclass
class Foot:
    """A footer: its paragraph with the page number, and where it starts."""

    text: str
    paragraph: Paragraph | None


@dataclass
class Record:
    """The 版记: paragraphs, rules by side (points) and the place of its table."""

    paragraphs: list[Paragraph]
    rules: dict[str, float]
    width: float
    at_foot: bool


@dataclass
class Reading:
    """The whole file. Page measures in millimetres."""

    kind: str = ""
    words: list[str] = field(default_factory=list)
    page: dict[str, float] = field(default_factory=dict)
    grid: tuple[str, float, float] = ("", 0, 0)
    alternates: bool = False
    first_differs: bool = False
    feet: dict[str, Foot] = field(default_factory=dict)
    head: list[Paragraph] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    record: Record | None = None

    def of(self, *roles: str) -> list[Paragraph]:
        return [paragraph for paragraph in self.paragraphs if paragraph.role in roles]


class _Styles:
    """Looks up a property on the paragraph or run, then along its style's ancestors, then the defaults."""

    def __init__(self, document: Any) -> None:
        root = document.styles.element
        self.by_id = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self.default = next(
            (
                s
                for s in self.by_id.values()
                if s.get(qn("w:default")) == "1" and s.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        self.defaults = root.find(qn("w:docDefaults"))

    def chain(self, properties: Any) -> list[Any]:
        found = properties.find(qn("w:pStyle")) if properties is not None else None
        style = self.by_id.get(found.get(qn("w:val"))) if found is not None else self.default
        styles = []
        while style is not None and style not in styles:
            styles.append(style)
            base = style.find(qn("w:basedOn"))
            style = self.by_id.get(base.get(qn("w:val"))) if base is not None else None
        return styles

    def name(self, properties: Any) -> str:
        styles = self.chain(properties)
        return styles[0].find(qn("w:name")).get(qn("w:val")) if styles else ""

    def value(self, own: Any, styles: list[Any], kind: str, name: str, attribute: str = "val") -> str:
        """The first value given: own properties, styles from near to far, document defaults."""
        sources = [own, *[style.find(qn(f"w:{kind}")) for style in styles]]
        if self.defaults is not None:
            sources.append(self.defaults.find(f"{qn(f'w:{kind}Default')}/{qn(f'w:{kind}')}"))
        for source in sources:
            found = source.find(qn(f"w:{name}")) if source is not None else None
            if found is not None and found.get(qn(f"w:{attribute}")) is not None:
                return str(found.get(qn(f"w:{attribute}")))
        return ""


def read(source: str | Path | bytes) -> Reading:
    """Open and read. Raises what python-docx raises when it is not a .docx."""
    document = Document(io.BytesIO(source) if isinstance(source, bytes) else str(source))
    styles = _Styles(document)
    properties = document.core_properties
    reading = Reading(kind=properties.category or "", words=(properties.keywords or "").split("、"))
    _page(reading, document)
    section = document.sections[0]
    for name, footer in (
        ("odd", section.footer),
        ("even", section.even_page_footer),
        ("first", section.first_page_footer),
    ):
        reading.feet[name] = _foot(footer, styles)
    if section.different_first_page_header_footer:
        header = section.first_page_header._element
        reading.head = [_paragraph(p, styles, 0) for p in header.iter(qn("w:p"))]
    _content(reading, document, styles)
    return reading


def _page(reading: Reading, document: Any) -> None:
    section = document.sections[0]
    lengths = {
        "width": section.page_width, "height": section.page_height, "top": section.top_margin,
        "bottom": section.bottom_margin, "left": section.left_margin, "right": section.right_margin,
        "footer": section.footer_distance, "header": section.header_distance,
    }  # fmt: skip
    reading.page = {name: length.mm if length is not None else 0 for name, length in lengths.items()}
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        numbers = [float(grid.get(qn(f"w:{name}")) or 0) for name in ("linePitch", "charSpace")]
        reading.grid = (grid.get(qn("w:type")) or "", numbers[0] / 20, numbers[1] / 4096)
    reading.alternates = bool(document.settings.odd_and_even_pages_header_footer)
    reading.first_differs = bool(section.different_first_page_header_footer)


def _foot(footer: Any, styles: _Styles) -> Foot:
    if footer.is_linked_to_previous:
        return Foot("", None)
    paragraphs = [_paragraph(p, styles, 0) for p in footer._element.iter(qn("w:p"))]
    codes = [code.text or "" for code in footer._element.iter(qn("w:instrText"))]
    codes += [field.get(qn("w:instr")) or "" for field in footer._element.iter(qn("w:fldSimple"))]
    numbered = any("PAGE" in code for code in codes)
    text = "".join(paragraph.text for paragraph in paragraphs)
    return Foot(
        text if numbered else "",
        next((p for p in paragraphs if p.runs), paragraphs[0] if paragraphs else None),
    )


def _content(reading: Reading, document: Any, styles: _Styles) -> None:
    """Paragraphs in order, those in tables marked; the last table with 抄送 or 印发 is the 版记."""
    no = 0
    for child in document.element.body:
        if child.tag == qn("w:p"):
            no += 1
            reading.paragraphs.append(_paragraph(child, styles, no))
        elif child.tag == qn("w:tbl"):
            inside = [_paragraph(p, styles, no, in_table=True) for p in child.iter(qn("w:p"))]
            if _is_record(inside):
                reading.record = _record(child, inside)
            else:
                reading.paragraphs += inside


def _is_record(paragraphs: list[Paragraph]) -> bool:
    return any(p.text.startswith("抄送") or p.text.rstrip().endswith("印发") for p in paragraphs)


def _record(table: Any, paragraphs: list[Paragraph]) -> Record:
    properties = table.tblPr
    borders = properties.find(qn("w:tblBorders"))
    sides = borders if borders is not None else []
    rules = {side.tag.split("}")[1]: float(side.get(qn("w:sz")) or 0) / 8 for side in sides}
    width, place = properties.find(qn("w:tblW")), properties.find(qn("w:tblpPr"))
    wide = (
        float(width.get(qn("w:w"))) / 20 / m.MM
        if width is not None and width.get(qn("w:type")) == "dxa"
        else 0
    )
    at_foot = place is not None and place.get(qn("w:tblpYSpec")) == "bottom"
    return Record([p for p in paragraphs if p.text], rules, wide, at_foot)


def _paragraph(element: Any, styles: _Styles, no: int, *, in_table: bool = False) -> Paragraph:
    properties = element.find(qn("w:pPr"))
    chain = styles.chain(properties)

    def of(name: str, attribute: str = "val") -> str:
        return styles.value(properties, chain, "pPr", name, attribute)

    runs = [run for run in (_run(r, styles, chain) for r in element.iter(qn("w:r"))) if run.text.strip()]
    size = max((run.size for run in runs), default=m.BODY)
    return Paragraph(
        no=no,
        text="".join(_text(r) for r in element.iter(qn("w:r"))),
        style=styles.name(properties),
        align=of("jc") or "left",
        first=_indent(of, "firstLine", size) - _indent(of, "hanging", size),
        left=_indent(of, "left", size) or _indent(of, "start", size),
        right=_indent(of, "right", size) or _indent(of, "end", size),
        before=float(of("spacing", "before") or 0) / 20,
        line=float(of("spacing", "line") or 240) / 20,
        exact=of("spacing", "lineRule") == "exact",
        new_page=_page_breaks(element, of),
        runs=runs,
        rules=_rules(properties),
        in_table=in_table,
    )


def _indent(of: Any, side: str, size: float) -> float:
    if chars := of("ind", f"{side}Chars"):
        return float(chars) / 100
    pitch = m.PITCH if size == m.BODY else size
    return float(of("ind", side) or 0) / 20 / pitch


def _page_breaks(element: Any, of: Any) -> bool:
    own = element.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")
    first = next(element.iter(qn("w:br")), None)
    return own is not None or (first is not None and first.get(qn("w:type")) == "page")


def _rules(properties: Any) -> dict[str, Rule]:
    borders = properties.find(qn("w:pBdr")) if properties is not None else None
    return {
        side.tag.split("}")[1]: Rule(
            side.get(qn("w:val")) or "",
            float(side.get(qn("w:sz")) or 0) / 8,
            (side.get(qn("w:color")) or "").upper(),
            float(side.get(qn("w:space")) or 0),
        )
        for side in (borders if borders is not None else [])
    }


def _run(element: Any, styles: _Styles, chain: list[Any]) -> Run:
    own = element.find(qn("w:rPr"))
    return Run(
        text=_text(element),
        font=styles.value(own, chain, "rPr", "rFonts", "eastAsia"),
        size=float(styles.value(own, chain, "rPr", "sz") or 20) / 2,
        colour=styles.value(own, chain, "rPr", "color").upper(),
    )


def _text(run: Any) -> str:
    pieces = []
    for child in run:
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag == qn("w:tab"):
            pieces.append("\t")
        elif child.tag == qn("w:br") and child.get(qn("w:type")) != "page":
            pieces.append("\n")
    return "".join(pieces)
