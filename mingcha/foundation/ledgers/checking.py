"""The dry run: what an import would do, and every cell that stands against it."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.ledgers.columns import visible
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.exporting import sheet_name
from mingcha.foundation.ledgers.importing import CellError, Context, Import, Row
from mingcha.foundation.ledgers.selection import is_field
from mingcha.foundation.ledgers.sheets import Fault, Sheet, Unreadable, read
from mingcha.foundation.ledgers.values import Reader, Wrong, cleaned, folded
from mingcha.foundation.words import listed

NEW, CHANGED, SAME = "new", "changed", "same"
_TOP = 10  # the headings stand in one of the first rows


@dataclass
class Plan:
    """What an import would do with each row. It can be carried out only when there are no faults."""

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        return self.sheet.faults

    def digest(self, existing: str) -> str:
        """Stands for exactly this: these values, these fates, this choice."""
        text = repr([existing, *zip(self.fates, [_plain(row) for row in self.rows], strict=True)])
        return hashlib.sha256(text.encode()).hexdigest()

    def kept(self, existing: str) -> list[Row]:
        """The rows for the app's action: without those there already, where these are to stay as they are."""
        if existing != "skip":
            return self.rows
        return [row for row, fate in zip(self.rows, self.fates, strict=True) if fate == NEW]

    def report(self, existing: str, most: int = 300) -> dict[str, Any]:
        """For the preview page."""
        counts = Counter(self.fates)
        faults = sorted(self.faults, key=lambda fault: (fault.row, fault.column))
        return {
            "sheet": self.sheet.name,
            "rows": len(self.rows),
            "counts": {fate: counts[fate] for fate in (NEW, CHANGED, SAME)},
            "faults": [[self.sheet.place(one.row, one.column), one.message] for one in faults[:most]],
            "fault_count": len(faults),
            "warnings": self.warnings,
            "headings": self.headings,
            "sample": self.sample,
        }


def _plain(row: Row) -> list[tuple[str, str]]:
    return sorted((name, str(getattr(value, "pk", value))) for name, value in row.items())


def plan_of(
    ledger: Ledger, importer: Import, content: bytes, name: str, existing: str, context: Context
) -> Plan:
    """Check a whole file. Raises Unreadable where there are no rows to check."""
    sheet = read(content, name, sheet_name(str(ledger.title)))
    plan = Plan(sheet)
    readers = [Reader(cell, ledger.model, context) for cell in importer.cells]
    top, columns = _columns(sheet, readers, plan)
    sheet.faults[:] = [fault for fault in sheet.faults if fault.row >= top]
    bad = {fault.row for fault in sheet.faults}
    numbers: list[int] = []
    for number, cells in sheet.rows:
        if number <= top or _is_blank(cells, columns):
            continue
        row = _row(sheet, number, cells, columns, importer, context)
        if row is not None and number not in bad:
            numbers.append(number)
            plan.rows.append(row)
    if not plan.rows and not sheet.faults:
        raise Unreadable(_("There are headings but no rows below them. Fill in at least one row."))
    _refuse_twice(plan, numbers, columns, importer)
    _judge(plan, numbers, columns, ledger, importer, existing, context)
    _show(plan, sheet, numbers, columns)
    return plan


# Headings


def _columns(sheet: Sheet, readers: list[Reader], plan: Plan) -> tuple[int, dict[int, Reader]]:
    """The row of the headings and the reader for each column. Raises Unreadable."""
    headings = [(reader, reader.headings) for reader in readers]
    known = set().union(*(names for _reader, names in headings))
    number, cells = max(
        islice(sheet.rows, _TOP),
        key=lambda row: len(known & {folded(cell) for cell in row[1] if isinstance(cell, str)}),
    )
    found: dict[int, Reader] = {}
    strange: list[tuple[int, str]] = []
    for place, cell in enumerate(cells, start=1):
        name = folded(cell) if isinstance(cell, str) else ""
        reader = next((reader for reader, names in headings if name in names), None)
        if reader is not None:
            _keep_column(sheet, found, number, place, reader)
        elif name:
            strange.append((place, str(cleaned(cell))))
    if not found:
        wanted = listed(reader.label for reader in readers)
        message = _("%(place)s: the headings are missing. The first row must hold: %(wanted)s.")
        raise Unreadable(message % {"place": f"{sheet.name}!A1", "wanted": wanted})
    _note_missing(sheet, number, readers, found, strange, plan)
    return number, found


def _keep_column(sheet: Sheet, found: dict[int, Reader], number: int, place: int, reader: Reader) -> None:
    if reader in found.values():
        first = next(one for one, known in found.items() if known is reader)
        message = _("The column “%(column)s” is there twice (also in %(first)s). Delete one of them.")
        names = {"column": reader.label, "first": sheet.place(number, first)}
        sheet.faults.append(Fault(number, place, message % names))
    else:
        found[place] = reader


def _note_missing(
    sheet: Sheet,
    number: int,
    readers: list[Reader],
    found: dict[int, Reader],
    strange: list[tuple[int, str]],
    plan: Plan,
) -> None:
    """A heading that is nearly that of a missing column is taken for a mistake, another for a remark."""
    missing = [reader for reader in readers if reader not in found.values()]
    free = max([*found, *(place for place, _text in strange)]) + 1
    labels = {reader.label: reader for reader in missing}
    for place, text in strange:
        near = difflib.get_close_matches(text, labels, 1, 0.5)
        if near:
            missing.remove(labels.pop(near[0]))
            message = _("The heading “%(text)s” is not known. Did you mean “%(near)s”? Write that.")
            sheet.faults.append(Fault(number, place, message % {"text": text, "near": near[0]}))
        else:
            message = _("%(place)s: the column “%(text)s” is not known and will not be read.")
            plan.warnings.append(message % {"place": sheet.place(number, place), "text": text})
    for reader in missing:
        if reader.cell.required or reader.cell.key:
            message = _("The column “%(column)s” is missing. Add it, or start from the template again.")
            sheet.faults.append(Fault(number, free, message % {"column": reader.label}))


# Rows


def _is_blank(cells: list[Any], columns: dict[int, Reader]) -> bool:
    return not any(cleaned(cells[place - 1]) not in ("", None) for place in columns if place <= len(cells))


def _row(
    sheet: Sheet,
    number: int,
    cells: list[Any],
    columns: dict[int, Reader],
    importer: Import,
    context: Context,
) -> Row | None:
    """One row's values, or None once its faults are noted, or where the file lacks a column it needs."""
    row: Row = {}
    places = {reader.cell.name: place for place, reader in columns.items()}
    before = len(sheet.faults)
    for place, reader in columns.items():
        try:
            row[reader.cell.name] = reader.read(cells[place - 1] if place <= len(cells) else "")
        except Wrong as error:
            sheet.faults.append(Fault(number, place, str(error)))
    lacking = any(cell.name not in row for cell in importer.cells if cell.required or cell.key)
    if lacking or len(sheet.faults) > before:
        return None
    try:
        return importer.resolve(row, context) if importer.resolve else row
    except CellError as error:
        sheet.faults.append(Fault(number, places.get(error.column, 1), error.message))
        return None


def _keys(
    plan: Plan, columns: dict[int, Reader], importer: Import
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the key cells, and each row's key."""
    present = {reader.cell.name for reader in columns.values()}
    names = [cell.name for cell in importer.cells if cell.key and cell.name in present]
    return names, [tuple(row.get(name) for name in names) for row in plan.rows] if names else []


def key_text(values: tuple[Any, ...]) -> tuple[str, ...]:
    """A key as text, so that a record and its primary key are the same."""
    return tuple(str(getattr(value, "pk", value)) for value in values)


def _refuse_twice(plan: Plan, numbers: list[int], columns: dict[int, Reader], importer: Import) -> None:
    names, keys = _keys(plan, columns, importer)
    seen: dict[tuple[str, ...], int] = {}
    place = next((place for place, reader in columns.items() if names and reader.cell.name == names[0]), 1)
    for number, key in zip(numbers, keys, strict=False):
        text = key_text(key)
        if not any(value not in (None, "") for value in key):
            continue
        if text in seen:
            message = _("The same as in row %(row)s. Each record may be in the file once.")
            plan.faults.append(Fault(number, place, message % {"row": seen[text]}))
        seen.setdefault(text, number)


def _judge(
    plan: Plan,
    numbers: list[int],
    columns: dict[int, Reader],
    ledger: Ledger,
    importer: Import,
    existing: str,
    context: Context,
) -> None:
    """Which rows are new, which change a record, which say what is there already."""
    names, keys = _keys(plan, columns, importer)
    filled = [key for key in keys if any(value not in (None, "") for value in key)]
    found: dict[tuple[str, ...], Any] = {}
    if importer.existing is not None and filled:
        found = {key_text(key): record for key, record in importer.existing(filled, context).items()}
    elif filled and all(is_field(ledger.model, name) for name in names):
        found = {key_text(key): record for key, record in _known(ledger, names, filled, context)}
    for place, row in enumerate(plan.rows):
        record = found.get(key_text(keys[place])) if keys else None
        plan.fates.append(NEW if record is None else CHANGED if _differs(record, row) else SAME)
        if record is not None and existing == "stop":
            column = next(at for at, reader in columns.items() if reader.cell.name == names[0])
            message = _(
                "“%(record)s” exists already. Take the row out, or choose to leave or change such records."
            )
            plan.faults.append(Fault(numbers[place], column, message % {"record": record}))


def _known(
    ledger: Ledger, names: list[str], keys: list[tuple[Any, ...]], context: Context
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The records of these keys that the person may see, in the record imported into."""
    rows = visible(ledger.model, context["user"])
    if (within := context.get("within")) is not None and (path := ledger.within_path(within._meta.label)):
        rows = rows.filter(**{path: within.pk})
    fields = [ledger.model._meta.get_field(name).attname for name in names]
    for start in range(0, len(keys), 1000):
        firsts = {getattr(key[0], "pk", key[0]) for key in keys[start : start + 1000]}
        for record in rows.filter(**{f"{names[0]}__in": firsts}):
            yield tuple(getattr(record, name) for name in fields), record


def _differs(record: Any, row: Row) -> bool:
    """Whether the row says anything else than the record, as far as its own fields go."""
    for name, value in row.items():
        if is_field(type(record), name):
            now = getattr(record, record._meta.get_field(name).attname)
            new = getattr(value, "pk", value)
            if (now if now is not None else "") != (new if new is not None else ""):
                return True
    return False


def _show(plan: Plan, sheet: Sheet, numbers: list[int], columns: dict[int, Reader]) -> None:
    """The first rows as they were read, for the person to compare."""
    plan.headings = [reader.label for reader in columns.values()]
    cells = dict(sheet.rows)
    for number, fate in zip(numbers[:8], plan.fates[:8], strict=True):
        own = cells[number]
        texts = [_text(own[place - 1]) if place <= len(own) else "" for place in columns]
        plan.sample.append([str(number), fate, *texts])


def _text(value: Any) -> str:
    value = cleaned(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    return str("" if value is None else value)[:200]
