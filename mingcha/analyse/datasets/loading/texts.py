"""Text tables (.csv, .txt): which encoding, which delimiter, and rows as they come."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.loading.tables import Row, Table
from mingcha.foundation.ledgers.sheets import Unreadable

_PIECE = 2**20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUARDS = ("=", "'")
_MIXED = 0.005  # a few lines of GB 18030 are UTF-8 by chance


def text_table(file: IO[bytes], name: str) -> Table:
    """The table in the file. Raises Unreadable, also while its rows are read."""
    code = encoding_of(file)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    delimiter = _delimiter(file, code)
    file.seek(0)
    table = Table("text", name, iter(()), total=max(size, 1), done=file.tell)
    table.rows = _rows(file, code, delimiter)
    return table


def encoding_of(file: IO[bytes]) -> str:
    """UTF-8, UTF-16 or GB 18030, told apart by the whole file. Raises Unreadable."""
    file.seek(0)
    head = file.read(64 * 1024)
    for mark, code in _MARKS:
        if head.startswith(mark):
            return code
    if b"\0" in head:
        if wide := _wide(head):
            return wide
        raise _no_text(head.count(b"\n", 0, head.index(b"\0")) + 1)
    return "utf-8" if _is_utf8(file) else _checked_gb18030(file)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every second byte of plain text is nought."""
    pairs = len(head) // 2
    for code, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[first::2].count(0) > pairs * 0.3 and head[1 - first :: 2].count(0) == 0:
            return code
    return ""


def _is_utf8(file: IO[bytes]) -> bool:
    file.seek(0)
    decoder, lines = codecs.getincrementaldecoder("utf-8")("strict"), 1
    try:
        while piece := file.read(_PIECE):
            if b"\0" in piece:
                raise _no_text(lines + piece.count(b"\n", 0, piece.index(b"\0")))
            decoder.decode(piece)
            lines += piece.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _checked_gb18030(file: IO[bytes]) -> str:
    """GB 18030, unless a line is no such text or a good part of the lines is plainly UTF-8."""
    file.seek(0)
    utf8, other, first_utf8, first_other = 0, 0, 0, 0
    for number, line in enumerate(file, start=1):
        if b"\0" in line:
            raise _no_text(number)
        if line.isascii():
            continue
        if _is_chinese_utf8(line):
            utf8, first_utf8 = utf8 + 1, first_utf8 or number
            continue
        other, first_other = other + 1, first_other or number
        try:
            line.decode("gb18030")
        except UnicodeDecodeError:
            raise _no_encoding(number) from None
    if utf8 > _MIXED * (utf8 + other):
        message = _(
            "The file mixes two encodings: line %(first)s is UTF-8, line %(second)s is GB 18030. "
            "Save the parts one by one as “CSV UTF-8”."
        )
        raise Unreadable(message % {"first": first_utf8, "second": first_other})
    return "gb18030"


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _no_encoding(line: int) -> Unreadable:
    message = _("Line %(line)s is in no known encoding. Save the file as “CSV UTF-8” or as .xlsx.")
    return Unreadable(message % {"line": line})


def _no_text(line: int) -> Unreadable:
    message = _(
        "Line %(line)s holds a NUL byte, so this is not a text table. Save it as .xlsx or “CSV UTF-8”."
    )
    return Unreadable(message % {"line": line})


def _delimiter(file: IO[bytes], code: str) -> str:
    """The sign that the first lines hold most often, and each about as often."""
    lines: list[str] = []
    try:
        for line in islice(_text(file, code), 20):
            lines.append(line)
    except UnicodeDecodeError:
        raise _no_encoding(len(lines) + 1) from None
    lines = [line for line in lines if line.strip()]
    return max(",\t;|", key=lambda sign: sorted(line.count(sign) for line in lines or [""])[len(lines) // 2])


def _text(file: IO[bytes], code: str) -> io.TextIOWrapper:
    wrapped = io.TextIOWrapper(file, encoding=code, newline="")
    wrapped.close = wrapped.detach  # type: ignore[method-assign, assignment]
    return wrapped


def _rows(file: IO[bytes], code: str, delimiter: str) -> Iterator[Row]:
    text = _text(file, code)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [_bare(cell) if cell[:1] in _GUARDS else cell for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        message = _(
            "Line %(line)s cannot be read: a quotation mark is missing or a cell is too long. "
            "Mend the line, or save the table as .xlsx."
        )
        raise Unreadable(message % {"line": begins}) from None
    except UnicodeDecodeError:
        raise _no_encoding(begins) from None
    finally:
        text.detach()


def _bare(cell: str) -> str:
    """Without what programs put around long numbers so that Excel leaves them alone: ="…" and '."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell[1:] if cell.startswith("'") else cell
