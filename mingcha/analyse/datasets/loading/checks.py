"""The dry run: the whole file read, every row judged, and the table as it would be loaded written out."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading.asides import Aside, AsideWriter, Problems
from mingcha.analyse.datasets.loading.mapping import ROW_NUMBER
from mingcha.analyse.datasets.loading.problems import DAMAGED, MARKED, Problem
from mingcha.analyse.datasets.loading.reports import Tally
from mingcha.analyse.datasets.loading.tables import Progress, Row, Table
from mingcha.analyse.datasets.loading.values import Reader
from mingcha.foundation.ledgers.values import cleaned, folded

_AT_ONCE = 5_000
_BEGIN = 6  # of the cells of a row, where 合计 stands
_NOTED = 3  # where a row should hold more cells than these, one with a single text is a note
_TOTAL = re.compile(r"(本[页表月年日]|分[页户]|全.)?(合计|总计|小计|共计|累计)(金额|人数)?[::]?")
_GROUP = 120_000  # rows of a row group


@dataclass(frozen=True)
class Plan:
    """How a file is read into a contract; `keep_damaged` keeps numbers with a wrong check digit, marked.

    Where rows are added to a version, `before` are its rows, and `mark` tells the numbers of these rows from
    those of earlier files.
    """

    contract: Contract
    header: int
    columns: Mapping[str, int | None]
    headings: list[str]
    today: date
    keep_damaged: bool = False
    before: store.Place | None = None
    mark: str = ""

    def stays(self, problem: str) -> bool:
        return problem in MARKED or (self.keep_damaged and problem in DAMAGED)


class Checker:
    """One check of one table, written to `place` and beside it."""

    def __init__(self, table: Table, plan: Plan, place: store.Place) -> None:
        self.table, self.plan, self.place = table, plan, place
        self.tally = Tally()
        columns = plan.contract.columns
        self._readers = [(one, Reader(one, today=plan.today), plan.columns.get(one.name)) for one in columns]
        self._key_places = [place for place, one in enumerate(columns) if one.name in plan.contract.keys]
        fields = list(ibis.schema(plan.contract.schema).to_pyarrow())
        self.schema = pa.schema([*fields, pa.field(store.SOURCE_ROW, pa.int64())])
        self._keys: array[int] = array("q")  # all that is remembered of a row: 8 bytes
        self._aside = AsideWriter(place, plan.headings)

    def run(self, progress: Progress | None = None) -> Tally:
        """Whole or not at all: where anything goes wrong no file stays."""
        try:
            self._write(progress)
            self._set_repeated_aside()
            self._aside.close()
        except BaseException:
            self._aside.drop()
            store.forget(self.place)
            raise
        return self.tally

    def _write(self, progress: Progress | None) -> None:
        out = TableWriter(self.place, self.schema)
        try:
            if self.plan.before:
                self._write_before(self.plan.before, out)
            rows = ((number, cells) for number, cells in self.table.rows if number > self.plan.header)
            while batch := list(islice(rows, _AT_ONCE)):
                self._take(batch, out)
                if progress:
                    total = max(self.table.total, 1)
                    progress(min(self.table.done() or self.tally.rows, total - 1), total)
        except BaseException:
            out.drop()
            raise
        out.close()

    def _write_before(self, place: store.Place, out: TableWriter) -> None:
        """The rows of the version that is added to come first, so that a key of theirs stays theirs."""
        names = [self.plan.contract.columns[at].name for at in self._key_places]
        held = store.parquet(place)
        for batch in held.iter_batches(batch_size=_GROUP):
            out.add(_under(self.schema, batch))
            self._keys.extend(
                map(_key, zip(*(batch.column(name).to_pylist() for name in names), strict=True))
            )
            self.tally.before += batch.num_rows
        held.close()

    def _take(self, batch: list[Row], out: TableWriter) -> None:
        batch = [(number, cells) for number, cells in batch if any(map(_filled, cells))]
        values = [self._column(batch, reader, place) for _column, reader, place in self._readers]
        problems = self._problems(batch, values)
        good: list[int] = []
        for place, (number, cells) in enumerate(batch):
            if place not in problems or self._note(number, cells, problems[place]):
                good.append(place)
        self.tally.rows += len(batch)
        self.tally.good += len(good)
        columns = [[found[place][0] for place in good] for found in values]
        for place in range(len(good)):
            self._keys.append(_key([columns[at][place] for at in self._key_places]))
        out.write([*columns, [batch[place][0] for place in good]])

    def _column(self, batch: list[Row], reader: Reader, place: int | None) -> list[tuple[Any, Any]]:
        if place is None:
            return [(None, None)] * len(batch)
        if place == ROW_NUMBER:
            return [(f"{self.plan.mark}{number}", None) for number, _cells in batch]
        read = reader.read
        return [read(cells[place] if place < len(cells) else None) for _number, cells in batch]

    def _problems(self, batch: list[Row], values: list[list[tuple[Any, Any]]]) -> dict[int, Problems]:
        """By the row's place in the batch: the faults of its cells, then those of the sheet."""
        found: dict[int, Problems] = {}
        for (column, _reader, at), cells in zip(self._readers, values, strict=True):
            for place, (_value, problem) in enumerate(cells):
                if problem is not None:
                    found.setdefault(place, []).append(((at or 0) + 1, column.name, str(problem)))
        if self.table.faults:
            self._add_faults_of_the_sheet(batch, found)
        self._add_faults_of_rows(batch, found)
        return found

    def _add_faults_of_rows(self, batch: list[Row], found: dict[int, Problems]) -> None:
        """Totals and notes are told as such instead of by what they lack."""
        wide = len(self.plan.headings)
        for place, (_number, cells) in enumerate(batch):
            if at := _place_of_total(cells):
                found[place] = [(at, "", str(Problem.TOTAL))]
            elif place in found and wide > _NOTED and (at := _place_of_note(cells)):
                found[place] = [(at, "", str(Problem.NOTE))]
            elif len(cells) > wide and any(map(_filled, cells[wide:])):
                found.setdefault(place, []).append((wide + 1, "", str(Problem.WIDE)))

    def _add_faults_of_the_sheet(self, batch: list[Row], found: dict[int, Problems]) -> None:
        """A cell whose formula has no result reads as empty, so the sheet's fault replaces that."""
        mapped = {at + 1: column.name for column, _reader, at in self._readers if at is not None}
        for place, (number, _cells) in enumerate(batch):
            for at, problem in self.table.faults.get(number, ()):
                if at in mapped:
                    others = [one for one in found.get(place, []) if one[0] != at]
                    found[place] = [*others, (at, mapped[at], str(problem))]

    def _note(self, number: int, cells: list[Any], problems: Problems) -> bool:
        """Keep the row's faults; whether it stays nevertheless."""
        stays = all(self.plan.stays(problem) for _at, _name, problem in problems)
        for at, name, problem in problems:
            value = cells[at - 1] if 0 < at <= len(cells) else None
            column = self.plan.contract.by_name.get(name)
            kept = stays and self.plan.stays(problem)
            self.tally.note(self.table.place(number, at), column, problem, value, kept=kept)
        self.tally.marked += stays
        self.tally.aside += not stays
        self._aside.add(Aside(number, stays, problems, cells))
        return stays

    # Keys that come twice

    def _set_repeated_aside(self) -> None:
        """The first row with a key stays; later ones go aside. A second pass only where there are any."""
        suspects = _places_of_repeated(self._keys)
        if not len(suspects):
            return
        out = TableWriter(self.place.again, self.schema)
        try:
            wanted, start, first = set(suspects.tolist()), 0, dict[Any, tuple[int, Any]]()
            held = store.parquet(self.place)
            for batch in held.iter_batches(batch_size=_GROUP):
                gone = self._repeated_in(batch, start, wanted, first)
                start += batch.num_rows
                kept = pa.array([place not in gone for place in range(batch.num_rows)], type=pa.bool_())
                out.add(batch.filter(kept))
            held.close()
        except BaseException:
            out.drop()
            raise
        out.close()
        self.place.again.path.replace(self.place.path)

    def _repeated_in(
        self, batch: Any, start: int, wanted: set[int], first: dict[Any, tuple[int, Any]]
    ) -> set[int]:
        places = [place for place in range(batch.num_rows) if start + place in wanted]
        gone = set()
        for place, row in zip(places, batch.take(pa.array(places, type=pa.int64())).to_pylist(), strict=True):
            number = row.pop(store.SOURCE_ROW)
            key, whole = tuple(row[name] for name in self.plan.contract.keys), hash(tuple(row.values()))
            if key not in first:
                first[key] = (number, whole)
                continue
            gone.add(place)
            problem = Problem.REPEATED if first[key][1] == whole else Problem.SAME_KEY
            self._note_repeated(number, row, str(problem))
        return gone

    def _note_repeated(self, number: int, row: dict[str, Any], problem: str) -> None:
        cells: list[Any] = [None] * len(self.plan.headings)
        for column, _reader, at in self._readers:
            if at is not None and 0 <= at < len(cells):
                cells[at] = row[column.name]
        key = self.plan.contract.keys[0]
        at = (self.plan.columns.get(key) or 0) + 1
        column = self.plan.contract.by_name[key]
        self.tally.note(self.table.place(number, at), column, problem, row[key], kept=False)
        self.tally.good -= 1
        self.tally.aside += 1
        self._aside.add(Aside(number, False, [(at, key, problem)], cells))


def _place_of_total(cells: list[Any]) -> int:
    """In which of the first cells the row says that it adds up others; 0 where it does not."""
    for at, cell in enumerate(cells[:_BEGIN], start=1):
        if isinstance(cell, str) and "计" in cell and len(cell) < 30 and _TOTAL.fullmatch(folded(cell)):
            return at
    return 0


def _place_of_note(cells: list[Any]) -> int:
    """Where the only words of a row stand, as who made the table: 0 where there are more."""
    filled = [at for at, cell in enumerate(cells, start=1) if _filled(cell)]
    return filled[0] if len(filled) == 1 and isinstance(cells[filled[0] - 1], str) else 0


def _filled(cell: Any) -> bool:
    return bool(cleaned(cell)) if isinstance(cell, str) else cell is not None


def _under(schema: pa.Schema, batch: Any) -> Any:
    """The same rows with the columns that the contract has today."""
    columns = [
        batch.column(one.name).cast(one.type)
        if one.name in batch.schema.names
        else pa.nulls(batch.num_rows, one.type)
        for one in schema
    ]
    return pa.record_batch(columns, schema=schema)


def _key(values: Sequence[Any]) -> int:
    """Stands for a key within this process. Rows whose key is quite empty never count as repeated."""
    return hash(tuple(values)) if any(value is not None for value in values) else 0


def _places_of_repeated(keys: array[int]) -> Any:
    """The places of all rows that may share their key with another."""
    found = np.frombuffer(keys, dtype=np.int64) if len(keys) else np.empty(0, dtype=np.int64)
    order = np.argsort(found, kind="stable")
    ranked = found[order]
    same = (ranked[1:] == ranked[:-1]) & (ranked[1:] != 0)
    return np.unique(np.concatenate([order[1:][same], order[:-1][same]]))


class TableWriter:
    """The typed table, in row groups of a good size for reading."""

    def __init__(self, place: store.Place, schema: pa.Schema) -> None:
        self._schema, self._file = schema, store.created(place)
        sink = pa.PythonFile(self._file, mode="w")
        self._writer = pq.ParquetWriter(sink, schema, compression="zstd", write_page_index=True)
        self._waiting, self._rows = list[Any](), 0

    def write(self, columns: list[list[Any]]) -> None:
        arrays = [pa.array(values, type=one.type) for values, one in zip(columns, self._schema, strict=True)]
        self.add(pa.record_batch(arrays, schema=self._schema))

    def add(self, batch: Any) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(
            pa.Table.from_batches(self._waiting, self._schema), row_group_size=_GROUP * 2
        )
        self._waiting, self._rows = [], 0

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()
        self._file.close()

    def drop(self) -> None:
        self._writer.is_open = False
        getattr(self._file, "drop", self._file.close)()
