"""The kinds of column a contract may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mingcha.foundation.words import Words


class Kind(StrEnum):
    """What a column holds, and so how it is read, checked and stored."""

    TEXT = "text"
    IDENTITY = "identity"  # 居民身份证号, GB 11643: 18 characters with a check digit
    CREDIT_CODE = "credit_code"  # 统一社会信用代码, GB 32100: 18 characters with a check character
    PHONE = "phone"
    ACCOUNT = "account"
    PLATE = "plate"
    CODE = "code"  # one of a list
    DATE = "date"
    MONTH = "month"  # kept as the first day of the month
    MOMENT = "moment"
    MONEY = "money"  # yuan, two decimals
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"


STORED: Mapping[Kind, str] = {
    Kind.DATE: "date",
    Kind.MONTH: "date",
    Kind.MOMENT: "timestamp",
    Kind.MONEY: "decimal(18, 2)",
    Kind.WHOLE: "int64",
    Kind.NUMBER: "float64",
    Kind.FLAG: "boolean",
}  # everything else is text
PERSONAL = (Kind.IDENTITY, Kind.PHONE, Kind.ACCOUNT)


@dataclass(frozen=True)
class Column:
    """One column. `low` and `high` bound numbers and dates, both included; `unit` is of numbers."""

    name: str
    words: Words
    kind: Kind = Kind.TEXT
    required: bool = False
    unit: str = ""
    low: Decimal | date | None = None
    high: Decimal | date | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    also: tuple[str, ...] = ()  # other headings it is found under

    def __str__(self) -> str:
        return str(self.words)

    @property
    def stored(self) -> str:
        """The type it is stored as, in Ibis' words."""
        return STORED.get(self.kind, "string")

    @property
    def is_personal(self) -> bool:
        return self.personal or self.kind in PERSONAL


def column(name: str, zh: str, en: str, kind: Kind = Kind.TEXT, **more: Any) -> Column:
    """A column in one line: `column("month", "发放月份", "Month paid", Kind.MONTH, required=True)`."""
    return Column(name, Words(zh, en), kind, **more)
