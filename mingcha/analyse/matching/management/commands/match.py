"""`mingcha match`: match two Parquet files without a database, or measure how exact matching is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.analyse.matching.linking import Found, expected_precision, find_pairs
from mingcha.analyse.matching.linking.columns import FIELD_WORDS, columns_named, suggested
from mingcha.analyse.matching.linking.explaining import told_levels
from mingcha.analyse.matching.linking.records import TableRecords
from mingcha.analyse.matching.linking.reporting import COUNTS, SEED, page
from mingcha.analyse.matching.linking.scoring import LOWER, UPPER, Score, score
from mingcha.foundation.refusals import Refusal

DOCS = Path(settings.BASE_DIR) / "docs" / "matching.md"


class Command(BaseCommand):
    """Pairs of two Parquet files, or the measured accuracy."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("person", "company", "score"), help="what to match; or score")
        parser.add_argument("left", nargs="?", type=Path, help="the first list, a Parquet file")
        parser.add_argument("right", nargs="?", type=Path, help="the second list")
        parser.add_argument("--json", action="store_true", help="as JSON")
        named = "FIELD=COLUMN", "which column it is, where the names do not tell"
        for side in ("left", "right"):
            parser.add_argument(
                f"--{side}-column", action="append", default=[], metavar=named[0], help=named[1]
            )
            parser.add_argument(
                f"--{side}-key", metavar="COLUMN", help="the key to name rows by (their number)"
            )
        parser.add_argument("--upper", type=float, default=UPPER, help="from here taken as the same")
        parser.add_argument("--lower", type=float, default=LOWER, help="below this dropped")
        parser.add_argument("--scale", type=float, default=1.0, help="score: times as many records")
        parser.add_argument("--seed", type=int, default=SEED, help="score: another seed")
        parser.add_argument(
            "--write", nargs="?", type=Path, const=DOCS, help="score: write the page (docs/matching.md)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._score(options) if options["what"] == "score" else self._match(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _match(self, options: dict[str, Any]) -> None:
        kind, upper, lower = options["what"], options["upper"], options["lower"]
        if not 0 < lower <= upper <= 1:
            raise CommandError("--lower is above 0, --upper not below it and at most 1.")
        sides = [_side(kind, options, side) for side in ("left", "right")]
        found = find_pairs(kind, sides[0], sides[1], least=lower)
        keys = [
            _keys(one, options[f"{side}_key"]) for one, side in zip(sides, ("left", "right"), strict=True)
        ]
        pairs = [_told(kind, one, keys[0], keys[1], upper) for one in found]
        if options["json"]:
            told = {"pairs": pairs, "expected_precision": expected_precision(found, upper)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, default=str))
            return
        if not pairs:
            self.stderr.write(f"No pair of probability {lower} or more.")
        for pair in pairs:
            self.stdout.write("{left}\t{right}\t{probability}\t{verdict}\t{why}".format(**pair))

    def _score(self, options: dict[str, Any]) -> None:
        if options["scale"] <= 0:
            raise CommandError("--scale is above 0: 2 takes twice as many records.")
        scores = [
            score(kind, round(count * options["scale"]), options["seed"]) for kind, count in COUNTS.items()
        ]
        if options["write"]:
            options["write"].write_text(page(scores), encoding="utf-8")
        lines = [line for one in scores for line in _measured(one)]
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        for line in lines:
            self.stdout.write(
                "{kind}\t{threshold}\t{found}\t{recall}\t{precision}\t{expected}".format(**line)
            )


def _side(kind: str, options: dict[str, Any], side: str) -> TableRecords:
    """A list with its columns: those given, the others as their names suggest."""
    path = options[side]
    if path is None:
        raise CommandError("Two Parquet files are needed: mingcha match person LEFT.parquet RIGHT.parquet")
    table = _read(path)
    given = _columns_given(kind, table, options[f"{side}_column"], f"{path}: --{side}-column")
    columns = suggested(kind, columns_named(table.column_names)) | given
    if not columns:
        raise CommandError(
            f"{path}: no column looks like {', '.join(FIELD_WORDS[kind])}; say --{side}-column."
        )
    return TableRecords(_as_text(table, columns.values()), columns)


def _columns_given(kind: str, table: pa.Table, pairs: list[str], where: str) -> dict[str, str]:
    """Column by field, as in `identity=身份证号`."""
    given: dict[str, str] = {}
    for pair in pairs:
        field, _equals, column = pair.partition("=")
        if field not in FIELD_WORDS[kind]:
            raise CommandError(f"{where} {pair}: no field {field}. Fields: {', '.join(FIELD_WORDS[kind])}.")
        if column not in table.column_names:
            columns = ", ".join(table.column_names)
            raise CommandError(f"{where} {pair}: no column “{column}” in the file. It has {columns}.")
        given[field] = column
    return given


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        raise CommandError(f"{path}: no such file") from None
    except pa.ArrowException:
        raise CommandError(f"{path}: no Parquet file") from None


def _as_text(table: pa.Table, names: Any) -> pa.Table:
    """Numbers kept as numbers are read as the text they stand for."""
    for name in set(names):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.string()))
    return table


def _keys(side: TableRecords, name: str | None) -> list[Any]:
    if name is None:
        return list(range(1, len(side) + 1))
    if name not in side.table.column_names:
        columns = ", ".join(side.table.column_names)
        raise CommandError(f"No column {name} to name rows by. The file has {columns}.")
    found: list[Any] = side.table.column(name).to_pylist()
    return found


def _told(kind: str, one: Found, left: list[Any], right: list[Any], upper: float) -> dict[str, Any]:
    levels = told_levels(kind, one.levels)
    return {
        "left": left[int(one.left)],
        "right": right[int(one.right)],
        "probability": one.probability,
        "verdict": "same" if one.probability >= upper else "doubt",
        "levels": levels,
        "why": "; ".join(f"{name}: {level['words']} {level['bits']:+}" for name, level in levels.items()),
    }


def _measured(one: Score) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "threshold": at.threshold,
            "found": at.found,
            "recall": round(at.recall, 4),
            "precision": None if at.precision is None else round(at.precision, 4),
            "expected": None if at.expected is None else round(at.expected, 4),
        }
        for at in one.at
    ]
