"""The red head (clause 7.2, and 10.1 for letters)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.check.faults import Fault, place_of
from mingcha.foundation.documents.check.reading import Paragraph, Reading

_FORM = re.compile(r"^[^\d〔〕第]*〔\d{4}〕[1-9]\d*号$")
_LETTER, _DOCUMENT = m.CATEGORIES["letter"], m.CATEGORIES["document"]
_FREE = (m.LINE - m.BODY) / 2


def corner(reading: Reading) -> Iterator[Fault]:
    """份号, 密级, 紧急程度."""
    for line in reading.of("copy_number"):
        if not re.fullmatch(r"\d{6}", line.text.strip()):
            yield Fault(place_of(line), "head.copy_number", line.text.strip(), "000001")
    for line in reading.of("marking", "urgency"):
        if not _is_set(line, "heiti") or line.align in ("center", "right") or line.left or line.first:
            found = ", ".join(f"{run.font} {run.size:g} pt" for run in line.runs)
            yield Fault(place_of(line), "head.marking", f"{found}, {line.align}", _("黑体 16 pt, flush left"))


def mark(reading: Reading) -> Iterator[Fault]:
    if reading.kind not in (_DOCUMENT, _LETTER):
        return
    line = _mark_of(reading)
    if line is None:
        yield Fault(_("head"), "head.mark", _("none"), _("the issuer's mark, in red"))
        return
    place = place_of(line)
    if any(run.colour != m.RED for run in line.runs):
        yield Fault(place, "head.mark_colour", line.runs[0].colour or _("black"), m.RED)
    if any(run.font not in m.SAME_FACE["xiaobiaosong"] for run in line.runs):
        yield Fault(place, "head.mark_font", line.runs[0].font or "—", m.OFFICIAL_FONTS["xiaobiaosong"])
    if line.align not in ("center", "distribute"):
        yield Fault(place, "head.mark_align", line.align, "center")
    yield from _mark_place(reading, line)


def _mark_of(reading: Reading) -> Paragraph | None:
    lines = [p for p in reading.head if p.role == "mark"] if reading.kind == _LETTER else reading.of("mark")
    return next((line for line in lines if line.runs), None)


def _mark_place(reading: Reading, line: Paragraph) -> Iterator[Fault]:
    """From the upper edge to the mark: the lines above it and its own space."""
    if reading.kind == _LETTER:
        found, wanted = reading.page["header"] + line.before / m.MM, m.LETTER_MARK_TOP
    else:
        above = reading.paragraphs[: reading.paragraphs.index(line)]
        found, wanted = (sum(p.before + p.line for p in above) + line.before) / m.MM, m.MARK_TOP
    if abs(found - wanted) > 2:
        yield Fault(place_of(line), "head.mark_place", f"{found:.1f} mm", f"{wanted:.0f} ± 2 mm")


def number(reading: Reading) -> Iterator[Fault]:
    lines = reading.of("number")
    if not lines:
        if reading.kind in (_DOCUMENT, _LETTER):
            yield Fault(_("head"), "head.number", _("none"), "×〔2026〕1号")
        return
    line = lines[0]
    text = line.text.split("\t")[0].strip()
    if not _FORM.match(text):
        yield Fault(place_of(line), "head.number_form", text or "—", "×〔2026〕1号")
    yield from _number_place(reading, line)
    yield from _approver(line)


def _number_place(reading: Reading, line: Paragraph) -> Iterator[Fault]:
    upward = "签发人" in line.text
    wanted = "left" if upward else "right" if reading.kind == _LETTER else "center"
    if (
        line.align != wanted
        and not (upward and line.align == "both")
        or (upward and abs(line.first + line.left - 1) > 0.2)
    ):
        found = f"{line.align}, {line.first + line.left:g}"
        yield Fault(place_of(line), "head.number_align", found, f"{wanted}, {1 if upward else 0}")
    if reading.kind == _DOCUMENT and reading.of("mark"):
        between = _between(reading, reading.of("mark")[0], line)
        if abs(between - 2) > 0.3:
            yield Fault(place_of(line), "head.number_place", _lines(between), _lines(2))


def _approver(line: Paragraph) -> Iterator[Fault]:
    """签发人 in 仿宋, whoever stands behind the colon in 楷体."""
    if "签发人：" not in line.text:
        return
    name = [run for run in line.runs if run.text.strip() in line.text.split("签发人：")[1]]
    if not name or any(run.font not in m.SAME_FACE["kaiti"] for run in name):
        yield Fault(place_of(line), "head.approver", name[0].font if name else "—", m.OFFICIAL_FONTS["kaiti"])


def rule(reading: Reading) -> Iterator[Fault]:
    """The red rule: below the number; in a letter a double one below the mark."""
    if reading.kind not in (_DOCUMENT, _LETTER):
        return
    letter = reading.kind == _LETTER
    lines = reading.head if letter else _head_lines(reading)
    line = next((p for p in lines if "bottom" in p.rules), None)
    if line is None:
        yield Fault(_("head"), "head.rule", _("none"), _("a red rule"))
        return
    border, place = line.rules["bottom"], place_of(line)
    if border.colour != m.RED:
        yield Fault(place, "head.rule_colour", border.colour or _("black"), m.RED)
    wide, wanted = _width(line), m.LETTER_RULE if letter else m.BLOCK_WIDTH
    if abs(wide - wanted) > 1:
        yield Fault(place, "head.rule_width", f"{wide:.0f} mm", f"{wanted:.0f} mm")
    below = border.space / m.MM if letter else (border.space + (_FREE if line.text.strip() else 0)) / m.MM
    if abs(below - m.RULE_BELOW_NUMBER) > 1:
        yield Fault(place, "head.rule_place", f"{below:.1f} mm", "4 mm")


def _head_lines(reading: Reading) -> list[Paragraph]:
    titles = reading.of("title")
    return reading.paragraphs[: reading.paragraphs.index(titles[0])] if titles else reading.paragraphs


def _width(line: Paragraph) -> float:
    """A border reaches from the left indent (or what hangs out of it) to the right one."""
    unit = (m.PITCH if line.size in (0, m.BODY) else line.size) / m.MM
    aside = (line.left + min(line.first, 0) + line.right) * unit
    return m.BLOCK_WIDTH - aside


def _between(reading: Reading, upper: Paragraph, lower: Paragraph) -> float:
    """How many lines are free between two paragraphs."""
    start, stop = reading.paragraphs.index(upper), reading.paragraphs.index(lower)
    free = sum(p.before + p.line for p in reading.paragraphs[start + 1 : stop] if not p.text.strip())
    return (free + lower.before) / m.LINE


def _lines(count: float) -> str:
    return _("%(count)s lines") % {"count": f"{count:.1f}".rstrip("0").rstrip(".")}


def _is_set(line: Paragraph, face: str, size: float = m.BODY) -> bool:
    return all(run.font in m.SAME_FACE[face] and run.size == size for run in line.runs)


def title_place(reading: Reading) -> Iterator[Fault]:
    """Two lines below the rule, which hangs on the number."""
    numbers, titles = reading.of("number"), reading.of("title")
    if reading.kind == _DOCUMENT and numbers and titles:
        between = _between(reading, numbers[0], titles[0])
        if abs(between - 2) > 0.3:
            yield Fault(place_of(titles[0]), "title.place", _lines(between), _lines(2))


CHECKS = (corner, mark, number, rule, title_place)
