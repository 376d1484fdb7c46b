"""Annex note and annexes, signature, date, remark, 版记 (clauses 7.3.4 to 7.4)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.foundation.documents import measures as m
from mingcha.foundation.documents.check.faults import Fault, place_of
from mingcha.foundation.documents.check.reading import Paragraph, Reading, Record
from mingcha.foundation.documents.composing import signature_indents

_DATE = re.compile(r"^\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日$")
_NEAR = 0.3  # characters


def annex_note(reading: Reading) -> Iterator[Fault]:
    for number, line in enumerate(reading.of("annex_note")):
        begins = line.text.startswith("附件：") if not number else re.match(r"\d+[.．]", line.text)
        indent = abs(line.left + line.first - (2 if not number else 5)) <= _NEAR
        if not begins or not indent or line.text.rstrip()[-1] in "。；，、.":
            found = f"{line.text[:4]}…{line.text.rstrip()[-1]}, {line.left + line.first:g}"
            yield Fault(place_of(line), "annex.note", found, _("附件：name, two characters in, no stop"))


def annexes(reading: Reading) -> Iterator[Fault]:
    for label in reading.of("annex_label"):
        face = all(run.font in m.SAME_FACE["heiti"] and run.size == m.BODY for run in label.runs)
        if (
            not face
            or not label.new_page
            or label.left
            or label.first
            or not re.fullmatch(r"附件\d*", label.text.strip())
        ):
            found = (
                label.runs[0].font
                if not face
                else _("on the same page")
                if not label.new_page
                else label.text
            )
            yield Fault(
                place_of(label), "annex.page", found, _("附件 in 黑体 16 pt at the head of a new page")
            )
        after = reading.paragraphs[reading.paragraphs.index(label) + 1 :]
        gap = next((i for i, p in enumerate(after) if p.text.strip()), 0)
        if gap != 1 or after[gap].align != "center":
            found = _("line %(line)s, %(align)s") % {
                "line": gap + 2,
                "align": after[gap].align if after else "—",
            }
            yield Fault(place_of(label), "annex.title", found, _("line 3, center"))


def date(reading: Reading) -> Iterator[Fault]:
    for line in reading.of("date"):
        if not _DATE.match(line.text.strip()):
            yield Fault(place_of(line), "date.form", line.text.strip(), "2026年3月1日")


def signature(reading: Reading) -> Iterator[Fault]:
    """The pair of name and date is right when it is one of the two the standard knows."""
    dates, names = reading.of("date"), reading.of("signer")
    if not dates:
        return
    day, name = dates[-1], names[-1] if names else None
    right = name.right if name else 0
    pairs = [_pair(name, day, stamped=True), _pair(name, day, stamped=False)]
    if any(abs(day.right - d) <= _NEAR and (name is None or abs(right - n) <= _NEAR) for n, d in pairs):
        return
    if any(abs(day.right - d) <= _NEAR for _name, d in pairs):
        wanted = next(n for n, d in pairs if abs(day.right - d) <= _NEAR)
        yield Fault(place_of(name or day), "signer.place", f"{right:g}", f"{wanted:g}")
    else:
        wanted = next((d for n, d in pairs if abs(right - n) <= _NEAR), 4)
        yield Fault(place_of(day), "date.place", f"{day.right:g}", f"{wanted:g}")


def _pair(name: Paragraph | None, day: Paragraph, *, stamped: bool) -> tuple[float, float]:
    return signature_indents(name.text.strip() if name else "", day.text.strip(), stamped=stamped)


def remark(reading: Reading) -> Iterator[Fault]:
    for line in reading.of("remark"):
        text = line.text.strip()
        if not (text.startswith("（") and text.endswith("）")) or abs(line.first + line.left - 2) > _NEAR:
            yield Fault(
                place_of(line),
                "remark.form",
                f"{text[:1]}…{text[-1:]}, {line.first + line.left:g}",
                "（…）, 2",
            )


def record(reading: Reading) -> Iterator[Fault]:
    """版记: only a document's has rules; a letter's has none (10.1)."""
    found = reading.record
    if found is None:
        return
    if reading.kind == m.CATEGORIES["document"]:
        yield from _record_rules(found)
    if not found.at_foot:
        yield Fault("版记", "record.place", _("in the flow of the text"), _("at the foot of the block"))
    for line in found.paragraphs:
        yield from _record_line(line)


def _record_rules(found: Record) -> Iterator[Fault]:
    wanted = {"top": m.OUTER_RULE, "bottom": m.OUTER_RULE}
    if len(found.paragraphs) > 1:
        wanted["insideH"] = m.INNER_RULE
    for side, thick in wanted.items():
        has = found.rules.get(side, 0) / m.MM
        if abs(has - thick) > 0.05:
            yield Fault(f"版记, {side}", "record.rules", f"{has:.2f} mm", f"{thick} mm")
    if abs(found.width - m.BLOCK_WIDTH) > 1:
        yield Fault("版记", "record.width", f"{found.width:.0f} mm", f"{m.BLOCK_WIDTH:.0f} mm")


def _record_line(line: Paragraph) -> Iterator[Fault]:
    place, text = place_of(line), line.text.strip()
    for run in line.runs:
        if run.font not in m.SAME_FACE["fangsong"] or run.size != m.SMALL:
            yield Fault(place, "record.font", f"{run.font} {run.size:g} pt", "仿宋_GB2312 14 pt")
            break
    copies = text.startswith("抄送")
    date = text.removesuffix("印发").split("\t")[-1].strip()
    good = (
        text.startswith("抄送：") and text.endswith("。")
        if copies
        else text.endswith("印发") and bool(_DATE.match(date))
    )
    if not good:
        yield Fault(place, "record.form", f"{text[:3]}…{text[-6:]}", "抄送：…。 / 2026年3月1日印发")
    if abs(line.left + line.first - 1) > _NEAR or (copies and abs(line.right - 1) > _NEAR):
        yield Fault(place, "record.indent", f"{line.left + line.first:g}, {line.right:g}", "1, 1")


CHECKS = (annex_note, annexes, date, signature, remark, record)
