"""Paper, block, grid and page numbers (clauses 5 and 7.5)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.check.faults import Fault
from mingcha.foundation.documents.check.reading import Foot, Reading

_NUMBER = re.compile(r"^\s*[—－一–-] ?\d+ ?[—－一–-]\s*$")
_LETTER = m.CATEGORIES["letter"]


def paper(reading: Reading) -> Iterator[Fault]:
    width, height = reading.page["width"], reading.page["height"]
    if abs(width - m.PAGE_WIDTH) > 1 or abs(height - m.PAGE_HEIGHT) > 1:
        yield Fault(_("page"), "page.size", f"{width:.0f} × {height:.0f} mm", "210 × 297 mm")


def margins(reading: Reading) -> Iterator[Fault]:
    """天头 37 ± 1 mm, 订口 28 ± 1 mm; below and at the right what the block leaves."""
    wanted = {"top": m.TOP, "bottom": m.BOTTOM, "left": m.LEFT, "right": m.RIGHT}
    names = {"top": _("top"), "bottom": _("bottom"), "left": _("left"), "right": _("right")}
    for side, right in wanted.items():
        if abs(reading.page[side] - right) > 1:
            place = _("margin, %(side)s") % {"side": names[side]}
            yield Fault(place, "page.margins", f"{reading.page[side]:.1f} mm", f"{right:.0f} ± 1 mm")


def grid(reading: Reading) -> Iterator[Fault]:
    kind, pitch, space = reading.grid
    wide = m.BODY + space
    good = kind in ("linesAndChars", "snapToChars") and 28 <= pitch <= 29.05 and abs(wide - m.PITCH) <= 0.12
    if not good:
        found = f"{kind or '—'}, {pitch:.2f} pt × {wide:.2f} pt"
        yield Fault(_("page"), "page.grid", found, f"linesAndChars, 28–29 pt × {m.PITCH:.2f} pt")


def numbers(reading: Reading) -> Iterator[Fault]:
    """Dashes, font and place of each footer that must be there."""
    for name in ("odd", "even") if reading.alternates else ("odd",):
        foot = reading.feet[name]
        place = _("foot of odd pages") if name == "odd" else _("foot of even pages")
        if not _NUMBER.match(foot.text):
            yield Fault(place, "page.number", foot.text.strip() or "—", "— 1 —")
        if foot.paragraph and foot.text:
            yield from _number_font(foot, place)
            yield from _number_place(foot, place, reading, name)


def _number_font(foot: Foot, place: str) -> Iterator[Fault]:
    for run in foot.paragraph.runs if foot.paragraph else ():
        if run.font not in m.SAME_FACE["song"] or run.size != m.SMALL:
            yield Fault(place, "page.number_font", f"{run.font} {run.size:g} pt", "宋体 14 pt")
            return


def _number_place(foot: Foot, place: str, reading: Reading, name: str) -> Iterator[Fault]:
    """7 mm from the block to the number's line, and one character in from the side it stands at."""
    line = foot.paragraph
    if line is None:
        return
    tall = line.line if line.exact else m.SMALL * 1.3
    below = reading.page["bottom"] - reading.page["footer"] - tall / m.MM
    aside = line.right if name == "odd" else line.left
    if abs(below - m.NUMBER_BELOW_BLOCK) > 1 or abs(aside - 1) > 0.2:
        found = _("%(below)s mm below, %(aside)s in") % {"below": f"{below:.1f}", "aside": f"{aside:g}"}
        yield Fault(place, "page.number_place", found, _("7 mm below, 1 in"))


def sides(reading: Reading) -> Iterator[Fault]:
    """The number alternates, so that it is outside on every side of a paper printed on both."""
    wanted = _("odd right, even left")
    if not reading.alternates:
        yield Fault(_("page"), "page.number_sides", _("the same on every page"), wanted)
        return
    odd, even = reading.feet["odd"].paragraph, reading.feet["even"].paragraph
    stands = [(foot.align if foot else "—") for foot in (odd, even)]
    if stands[0] not in ("right", "end") or stands[1] not in ("left", "start", "both"):
        yield Fault(_("page"), "page.number_sides", " / ".join(stands), wanted)


def first_page(reading: Reading) -> Iterator[Fault]:
    if reading.kind == _LETTER and (not reading.first_differs or reading.feet["first"].text):
        yield Fault(_("first page"), "page.first_number", _("numbered"), _("no number"))


CHECKS = (paper, margins, grid, numbers, sides, first_page)
