"""Matchings for the tests: two small lists, pairs as if they had been found."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.analyse.matching import actions
from mingcha.analyse.matching.linking import Found
from mingcha.analyse.matching.linking.columns import suggested
from mingcha.analyse.matching.linking.records import TableRecords
from mingcha.analyse.matching.models import Match, Pair
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round, Task
from mingcha.testing.datasets import as_csv, identity, make_dataset, make_version

HEADINGS = ("身份证号", "姓名", "户编号", "住址", "联系电话", "村（社区）")
DEATHS = ("身份证号", "姓名", "死亡日期", "登记来源")
LEVELS = {"identity": 1, "name": 0}


def residents(how_many: int = 6) -> list[list[Any]]:
    """Rows of the contract `residents`, under HEADINGS."""
    return [
        [identity(one), f"测试甲{one}", f"H{one}", f"测试路{one}号", f"1000000{one:04}", "测试村"]
        for one in range(1, how_many + 1)
    ]


def deaths(how_many: int = 4) -> list[list[Any]]:
    """Rows of the contract `deaths`, under DEATHS: the first residents again."""
    return [[identity(one), f"测试甲{one}", "2025-03-01", "火化"] for one in range(1, how_many + 1)]


def make_lists(in_round: Round, *, by: User) -> tuple[Version, Version]:
    """Residents and deaths, loaded, for the teams of this round."""
    first = make_dataset(by=by, contract="residents", in_round=in_round)
    second = make_dataset(by=by, contract="deaths", in_round=in_round)
    return (
        make_version(first, as_csv(residents(), HEADINGS), by=by, name="户籍.csv"),
        make_version(second, as_csv(deaths(), DEATHS), by=by, name="死亡.csv"),
    )


def columns_of(dataset: Dataset, kind: str = "person") -> dict[str, str]:
    return suggested(kind, dataset.declared.columns) if dataset.declared else {}


def start(lists: tuple[Version, Version], *, by: User, task: Task | None = None, **more: Any) -> Match:
    """Asked for, not yet done."""
    left, right = lists
    given: dict[str, Any] = {
        "kind": "person",
        "left": left,
        "right": right,
        "left_columns": columns_of(left.dataset),
        "right_columns": columns_of(right.dataset),
        "why": "核查测试",
    }
    return actions.start_match(by=by, task=task, **(given | more))


def make_match(
    lists: tuple[Version, Version],
    *,
    by: User,
    task: Task | None = None,
    probabilities: tuple[float, ...] = (0.99, 0.8, 0.5, 0.3),
    **more: Any,
) -> Match:
    """Done, with one pair for each probability: the first resident with the first death, and so on."""
    match = start(lists, by=by, task=task, **more)
    found = [Found(str(at), str(at), one, LEVELS) for at, one in enumerate(probabilities)]
    left = pa.table(
        {
            name: [row[at] for row in residents()]
            for at, name in ((0, "person_id"), (1, "name"), (3, "address"))
        }
    )
    right = pa.table({name: [row[at] for row in deaths()] for at, name in ((0, "person_id"), (1, "name"))})
    actions.finish_match(
        match, found, TableRecords(left, match.left_columns), TableRecords(right, match.right_columns)
    )
    return match


def doubt_of(match: Match) -> Pair:
    """The likeliest pair that waits for a person."""
    return match.pairs.doubtful().order_by("-probability")[0]
