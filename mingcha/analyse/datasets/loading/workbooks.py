"""Workbooks (.xlsx), weighed and looked through before they are opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from mingcha.analyse.datasets.loading.problems import Problem
from mingcha.analyse.datasets.loading.tables import Row, Table
from mingcha.foundation.ledgers.scanning import part_of
from mingcha.foundation.ledgers.sheets import Unreadable

_INFLATED = 1_500 * 2**20
_TEXTS = 400 * 2**20
_PARTS = 10_000
_CELLS = 24_000_000  # the reader keeps the whole rectangle in memory
_MERGED = 2_000_000
_PIECE = 2**20
_LONGEST = 64 * 2**20
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{0,3})(\d{1,7})[\"']")  # of rows and cells
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_END = re.compile(rb"</((?:\w+:)?)row>")
_ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s(?![^>]*\bt=[\"']str[\"'])[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</"
)
_BROKEN = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    IndexError,
    OSError,
    EOFError,
    StopIteration,
)


def sheets_of(file: IO[bytes]) -> list[str]:
    """The names of the sheets. Raises Unreadable."""
    with _book(_weighed(file)) as book:
        return [one.name for one in book.sheets_metadata if "WorkSheet" in str(one.typ)]


def workbook(file: IO[bytes], sheet: str = "", *, first: int = 0) -> Table:
    """The sheet of this name, or the first; only its `first` rows where told. Raises Unreadable."""
    content = _weighed(file)
    with _book(content) as book:
        name = sheet if sheet in book.sheet_names else book.sheet_names[0]
    seen = _Seen()
    try:
        content = _cut(content, name, first) if first else content
        _look_through(content, name, seen)
        with _book(content) as book:
            found = book.get_sheet_by_name(name)
    except _BROKEN:
        raise _damaged() from None
    table = Table("excel", name, iter(()), total=found.total_height)
    table.faults = seen.faults
    _add_merged(table, found.merged_cell_ranges or [])
    table.rows = _rows(found)
    return table


def _cut(content: bytes, sheet: str, first: int) -> bytes:
    """The workbook with only the first rows of one sheet, so that a look at a large one takes no minute."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name, head = part_of(archive, sheet), b""
        with archive.open(name) as part:
            while len(head) < _LONGEST and (piece := part.read(_PIECE)):
                head += piece
                ends = list(islice(_END.finditer(head), first))
                if len(ends) == first:
                    break
        if len(ends) < first:
            return content
        prefix = ends[-1][1]
        head = head[: ends[-1].end()] + b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for entry in archive.infolist():
                if entry.filename == name:
                    target.writestr(name, head)
                elif "worksheets/" not in entry.filename:
                    target.writestr(entry.filename, archive.read(entry))
    return made.getvalue()


def _weighed(file: IO[bytes]) -> bytes:
    """The whole file, once it is known that it does not unpack to more than memory holds."""
    file.seek(0)
    content = file.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _PARTS:
                raise _swollen()
            total = 0
            for entry in entries:
                most = _TEXTS if "sharedStrings" in entry.filename else _INFLATED - total
                total += _inflated(content, entry, most)
    except _BROKEN:
        raise _damaged() from None
    return content


def _inflated(content: bytes, entry: zipfile.ZipInfo, most: int) -> int:
    """How large a part really is: what its directory says of it may be a lie."""
    head = content[entry.header_offset : entry.header_offset + 30]
    begin = (
        entry.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    packed = memoryview(content)[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise ValueError(entry.filename)
    inflate, size, waiting = zlib.decompressobj(-15), 0, bytes(packed[:0])
    for start in range(0, len(packed), _PIECE):
        waiting = bytes(packed[start : start + _PIECE])
        while waiting and not inflate.eof:
            size += len(inflate.decompress(waiting, _PIECE))
            waiting = inflate.unconsumed_tail
            if size > most:
                raise _swollen()
    return size


def _book(content: bytes) -> Any:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise Unreadable(_("The file has a password. Remove it, and upload the file again.")) from None
    except _BROKEN:
        raise _damaged() from None


def _damaged() -> Unreadable:
    return Unreadable(
        _("The file is damaged or only half there. Open it in Excel or WPS, save it anew, and upload that.")
    )


def _swollen() -> Unreadable:
    return Unreadable(
        _("The workbook unpacks to far more than it looks. Copy the rows into a new one, or save it as CSV.")
    )


class _Seen:
    """What the sheet's own text says that the values do not: how far it reaches, and what is wrong."""

    def __init__(self) -> None:
        self.faults: dict[int, list[tuple[int, Problem]]] = {}
        self.column, self.row = 0, 0

    def note(self, piece: bytes, where: re.Pattern[bytes] = _PLACE) -> None:
        places = set(where.findall(piece))
        self.column = max([self.column, *map(column_number, {letters for letters, _row in places})])
        self.row = max([self.row, *map(int, {row for _letters, row in places})])
        if where is not _PLACE:
            return
        if b't="e"' in piece or b"t='e'" in piece:
            self._note(piece, _ERROR, Problem.ERROR)
        if b"<f" in piece or b":f" in piece:
            self._note(piece, _FORMULA, Problem.FORMULA)

    def _note(self, piece: bytes, pattern: re.Pattern[bytes], problem: Problem) -> None:
        for letters, row in pattern.findall(piece):
            self.faults.setdefault(int(row), []).append((column_number(letters), problem))


def column_number(letters: bytes) -> int:
    """C → 3."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _look_through(content: bytes, sheet: str, seen: _Seen) -> None:
    """Once quickly; where it seems to reach far, again without the cells that are only formatted."""
    _go_through(content, sheet, seen.note)
    if seen.row * seen.column <= _CELLS:
        return
    strict = _Seen()
    _go_through(content, sheet, lambda piece: strict.note(piece, _FILLED))
    if strict.row * strict.column > _CELLS:
        message = _("The sheet reaches to row %(row)s, column %(column)s. Delete what lies far out.")
        raise Unreadable(message % {"row": f"{strict.row:,}", "column": strict.column})


def _go_through(content: bytes, sheet: str, note: Callable[[bytes], None]) -> None:
    """The sheet's XML in pieces, each up to the last cell that is whole in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part_of(archive, sheet)) as part:
        rest = b""
        while piece := part.read(_PIECE):
            rest += piece
            cut = max(rest.rfind(b"<c "), rest.rfind(b":c "), rest.rfind(b"<row")) - 8
            if cut > 0:
                note(rest[:cut])
                rest = rest[cut:]
            if len(rest) > _LONGEST:
                raise _swollen()
        note(rest)


def _add_merged(table: Table, ranges: list[Any]) -> None:
    left = _MERGED
    for (top, start), (bottom, end) in ranges:
        left -= (bottom - top + 1) * (end - start + 1)
        if left < 0:
            raise Unreadable(_("Nearly the whole sheet consists of merged cells. Unmerge them."))
        table.merged.append((top + 1, start + 1, bottom + 1, end + 1))
        for row in range(top + 1, bottom + 2):
            table.faults.setdefault(row, []).extend(
                (column, Problem.MERGED) for column in range(start + 1, end + 2)
            )


def _rows(sheet: Any) -> Iterator[Row]:
    """Calamine begins at the first cell in use; rows and columns are counted from the sheet's own first."""
    if sheet.start is None:
        return
    top, left = sheet.start
    before: list[Any] = [""] * left
    for number, cells in enumerate(sheet.iter_rows(), start=top + 1):
        yield number, before + cells
