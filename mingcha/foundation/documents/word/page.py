"""The page of the .docx: paper, margins, grid, styles, page numbers, the foot of a letter."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.word import parts

_JC = {"justify": "both", "left": "left", "center": "center", "right": "right"}
# A page number's line stands exactly this high, so its top is 7 mm below the block.
_NUMBER_LINE = 16.0


def set_page(document: Any, *, letter: bool) -> None:
    """5.1, 5.2: A4, the block of 156 × 225 mm, its grid of 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.header_distance = Mm(m.LETTER_MARK_TOP if letter else 15)
    section.footer_distance = Mm(m.BOTTOM - m.NUMBER_BELOW_BLOCK - _NUMBER_LINE / m.MM)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    space = round((m.PITCH - m.BODY) * 4096)
    properties.append(
        parts.element("docGrid", type="linesAndChars", linePitch=parts.twips(m.LINE), charSpace=space)
    )
    document.settings.odd_and_even_pages_header_footer = True


def set_styles(document: Any) -> None:
    """One style a role, named as the standard names the element."""
    normal = document.styles["Normal"]
    _dress(normal.element, "fangsong", m.BODY, m.LINE, "both")
    for name, role in m.ROLES.items():
        style = document.styles.add_style(role.style, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        line = m.CELL_LINE if name in ("cell", "cell_label", "copies", "printed", "page_number") else m.LINE
        _dress(style.element, role.font, role.size, line, _JC[role.align])
        if name.startswith("heading"):
            parts.put(style.element.get_or_add_pPr(), parts.element("keepNext"))
            parts.put(style.element.get_or_add_pPr(), parts.element("outlineLvl", val=int(name[-1]) - 1))


def _dress(style: Any, font: m.Font, size: float, line: float, align: str) -> None:
    parts.set_font(style.get_or_add_rPr(), font, size)
    properties = style.get_or_add_pPr()
    parts.set_spacing(properties, line)
    parts.put(properties, parts.element("widowControl", val=0))
    parts.put(properties, parts.element("jc", val=align))


def number_pages(document: Any, *, letter: bool) -> None:
    """7.5: — 1 — in 4号 Song, one character in, odd pages right and even pages left."""
    section = document.sections[0]
    _number(section.footer, right=1, align="right")
    _number(section.even_page_footer, left=1, align="left")
    if letter:
        section.different_first_page_header_footer = True
        _letter_foot(section.first_page_footer)


def _number(footer: Any, *, align: str, left: float = 0, right: float = 0) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = m.ROLES["page_number"].style
    properties = paragraph._p.get_or_add_pPr()
    parts.set_spacing(properties, _NUMBER_LINE)
    parts.set_indent(properties, left=left, right=right, pitch=m.SMALL)
    parts.put(properties, parts.element("jc", val=align))
    paragraph.add_run("— ")
    parts.add_field(paragraph, "PAGE")
    paragraph.add_run(" —")


def _letter_foot(footer: Any) -> None:
    """10.1: a red double rule, thin above thick, 170 mm long, 20 mm above the paper's foot; no number."""
    footer.is_linked_to_previous = False
    letter_rule(footer.paragraphs[0], "top", "thinThickSmallGap")


def letter_rule(paragraph: Any, side: str, kind: str, space: float = 0) -> None:
    """A red double rule wider than the block, centred on the paper."""
    over = (m.PAGE_WIDTH - m.LETTER_RULE) / 2
    properties = paragraph._p.get_or_add_pPr()
    parts.set_rules(properties, **{side: (kind, 3, m.RED, space)})
    parts.put(
        properties,
        parts.element("ind", left=parts.mm_twips(over - m.LEFT), right=parts.mm_twips(over - m.RIGHT)),
    )
