"""What the twins in pandas and in SQLite share.

Money is whole cents here, for neither has decimals. SQLite has days as ISO text, keys as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

Table = pd.DataFrame
Column = Any  # a series, of whatever


@dataclass(frozen=True)
class Other:
    """A rule by its twin in pandas and in SQLite; which columns of the hits are money, and which days."""

    sqlite: str
    pandas: Callable[..., Table]
    money: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


def months_sql(earlier: str, later: str) -> str:
    """Whole calendar months from one day to another."""
    return (
        f"((substr({later}, 1, 4) - substr({earlier}, 1, 4)) * 12"
        f" + substr({later}, 6, 2) - substr({earlier}, 6, 2))"
    )


def months(earlier: Column, later: Column) -> Column:
    one, other = earlier.dt, later.dt
    return (other.year - one.year) * 12 + other.month - one.month


def has_sql(column: str, *words: str) -> str:
    """Whether one of the words is in the text; an empty text has none."""
    return "(" + " or ".join(f"coalesce({column}, '') like '%{word}%'" for word in words) + ")"


def has(column: Column, *words: str) -> Column:
    return column.fillna("").str.contains("|".join(words))


def lists(keys: Column) -> Column:
    """Each key as the array of a hit's keys."""
    return keys.map(lambda one: [one])


def living_with(people: Table, residents: Table) -> Table:
    """`person_id` with every `member_id` of the same household, oneself included."""
    oneself = people[["person_id"]].drop_duplicates()
    known = residents.loc[residents["household"].notna(), ["person_id", "household"]]
    homes = oneself.merge(known, on="person_id")
    mates = homes.merge(known.rename(columns={"person_id": "member_id"}), on="household")
    both = pd.concat([oneself.assign(member_id=oneself["person_id"]), mates[["person_id", "member_id"]]])
    return both.drop_duplicates()
