"""What the twins share: one twin is the rule of one model, written by hand for DuckDB and for Polars.

The numbers in a twin are the model's own defaults. `sql` reads views named after the model's inputs;
`polars` takes them as lazy frames by those names. Both give the columns that the model gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

Frame = pl.LazyFrame
Column = pl.Expr


@dataclass(frozen=True)
class Twin:
    """`without_polars` says why a rule cannot sensibly be written for Polars, where it has no such twin."""

    sql: str
    polars: Callable[..., Frame] | None = None
    without_polars: str = ""


def months(earlier: str | Column, later: str | Column) -> Column:
    """Whole calendar months from one date to another, as the models count them."""
    one, other = _column(earlier), _column(later)
    years = other.dt.year() - one.dt.year()
    return years * 12 + other.dt.month().cast(pl.Int32) - one.dt.month().cast(pl.Int32)


def days(earlier: str | Column, later: str | Column) -> Column:
    return (_column(later) - _column(earlier)).dt.total_days()


def minutes(earlier: str | Column, later: str | Column) -> Column:
    """Minutes on the clock, seconds left aside; below 0 if `later` is the earlier."""
    one, other = (_column(given).dt.truncate("1m") for given in (earlier, later))
    return (other - one).dt.total_minutes()


def has(text: str | Column, *words: str) -> Column:
    """Whether one of the words is in the text; an empty text has none."""
    return _column(text).str.contains("|".join(words)).fill_null(False)


def distinct(name: str, where: Column | None = None) -> Column:
    """How many different values, empty ones left aside."""
    column = pl.col(name) if where is None else pl.col(name).filter(where)
    return column.drop_nulls().n_unique()


def number(condition: Any) -> Any:
    """1 where it holds, else 0."""
    return condition.cast(pl.Int64)


def capped(score: Any) -> Any:
    return score.cast(pl.Float64).clip(0.0, 1.0)


def share(part: str | Column, whole: str | Column) -> Column:
    """As a float; empty where there is nothing under."""
    under = _column(whole).cast(pl.Float64)
    return _column(part).cast(pl.Float64) / pl.when(under != 0).then(under)


def quotient(part: Column, whole: Column) -> Column:
    """A share of whole numbers to four decimals by whole numbers throughout, a half going up."""
    return ((part * 20_000 + whole) // (whole * 2)) / 10_000


def quotient_sql(part: str, whole: str) -> str:
    return f"(({part} * 20000 + {whole}) // ({whole} * 2)) / 10000"


def rounded(value: Column, places: int) -> Column:
    """A half goes up, as in DuckDB; Polars takes it to the even side."""
    return value.round(places, mode="half_away_from_zero")


def filled(name: str, value: Any = "") -> Column:
    return pl.col(name).fill_null(value)


def text(name: str) -> Column:
    """The text, or nothing where it is empty."""
    return pl.when(pl.col(name) != "").then(pl.col(name))


def key(*names: str) -> Column:
    """These columns as the array of a hit's keys."""
    return pl.concat_list(names)


def _column(given: str | Column) -> Column:
    return pl.col(given) if isinstance(given, str) else given
