"""Small pieces of WordprocessingML that python-docx has no words for. Lengths are points unless named."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from mingcha.foundation.documents import measures as m

# The order the schema wants the children of w:pPr in.
_PPR_ORDER = """
pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_RPR_ORDER = """
rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs
em lang eastAsianLayout specVanish oMath
"""
_PLACES = {
    qn(parent): {qn(f"w:{name}"): place for place, name in enumerate(order.split())}
    for parent, order in (("w:pPr", _PPR_ORDER), ("w:rPr", _RPR_ORDER))
}


def twips(points: float) -> str:
    return str(round(points * 20))


def mm_twips(millimetres: float) -> str:
    return twips(millimetres * m.MM)


def element(name: str, **attributes: Any) -> Any:
    """<w:name w:attribute="…"/>; attributes of None are left out."""
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        if value is not None:
            made.set(qn(f"w:{attribute}"), str(value))
    return made


def put(parent: Any, child: Any) -> Any:
    """Put `child` into w:pPr or w:rPr where the schema wants it, replacing one of the same name."""
    places = _PLACES[parent.tag]
    for old in parent.findall(child.tag):
        parent.remove(old)
    place = places[child.tag]
    at = sum(places.get(other.tag, len(places)) < place for other in parent)
    parent.insert(at, child)
    return child


def set_font(rpr: Any, font: str, size: float) -> None:
    """Name the font for every script: without w:eastAsia Word ignores it for Chinese."""
    name = m.OFFICIAL_FONTS[font]
    put(rpr, element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia"))
    put(rpr, element("sz", val=round(size * 2)))
    put(rpr, element("szCs", val=round(size * 2)))


def set_spacing(ppr: Any, line: float, *, before: float = 0, after: float = 0, rule: str = "exact") -> None:
    put(ppr, element("spacing", before=twips(before), after=twips(after), line=twips(line), lineRule=rule))


def set_indent(
    ppr: Any, *, first: float = 0, left: float = 0, right: float = 0, pitch: float = m.PITCH
) -> None:
    """Indents in characters, written both in characters and in twips, as Word itself does."""
    made = element(
        "ind",
        leftChars=round(left * 100) if left else None,
        left=twips(left * pitch),
        rightChars=round(right * 100) if right else None,
        right=twips(right * pitch),
    )
    if first:
        kind = "firstLine" if first > 0 else "hanging"
        made.set(qn(f"w:{kind}Chars"), str(round(abs(first) * 100)))
        made.set(qn(f"w:{kind}"), twips(abs(first) * pitch))
    put(ppr, made)


def set_rules(ppr: Any, **sides: tuple[str, float, str, float]) -> None:
    """Borders of a paragraph: side=(kind, points thick, colour, points from the text)."""
    borders = element("pBdr")
    for side in ("top", "left", "bottom", "right", "between"):
        if side in sides:
            kind, thick, colour, space = sides[side]
            borders.append(element(side, val=kind, sz=round(thick * 8), space=round(space), color=colour))
    put(ppr, borders)


def add_field(paragraph: Any, code: str) -> None:
    """A field such as PAGE, in its long form, which every reader understands."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(element("fldChar", fldCharType=kind))
        else:
            code_element = element("instrText")
            code_element.text = f" {text} "
            run._r.append(code_element)
