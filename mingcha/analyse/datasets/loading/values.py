"""A cell as the value its column holds: tolerant of how people write, strict about what cannot be known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from mingcha.analyse.datasets.contracts.columns import Column, Kind
from mingcha.analyse.datasets.loading.numbers import is_credit_code, is_identity, lengthened
from mingcha.analyse.datasets.loading.problems import Problem
from mingcha.foundation.ledgers.values import cleaned, folded

LONGEST = 32_767
_EPOCH = datetime(1899, 12, 30)  # Excel's day 0
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?"
    r"(?:[ T]?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份)?")
_PLAIN_MONTH = re.compile(r"(\d{4})(\d{2})")
_PHONE = re.compile(r"(?:\+?\d{1,4}-?)?\d[\d-]{5,18}(?:[转x]\d{1,6})?")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{4,7}[\u4e00-\u9fff]?|[A-Z0-9]{5,9}")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d{2}", re.I)  # a long number as Excel writes it in a text file
_NOTHING = {"-", "--", "–", "—", "——", "/"}  # what people write where there is nothing to write
_AROUND = "'‘’`\"“”.。,;"  # what stays around a number that was copied
_OF_YUAN = re.compile(r"人民币|RMB|CNY|[¥元圆]整?", re.I)
_NEGATIVE = re.compile(r"\(([\d,.]+)\)")  # as bookkeepers write it
_YES = {"是", "yes", "y", "true", "1", "√", "✓", "对", "有"}
_NO = {"否", "no", "n", "false", "0", "×", "✗", "x", "错", "无"}
_MOST_MONEY, _CENT, _SLACK = Decimal(10) ** 16, Decimal("0.01"), Decimal("0.000001")
_MOST_WHOLE = 2**63 - 1

Found = tuple[Any, Problem | None]


class Unfit(Exception):
    """The cell is no such value. With `kept`, what is stored where the row stays."""

    def __init__(self, problem: Problem, kept: Any = None) -> None:
        super().__init__(problem)
        self.problem, self.kept = problem, kept


class Reader:
    """Turns the cells of one column into values, remembering those met before."""

    _REMEMBERED = 20_000

    def __init__(self, column: Column, *, today: date) -> None:
        self.column, self.today = column, today
        self._read = _READERS[column.kind]
        self.codes = _codes(column.codes)
        self._known: dict[Any, Found] = {}

    def read(self, raw: Any) -> Found:
        """The value and what is wrong with it, if anything. A value with a problem may still be kept."""
        key = (raw.__class__, raw)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._found(raw)
        return found

    def _found(self, raw: Any) -> Found:
        value = cleaned(raw)
        if value is None or value == "" or (self.column.kind != Kind.TEXT and value in _NOTHING):
            return None, Problem.MISSING if self.column.required else None
        if isinstance(value, str) and len(value) > LONGEST:
            return None, Problem.LONG
        if isinstance(raw, str) and "\0" in raw:
            return None, Problem.NUL
        try:
            read = self._read(self, value)
        except Unfit as unfit:
            return unfit.kept, unfit.problem
        return read, self._out_of_range(read)

    def _out_of_range(self, value: Any) -> Problem | None:
        low, high = self.column.low, self.column.high
        if low is not None and _less(value, low):
            return Problem.LOW
        if high is not None and _less(high, value):
            return Problem.HIGH
        if isinstance(value, date):
            day = value.date() if isinstance(value, datetime) else value
            return Problem.FUTURE if day > self.today else None
        return None

    # One method for each kind

    def text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, float):
            if abs(value) >= 10**15:
                raise Unfit(Problem.ROUNDED)
            return str(int(value)) if value.is_integer() else str(value)
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
        if isinstance(value, str) and _SHORTENED.fullmatch(value):
            raise Unfit(Problem.ROUNDED)
        return str(value)

    def signs(self, value: Any) -> str:
        """Text without spaces and signs around it, full-width signs as half-width, capitals."""
        plain = unicodedata.normalize("NFKC", self.text(value))
        return re.sub(r"\s+", "", plain).strip(_AROUND).upper()

    def identity(self, value: Any) -> str:
        text = self.signs(value)
        if is_identity(text):
            return text
        if longer := lengthened(text):
            return longer
        raise Unfit(Problem.IDENTITY, text[:40])

    def credit_code(self, value: Any) -> str:
        text = self.signs(value)
        if is_credit_code(text):
            return text
        raise Unfit(Problem.CREDIT_CODE, text[:40])

    def phone(self, value: Any) -> str:
        text = self.signs(value).replace("—", "-").replace("(", "").replace(")", "-")
        if _PHONE.fullmatch(text):
            return text
        raise Unfit(Problem.PHONE, text[:40])

    def account(self, value: Any) -> str:
        return self.signs(value).replace("-", "")

    def plate(self, value: Any) -> str:
        text = re.sub(r"[·.\-]", "", self.signs(value))
        if _PLATE.fullmatch(text):
            return text
        raise Unfit(Problem.PLATE, text[:40])

    def code(self, value: Any) -> str:
        found = self.codes.get(folded(self.text(value)))
        if found is None:
            raise Unfit(Problem.CODE)
        return found

    def moment(self, value: Any) -> datetime:
        return _moment(value, Problem.MOMENT)

    def day(self, value: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return _moment(value, Problem.DATE).date()

    def month(self, value: Any) -> date:
        if isinstance(value, float) and _is_october_too(value):
            raise Unfit(Problem.MONTH_NUMBER)
        text = _plain(value) if isinstance(value, str | int | float) else ""
        match = _MONTH.fullmatch(text) or _PLAIN_MONTH.fullmatch(text)
        if match:
            return _made(Problem.MONTH, int(match[1]), int(match[2]), 1).date()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.replace(day=1)
        return _moment(value, Problem.MONTH).date().replace(day=1)

    def number(self, value: Any) -> float:
        return float(_decimal(self._without_unit(value), Problem.NUMBER))

    def whole(self, value: Any) -> int:
        number = _decimal(self._without_unit(value), Problem.WHOLE)
        if number != number.to_integral_value():
            raise Unfit(Problem.WHOLE)
        if abs(number) > _MOST_WHOLE:
            raise Unfit(Problem.BIG)
        return int(number)

    def _without_unit(self, value: Any) -> Any:
        """`12.5 亩` in a column of 亩; another unit stays, and is refused."""
        return value.removesuffix(self.column.unit).rstrip() if isinstance(value, str) else value

    def money(self, value: Any) -> Decimal:
        if isinstance(value, str) and "万" in value:
            raise Unfit(Problem.UNIT)
        number = _decimal(_amount(value) if isinstance(value, str) else value, Problem.MONEY)
        if abs(number) >= _MOST_MONEY:
            raise Unfit(Problem.BIG)
        rounded = number.quantize(_CENT)
        if abs(rounded - number) > _SLACK:
            raise Unfit(Problem.CENTS)
        return rounded

    def flag(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        text = folded(self.text(value))
        if text not in _YES | _NO:
            raise Unfit(Problem.FLAG)
        return text in _YES


_READERS: Mapping[Kind, Callable[[Reader, Any], Any]] = {
    Kind.TEXT: Reader.text,
    Kind.IDENTITY: Reader.identity,
    Kind.CREDIT_CODE: Reader.credit_code,
    Kind.PHONE: Reader.phone,
    Kind.ACCOUNT: Reader.account,
    Kind.PLATE: Reader.plate,
    Kind.CODE: Reader.code,
    Kind.DATE: Reader.day,
    Kind.MONTH: Reader.month,
    Kind.MOMENT: Reader.moment,
    Kind.MONEY: Reader.money,
    Kind.WHOLE: Reader.whole,
    Kind.NUMBER: Reader.number,
    Kind.FLAG: Reader.flag,
}


def _codes(given: Mapping[str, str]) -> dict[str, str]:
    """Codes by themselves and by their labels, as people may write them."""
    by_code = {folded(code): code for code in given}
    return {folded(label): code for code, label in given.items()} | by_code


def _amount(value: str) -> str:
    """The digits of an amount in yuan, however the currency is written; (50.00) is below nought."""
    text = _OF_YUAN.sub("", unicodedata.normalize("NFKC", value)).strip()
    found = _NEGATIVE.fullmatch(text)
    return f"-{found[1]}" if found else text


def _is_october_too(value: float) -> bool:
    """Excel keeps the number 2025.10 as 2025.1, so it is January or October."""
    return not value.is_integer() and str(value).endswith(".1") and 1900 <= value < 2200


def _less(one: Any, other: Any) -> bool:
    """Whether one bound lies below; a day bounds moments too, and money numbers."""
    if isinstance(one, datetime) != isinstance(other, datetime):
        one, other = (value.date() if isinstance(value, datetime) else value for value in (one, other))
    if isinstance(one, float) or isinstance(other, float):
        one, other = float(one), float(other)
    return bool(one < other)


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return re.sub(r"\s*([-/.年月日:])\s*", r"\1", text)


def _moment(value: Any, problem: Problem) -> datetime:
    """From a date, a text, or the number of days that Excel keeps."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool | time | timedelta):
        raise Unfit(problem)
    text = _plain(value)
    if match := _DAY.fullmatch(text) or _PLAIN_DAY.fullmatch(text):
        return _made(problem, *(int(part) for part in match.groups() if part))
    try:
        serial = float(text)
    except ValueError:
        raise Unfit(problem) from None
    if not 10_000 <= serial < 80_000:  # 1927 to 2119: anything else is rather a mistake
        raise Unfit(problem)
    return _EPOCH + timedelta(seconds=round(serial * 86_400))


def _made(problem: Problem, *parts: int) -> datetime:
    try:
        made = datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        raise Unfit(problem) from None
    if made.year < 1800:
        raise Unfit(problem)
    return made


def _decimal(value: Any, problem: Problem) -> Decimal:
    if isinstance(value, bool | date | time | timedelta):
        raise Unfit(problem)
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unfit(problem) from None
    if not number.is_finite():
        raise Unfit(problem)
    if abs(number.adjusted()) > 40 and number:
        raise Unfit(Problem.BIG)
    return number
