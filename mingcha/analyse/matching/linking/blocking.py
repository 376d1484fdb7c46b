"""Which pairs are compared at all, and how many they would be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.foundation.refusals import Invalid

RULES: Mapping[str, tuple[str, ...]] = {
    "person": (
        "l.identity = r.identity",
        "l.front = r.front and l.sound = r.sound",
        "l.tail = r.tail and l.sound = r.sound",
        "l.birth = r.birth and l.sound = r.sound",
        "l.birth = r.birth and l.tail = r.tail",
        "l.letters = r.letters and l.front = r.front",
        "l.phone = r.phone",
        "l.sound = r.sound and l.address = r.address",
    ),
    "company": (
        "l.code = r.code",
        "l.trade_name = r.trade_name",
        "l.sound = r.sound",
        "l.phone = r.phone",
        "l.address = r.address",
    ),
}


def refuse_too_many(kind: str, left: pa.Table, right: pa.Table, most: int) -> None:
    """Count what each rule would compare before comparing anything."""
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        connection.execute(store.NO_BAR)
        connection.register("side_l", left)
        connection.register("side_r", right)
        for rule in RULES[kind]:
            pairs = _counted(connection, rule)
            if pairs > most:
                facts = {"pairs": f"{pairs:,}", "most": f"{most:,}", "rule": ", ".join(_columns(rule))}
                raise Invalid(
                    _(
                        "Comparing by %(rule)s would make %(pairs)s pairs, more than %(most)s. "
                        "Match fewer records, or leave out a column that says the same of too many."
                    )
                    % facts
                )


def _columns(rule: str) -> list[str]:
    return sorted(re.findall(r"\bl\.(\w+)", rule))


def _counted(connection: Any, rule: str) -> int:
    columns = ", ".join(_columns(rule))
    sides = (
        f"(select {columns}, count(*) as many from side_{side} group by {columns}) {side}"  # noqa: S608 — ours
        for side in "lr"
    )
    told = f"select coalesce(sum(l.many * r.many), 0) from {' join '.join(sides)} on {rule}"  # noqa: S608 — ours
    return int(connection.execute(told).fetchall()[0][0])
