"""A look at a sheet's own XML, for what a reader of values passes over in silence."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

_MAIN = "{*}"
_INFLATED = 400 * 2**20
_ROWS, _COLUMNS = 60_000, 300
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}


class Swollen(Exception):
    """The workbook is far larger than it looks; the message says what to do."""


@dataclass
class Scan:
    """Places (row, column) that need a word to the person, and the words."""

    merged: list[tuple[int, int, str]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)


def scan(content: bytes, sheet: str) -> Scan:
    """Read the sheet's XML cell by cell. Raises Swollen, BadZipFile, KeyError, ValueError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _INFLATED:
            raise Swollen(_("The workbook unpacks to more than 400 MB. Copy the rows into a fresh template."))
        with archive.open(part_of(archive, sheet)) as part:
            return _read(part)


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file inside the workbook that holds this sheet."""
    book = _tree(archive, "xl/workbook.xml")
    keys = (
        value
        for one in book.iter(f"{_MAIN}sheet")
        if one.get("name") == sheet
        for name, value in one.attrib.items()
        if etree.QName(name).localname == "id"
    )
    key = next(keys, None)
    links = _tree(archive, "xl/_rels/workbook.xml.rels").iter(f"{_MAIN}Relationship")
    target = next((one.get("Target", "") for one in links if key and one.get("Id") == key), "")
    if not target:
        raise KeyError(sheet)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError:
        raise ValueError(name) from None


def _read(part: Any) -> Scan:
    found, row, column = Scan(), 0, 0
    tags = [f"{_MAIN}{name}" for name in ("c", "row", "mergeCell")]
    try:
        for _event, node in etree.iterparse(part, events=("end",), tag=tags, huge_tree=True, **_SAFE):
            kind = etree.QName(node).localname
            if kind == "c":
                row, column = _place(node.get("r"), row, column)
                _note_cell(found, node, row, column)
            elif kind == "mergeCell":
                start = _place(node.get("ref", "").partition(":")[0], 1, 0)
                found.merged.append((*start, node.get("ref", "")))
            else:
                row, column = row + 1 if node.get("r") is None else int(node.get("r")) + 1, 0
            node.clear()
    except etree.XMLSyntaxError:
        raise ValueError("sheet") from None
    return found


def _note_cell(found: Scan, node: Any, row: int, column: int) -> None:
    value = node.findtext(f"{_MAIN}v")
    held = value is not None or node.find(f"{_MAIN}is") is not None
    if held and (row > _ROWS or column > _COLUMNS):
        raise Swollen(
            _("There is something in row %(row)s, column %(column)s. Delete what lies far out.")
            % {"row": row, "column": column}
        )
    if node.get("t") == "e":
        found.errors.append((row, column, value or "#ERROR"))
    elif not value and node.get("t") != "str" and node.find(f"{_MAIN}f") is not None:
        found.unknown.append((row, column))


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """“C7” → (7, 3); a cell without a reference follows the one before."""
    if not reference or not (match := _REFERENCE.fullmatch(reference)):
        return max(row, 1), column + 1
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]), number
