"""Which element of a paper each paragraph is: by the style's name, else by what it looks like."""

import re

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.check.reading import Paragraph, Reading

NUMBER = re.compile(r"[〔\[［(（【]\s*\d{2,4}\s*[〕\]］)）】]\s*第?\s*\d+\s*号")
DATE = re.compile(
    r"^\s*([\d〇零一二三四五六七八九十]{2,4})\s*[年.\-/]\s*([\d一二三四五六七八九十]{1,3})\s*[月.\-/]\s*([\d一二三四五六七八九十]{1,3})日?\s*$"
)
_HEADINGS = (
    ("heading1", re.compile(r"^[一二三四五六七八九十]+、")),
    ("heading2", re.compile(r"^（[一二三四五六七八九十]+）")),
    ("heading3", re.compile(r"^\d{1,2}[.．]\s*\D")),
    ("heading4", re.compile(r"^（\d+）")),
)
_FORMS = (
    ("date", DATE),
    ("annex_label", re.compile(r"^附件\s*\d*$")),
    ("annex_note", re.compile(r"^附件[：:]")),
    ("caption", re.compile(r"^表\d+\s")),
)
_HEAD_LINES = 12


def name_parts(reading: Reading) -> None:
    """Give every paragraph its role, and the file its kind."""
    for paragraph in reading.paragraphs:
        paragraph.role = m.STYLES.get(paragraph.style, "")
    for paragraph in reading.head:
        paragraph.role = m.STYLES.get(paragraph.style, "")
    if not any(p.role not in ("", "blank") for p in reading.paragraphs if not p.in_table):
        _guess(reading)
    for paragraph in reading.paragraphs:
        paragraph.role = paragraph.role or (
            "cell" if paragraph.in_table else "body" if paragraph.text.strip() else "blank"
        )
    reading.kind = reading.kind if reading.kind in m.CATEGORIES.values() else _kind(reading)


def _kind(reading: Reading) -> str:
    red = any(run.colour == m.RED for p in reading.paragraphs for run in p.runs)
    return m.CATEGORIES["document" if red or reading.of("number") else "form"]


def _guess(reading: Reading) -> None:
    """A file from elsewhere, without our styles: the order and the look of the lines tell."""
    top = [p for p in reading.paragraphs if p.text.strip() and not p.in_table]
    number = next((p for p in top[:_HEAD_LINES] if NUMBER.search(p.text)), None)
    above = top[: top.index(number)] if number else []
    for paragraph in above:
        paragraph.role = _corner(paragraph)
    below = top[top.index(number) + 1 :] if number else top
    if number:
        number.role = "number"
    for paragraph in _guess_title(below):
        paragraph.role = "title"
    rest = [p for p in below if not p.role]
    if rest and rest[0].text.rstrip().endswith(("：", ":")) and not rest[0].first:
        rest[0].role = "addressee"
    for before, paragraph in zip([None, *rest], rest, strict=False):
        _guess_body(before, paragraph)


def _corner(paragraph: Paragraph) -> str:
    text = paragraph.text.strip()
    if text.endswith("文件") or paragraph.size > m.TITLE:
        return "mark"
    if text.isdigit():
        return "copy_number"
    return "urgency" if text in ("特急", "加急") else "marking"


def _guess_title(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The first centred lines."""
    lines: list[Paragraph] = []
    for paragraph in paragraphs[:5]:
        if paragraph.align == "center":
            lines.append(paragraph)
        elif lines:
            break
    return lines


def _guess_body(before: Paragraph | None, paragraph: Paragraph) -> None:
    if paragraph.role:
        return
    paragraph.role = _follows(before, paragraph) or _looks_like(paragraph)
    aligned = before and (before.align == "right" or before.right)
    if paragraph.role == "date" and before and aligned and before.role == "body":
        before.role = "signer"


def _follows(before: Paragraph | None, paragraph: Paragraph) -> str:
    """What it is because of the line before it."""
    earlier, text = before.role if before else "", paragraph.text.strip()
    if earlier in ("annex_label", "annex_title") and paragraph.align == "center":
        return "annex_title"
    if earlier == "annex_note" and re.match(r"\d+[.．]", text):
        return "annex_note"
    return "remark" if earlier == "date" and text.startswith(("（", "(")) else ""


def _looks_like(paragraph: Paragraph) -> str:
    """What it is by its own words; a long line is no heading."""
    text = paragraph.text.strip()
    forms = [*_FORMS, *(_HEADINGS if len(text) < 40 else ())]
    return next((role for role, form in forms if form.match(text)), "body")
