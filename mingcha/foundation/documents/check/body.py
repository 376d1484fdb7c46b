"""Title, addressee, text and headings (clauses 5.2, 7.3.1 to 7.3.3)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.breaking import places
from mingcha.foundation.documents.check.faults import Fault, place_of
from mingcha.foundation.documents.check.reading import Paragraph, Reading
from mingcha.foundation.documents.composing import width

_ROOM = m.BLOCK_WIDTH * m.MM / m.TITLE
_TEXT = (
    "addressee",
    "body",
    "heading1",
    "heading2",
    "heading3",
    "heading4",
    "annex_note",
    "signer",
    "date",
    "remark",
)
_FORM = m.CATEGORIES["form"]


def title(reading: Reading) -> Iterator[Fault]:
    lines = reading.of("title")
    if not lines:
        yield Fault(_("title"), "title.missing", _("none"), _("a title"))
        return
    place = place_of(lines[0])
    for run in (run for line in lines for run in line.runs):
        if run.font not in m.SAME_FACE["xiaobiaosong"] or run.size != m.TITLE:
            wanted = f"{m.OFFICIAL_FONTS['xiaobiaosong']} 22 pt"
            yield Fault(place, "title.font", f"{run.font or '—'} {run.size:g} pt", wanted)
            break
    if any(line.align != "center" for line in lines):
        yield Fault(place, "title.align", next(p.align for p in lines if p.align != "center"), "center")
    yield from _breaks([text for line in lines for text in _wrapped(line.text)], reading.words, place)


def _wrapped(text: str) -> list[str]:
    """The lines as Word shows them: at its own breaks, and where a line is full."""
    lines: list[str] = []
    for given in text.split("\n"):
        line = ""
        for letter in given.strip():
            if width(line + letter) > _ROOM:
                lines.append(line)
                line = ""
            line += letter
        lines.append(line)
    return [line for line in lines if line]


def _breaks(lines: list[str], words: list[str], place: str) -> Iterator[Fault]:
    """Every break falls between words, and no line is shorter than both its neighbours."""
    ends, at = places("".join(lines), words), 0
    for line, following in zip(lines, lines[1:], strict=False):
        at += len(line)
        if at not in ends:
            yield Fault(place, "title.break", f"{line[-4:]} / {following[:4]}", _("a break between words"))
            return
    sizes = [width(line) for line in lines]
    waists = [i for i in range(1, len(sizes) - 1) if sizes[i] < sizes[i - 1] and sizes[i] < sizes[i + 1]]
    if waists:
        yield Fault(place, "title.shape", " / ".join(lines), _("a trapezoid or a rhombus"))


def addressee(reading: Reading) -> Iterator[Fault]:
    for line in reading.of("addressee"):
        if not line.text.rstrip().endswith("："):
            yield Fault(place_of(line), "addressee.colon", line.text.rstrip()[-1:], "：")
        before = reading.paragraphs[: reading.paragraphs.index(line)]
        free = len(before) - max((i for i, p in enumerate(before, 1) if p.text.strip()), default=0)
        if line.first or line.left or free != 1:
            found = _("%(free)s lines below, %(indent)s in") % {
                "free": free,
                "indent": f"{line.first + line.left:g}",
            }
            yield Fault(place_of(line), "addressee.place", found, _("1 lines below, 0 in"))


def text(reading: Reading) -> Iterator[Fault]:
    """Font, size, line and indent of everything in the body."""
    for line in reading.of(*_TEXT):
        place = place_of(line)
        faces = _faces(line)
        if wrong := [run for run in line.runs if not any(run.font in m.SAME_FACE[face] for face in faces)]:
            rule = "heading.font" if line.role.startswith("heading") else "body.font"
            yield Fault(place, rule, wrong[0].font or "—", m.OFFICIAL_FONTS[faces[0]])
        if wrong := [run for run in line.runs if run.size != m.BODY]:
            yield Fault(place, "body.size", f"{wrong[0].size:g} pt", "16 pt")
        if not line.exact or not 28 <= line.line <= 29.05:
            found = (
                f"{line.line:g} pt"
                if line.exact
                else _("%(size)s pt, not exact") % {"size": f"{line.line:g}"}
            )
            yield Fault(place, "body.line", found, _("28–29 pt, exact"))
        if wrong := [run for run in line.runs if run.colour not in ("", "AUTO", "000000")]:
            yield Fault(place, "body.colour", wrong[0].colour, _("black"))


def _faces(line: Paragraph) -> tuple[str, ...]:
    """The faces a line may have; a paragraph may open with a sentence in 楷体 or 黑体 (run-in heading)."""
    if line.role == "body" and len(line.runs) > 1:
        return ("fangsong", "kaiti", "heiti")
    return (m.ROLES[line.role].font,)


def indents(reading: Reading) -> Iterator[Fault]:
    """Left-set paragraphs begin two characters in and turn back to the margin."""
    for line in reading.of("body", "heading1", "heading2", "heading3", "heading4"):
        loose = line.align in ("center", "right", "end") or reading.kind == _FORM
        spaces = (len(line.text) - len(line.text.lstrip("　"))) if not line.first else 0
        if not loose and (abs(line.first + spaces - 2) > 0.15 or line.left):
            yield Fault(place_of(line), "body.indent", f"{line.first + spaces:g}, {line.left:g}", "2, 0")


def tables(reading: Reading) -> Iterator[Fault]:
    for line in reading.paragraphs:
        if line.in_table and line.role in ("cell", "cell_label"):
            allowed = m.SAME_FACE["fangsong"] | m.SAME_FACE["heiti"] | m.SAME_FACE["kaiti"]
            if wrong := [run for run in line.runs if run.font not in allowed]:
                yield Fault(place_of(line), "table.font", wrong[0].font or "—", "仿宋_GB2312 / 黑体")


CHECKS = (title, addressee, text, indents, tables)
