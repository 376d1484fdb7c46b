"""Finding the pairs: what two lists have in common, how likely each, and what tells so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.analyse.matching.linking.blocking import RULES, refuse_too_many
from mingcha.analyse.matching.linking.records import Records, comparable
from mingcha.analyse.matching.linking.weights import Levels, Weights
from mingcha.foundation.refusals import Invalid

MOST_PAIRS = 20_000_000  # compared by any one rule
MOST_FOUND = 200_000  # likely enough to be kept
ENOUGH = 20_000  # records compared in one step
Progress = Callable[[int, int], None]
_SPLINK = logging.getLogger("splink")
_CLOSE = "length({0}_l) = length({0}_r) and damerau_levenshtein({0}_l, {0}_r) <= 1"
_ONE_OFF = "length({0}_l) = length({0}_r) and hamming({0}_l, {0}_r) = 1"
_DOUBTED = "not (checked_l = 'yes' and checked_r = 'yes')"
_CHECKED = "checked_l = 'yes' and checked_r = 'yes'"
_BODY = "damerau_levenshtein(left(identity_l, 17), left(identity_r, 17)) <= 1"
# What the SQL of each level says; the last level of each is everything else.
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "identity": (
        "identity_l = identity_r",
        f"length(identity_l) = length(identity_r) and {_BODY} and {_DOUBTED}",
        f"birth_l = birth_r and tail_l = tail_r and {_DOUBTED}",
        _CHECKED,
    ),
    "name": (
        "name_l = name_r",
        "sound_l = sound_r",
        "letters_l = letters_r",
        f"length(name_l) > 1 and {_ONE_OFF.format('name')}",
    ),
    "phone": ("phone_l = phone_r", _ONE_OFF.format("phone")),
    "address": (
        "address_l = address_r and phone_l = phone_r",
        "address_l = address_r",
        "jaro_winkler_similarity(address_l, address_r) >= 0.92",
    ),
    "code": ("code_l = code_r", f"{_CLOSE.format('code')} and {_DOUBTED}", _CHECKED),
    "trade_name": (
        "whole_l = whole_r",
        "trade_name_l = trade_name_r",
        "sound_l = sound_r",
        "jaro_winkler_similarity(trade_name_l, trade_name_r) >= 0.9",
    ),
    "region": (
        "region_l = region_r",
        "contains(region_l, region_r) or contains(region_r, region_l)",
    ),
    "trade": ("trade_l = trade_r",),
}


@dataclass(frozen=True)
class Found:
    """One pair: the keys of both records, how likely they are the same, and the level of each comparison."""

    left: str
    right: str
    probability: float
    levels: dict[str, int]


def find_pairs(
    kind: str,
    left: Records,
    right: Records,
    weights: Weights | None = None,
    *,
    least: float = 0.05,
    progress: Progress = lambda done, total: None,
) -> list[Found]:
    """Pairs between two lists, at least so likely, the likeliest first.

    Records have `key`, which none shares with another of its list, and any of name, identity, phone,
    address (persons) or name, code, phone, address (companies). `progress` hears how many records have
    been made comparable and then compared. Raises Invalid where a rule of blocking would make more than
    MOST_PAIRS comparisons, or more than MOST_FOUND pairs are likely enough.
    """
    if not len(left) or not len(right):
        return []
    steps = _Steps(progress, len(left) + len(right), len(left))
    tables = comparable(kind, left, right, steps.more)
    refuse_too_many(kind, *tables, MOST_PAIRS)
    # Nothing of these lists is written to the disk in the clear, however long they are.
    connection = duckdb.connect(config={"temp_directory": ""})
    connection.execute(store.NO_BAR)
    try:
        found = list(_predicted(connection, kind, tables, weights or Weights(kind), least, steps))
    finally:
        connection.close()
    return sorted(found, key=lambda one: (-one.probability, one.left, one.right))


class _Steps:
    """How far it is: records made comparable, then the left ones compared."""

    def __init__(self, progress: Progress, records: int, left: int) -> None:
        self._progress, self._total, self._done = progress, records + left, 0

    def more(self, records: int) -> None:
        self._done += records
        self._progress(self._done, self._total)


def _predicted(
    connection: Any,
    kind: str,
    tables: tuple[pa.Table, pa.Table],
    weights: Weights,
    least: float,
    steps: _Steps,
) -> Iterator[Found]:
    """The left list goes by in parts, so that a long matching can be watched and stopped."""
    from splink import DuckDBAPI, Linker

    _SPLINK.setLevel(logging.ERROR)
    api = DuckDBAPI(connection=connection)
    given = [
        api.register(one, dataset_display_name=side) for one, side in zip(tables, ("l", "r"), strict=True)
    ]
    linker = Linker(given, _settings(kind, weights, *map(len, tables)), log_level="ERROR")
    parts, kept = max(1, -(-len(tables[0]) // ENOUGH)), 0
    for part in range(1, parts + 1):
        rows = linker.inference.predict_chunk(
            left_chunk=(part, parts), threshold_match_probability=least, warning_mode="never"
        ).as_record_list()
        kept += len(rows)
        if kept > MOST_FOUND:
            raise Invalid(
                _("More than %(most)s pairs are likely enough. Raise the lower threshold.")
                % {"most": f"{MOST_FOUND:,}"}
            )
        yield from (_found(row, weights) for row in rows)
        steps.more(len(tables[0]) // parts)


def _found(row: Mapping[str, Any], weights: Weights) -> Found:
    """Splink counts levels from 0 for “else” upwards and -1 for empty; we from 0 for the strongest."""
    levels = {
        name: len(known) - 1 - row[f"gamma_{name}"]
        for name, known in weights.in_force.items()
        if row[f"gamma_{name}"] >= 0
    }
    sides = {row["source_dataset_l"]: row["unique_id_l"], row["source_dataset_r"]: row["unique_id_r"]}
    return Found(sides["l"], sides["r"], round(row["match_probability"], 6), levels)


def _settings(kind: str, weights: Weights, left: int, right: int) -> Any:
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=[_comparison(name, levels) for name, levels in weights.in_force.items()],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule} for rule in RULES[kind]],
        probability_two_random_records_match=weights.prior(left, right),
    )


def _comparison(name: str, levels: Levels) -> dict[str, Any]:
    rules = (*_LEVELS[name], "ELSE")
    empty = {
        "sql_condition": f"{name}_l is null or {name}_r is null",
        "label_for_charts": "empty",
        "is_null_level": True,
    }
    told = [
        {"sql_condition": rule, "label_for_charts": label.en, "m_probability": m, "u_probability": u}
        for rule, (label, m, u) in zip(rules, levels, strict=True)
    ]
    return {"output_column_name": name, "comparison_levels": [empty, *told]}


def expected_precision(found: Iterable[Found], threshold: float) -> float | None:
    """How many of the pairs at or above this threshold are expected to be true, by their own weights."""
    above = [one.probability for one in found if one.probability >= threshold]
    return sum(above) / len(above) if above else None
