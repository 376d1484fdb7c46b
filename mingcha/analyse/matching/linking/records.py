"""Records as Splink compares them: one column of plain text for each thing compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

from mingcha.analyse.matching.linking import companies, texts

Given = Mapping[str, Any]
_PERSON = ("name", "sound", "letters", "identity", "checked", "front", "birth", "tail", "phone", "address")
_COMPANY = ("code", "checked", "whole", "region", "trade_name", "trade", "sound", "phone", "address")
_AT_ONCE = 5_000


class Records(Protocol):
    """A list of records that may be gone through more than once."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Given]: ...


class TableRecords:
    """The rows of a table as records; their key is their place in it."""

    def __init__(self, table: pa.Table, columns: Mapping[str, str]) -> None:
        self.table, self._columns = table, columns

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[Given]:
        fields, place = list(self._columns), 0
        for batch in self.table.select(list(self._columns.values())).to_batches(_AT_ONCE):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield {"key": str(place), **dict(zip(fields, values, strict=True))}
                place += 1

    def row(self, place: int) -> dict[str, Any]:
        """Everything the table says of one record."""
        found: dict[str, Any] = self.table.slice(place, 1).to_pylist()[0]
        return found


def comparable(
    kind: str, left: Records, right: Records, told: Callable[[int], None]
) -> tuple[pa.Table, pa.Table]:
    """Both lists; `told` hears how many more records are done."""
    if kind == "person":
        return _table(left, _person, _PERSON, told), _table(right, _person, _PERSON, told)
    known = companies.places_named(_places(left, right))

    def made(row: Given) -> dict[str, str]:
        return _company(row, known)

    return _table(left, made, _COMPANY, told), _table(right, made, _COMPANY, told)


def _places(*lists: Records) -> Iterator[str]:
    return (str(row.get(name) or "") for rows in lists for row in rows for name in ("name", "address"))


def _table(
    rows: Iterable[Given],
    made: Callable[[Given], dict[str, str]],
    names: Sequence[str],
    told: Callable[[int], None],
) -> pa.Table:
    columns: dict[str, list[str | None]] = {name: [] for name in ("unique_id", *names)}
    number = 0
    for number, row in enumerate(rows, 1):
        columns["unique_id"].append(str(row["key"]))
        found = made(row)
        for name in names:
            columns[name].append(found[name] or None)
        if number % _AT_ONCE == 0:
            told(_AT_ONCE)
    told(number % _AT_ONCE)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _person(row: Given) -> dict[str, str]:
    name, identity = texts.person_name(row.get("name")), texts.identity(row.get("identity"))
    whole = len(identity) == 18
    return {
        "name": name,
        "sound": texts.pinyin(name),
        "letters": texts.letters_in_order(name),
        "identity": identity,
        "checked": "yes" if texts.is_checked_identity(row.get("identity")) else "no",
        "front": identity[:6] if len(identity) >= 6 else "",
        "birth": identity[6:14] if whole else "",
        "tail": identity[-4:] if whole else "",
        "phone": texts.phone(row.get("phone")),
        "address": texts.address(row.get("address"))[1],
    }


def _company(row: Given, known: frozenset[str]) -> dict[str, str]:
    region, trade_name, trade, form = companies.company(row.get("name"), known)
    code = texts.credit_code(row.get("code"))
    return {
        "code": code,
        "checked": "yes" if texts.is_checked_code(code) else "no",
        "whole": "|".join((region, trade_name, trade, companies.same_form(form))) if trade_name else "",
        "region": region,
        "trade_name": trade_name,
        "trade": trade,
        "sound": texts.pinyin(trade_name),
        "phone": texts.phone(row.get("phone")),
        "address": texts.address(row.get("address"))[1],
    }
