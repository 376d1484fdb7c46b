"""What an office may set on a model, within bounds, and where the default comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.contracts import units
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import Words

Number = int | float | Decimal
GIVEN = Words("起始值，可由巡察办调整", "A starting value; the office may change it")


@dataclass(frozen=True)
class Parameter:
    """A number with its bounds, both included. `kind` is int, float (shares, scores) or Decimal (yuan)."""

    name: str
    words: Words
    default: Number
    low: Number
    high: Number
    kind: type = int
    unit: str = ""
    source: Words = GIVEN

    def __str__(self) -> str:
        return str(self.words)

    def read(self, given: Any) -> Number:
        """The value as the model takes it. Raises Invalid with the bounds."""
        try:
            value: Number = self.kind(str(given))
        except (ValueError, InvalidOperation):
            raise Invalid(
                _("“%(name)s” must be a number, not “%(given)s”.") % {"name": self, "given": given}
            ) from None
        if not self.low <= value <= self.high:
            facts = {"name": self, "low": self.low, "high": self.high, "unit": units.told(self.unit)}
            raise Invalid(_("“%(name)s” must be between %(low)s and %(high)s %(unit)s.") % facts)
        return value


def whole(name: str, zh: str, en: str, default: int, low: int, high: int, **more: Any) -> Parameter:
    """Days, months, times, persons: `whole("grace", "宽限月数", "Months of grace", 1, 0, 12, unit="月")`."""
    return Parameter(name, Words(zh, en), default, low, high, int, **more)


def share(name: str, zh: str, en: str, default: float, low: float, high: float, **more: Any) -> Parameter:
    """A ratio: 0.1 is a tenth; also factors above 1 and numbers with a fraction."""
    return Parameter(name, Words(zh, en), default, low, high, float, **more)


def money(name: str, zh: str, en: str, default: int, low: int, high: int, **more: Any) -> Parameter:
    """An amount in yuan."""
    more = {"unit": "元", **more}
    return Parameter(name, Words(zh, en), Decimal(default), Decimal(low), Decimal(high), Decimal, **more)


def settled(parameters: tuple[Parameter, ...], given: Mapping[str, Any]) -> dict[str, Number]:
    """Every parameter's value: what was given, read and bounded, else its default. Raises Invalid."""
    known = {parameter.name for parameter in parameters}
    if unknown := sorted(set(given) - known):
        raise Invalid(_("No such parameter: %(names)s.") % {"names": ", ".join(unknown)})
    return {one.name: one.read(given[one.name]) if one.name in given else one.default for one in parameters}
