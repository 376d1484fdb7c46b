"""A figure as pages show it: the number, its wording, its scope in words, and the way to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation.indicators import registry
from mingcha.foundation.indicators.declaration import Indicator, Quantity, Ratio, Reader
from mingcha.foundation.indicators.scope import DIMENSIONS, PREFIX, Scope
from mingcha.foundation.words import listed


@dataclass(frozen=True)
class Figure:
    """One number, never without its rule and its scope.

    Where the indicator has no such dimension `applies` is false and `value` None: not applicable,
    which is not the same as nought. `counted` are the rows it is counted from; `readable` how many of them
    the reader can open, where that may be fewer.
    """

    code: str
    name: str
    rule: str
    unit: str
    value: Quantity | None
    applies: bool
    words: list[str]
    url: str
    counted: int = 0
    readable: int | None = None
    over: Figure | None = None
    under: Figure | None = None

    @property
    def is_partly_read(self) -> bool:
        """Whether it counts records that the reader cannot open."""
        return self.readable is not None and self.readable < self.counted

    @property
    def number(self) -> str:
        """The value as pages write it: whole where it is whole."""
        if self.value is None:
            return "—" if self.applies else _("not applicable")
        if isinstance(self.value, Decimal) and self.value == self.value.to_integral_value():
            return str(int(self.value))
        return str(self.value)

    @property
    def text(self) -> str:
        """The value with its unit, or why there is none."""
        if not self.applies:
            return _("not applicable")
        return self.number if self.value is None else f"{self.number}{self.unit}"


def figure(code: str, scope: Scope, user: Reader) -> Figure:
    """The indicator or ratio of this code for one scope, as it counts for this reader."""
    found = registry.get(code)
    return _ratio(found, scope, user) if isinstance(found, Ratio) else _figure(found, scope, user)


def figures(declared: Iterable[Indicator | Ratio], scope: Scope, user: Reader) -> dict[str, Figure]:
    """Several of one scope, by code, each counted once. Their scope is told beside them, not in them."""
    found: dict[str, Figure] = {}

    def counted(code: str) -> Figure:
        if code not in found:
            found[code] = _figure(registry.indicator(code), scope, user, worded=False)
        return found[code]

    told = {}
    for one in declared:
        if isinstance(one, Ratio):
            told[one.code] = _divided(one, counted(one.over), counted(one.under))
        else:
            told[one.code] = counted(one.code)
    return told


def _figure(indicator: Indicator, scope: Scope, user: Reader, *, worded: bool = True) -> Figure:
    value, counted = indicator.told(scope, user)
    return Figure(
        code=indicator.code,
        name=str(indicator.name),
        rule=str(indicator.rule),
        unit=str(indicator.unit),
        value=value,
        counted=counted,
        readable=indicator.readable(scope, user) if counted else None,
        applies=indicator.applies(scope),
        words=words_of(indicator, scope, user) if worded else [],
        url=rows_url(indicator, scope),
    )


def _ratio(ratio: Ratio, scope: Scope, user: Reader) -> Figure:
    return _divided(ratio, figure(ratio.over, scope, user), figure(ratio.under, scope, user))


def _divided(ratio: Ratio, over: Figure, under: Figure) -> Figure:
    return Figure(
        code=ratio.code,
        name=str(ratio.name),
        rule=str(ratio.rule) or _("%(over)s over %(under)s") % {"over": over.name, "under": under.name},
        unit=str(ratio.unit),
        value=ratio.divide(over.value, under.value),
        applies=over.applies and under.applies,
        words=under.words,
        url=over.url,
        over=over,
        under=under,
    )


def rows_url(indicator: Indicator, scope: Scope) -> str:
    """The ledger of exactly the rows that are counted; empty where there is none."""
    if not indicator.ledger or not indicator.applies(scope):
        return ""
    query = urlencode([("indicator", indicator.code), *scope.pairs(prefix=PREFIX)])
    return f"{reverse('ledgers:list', args=[indicator.ledger])}?{query}"


def words_of(indicator: Indicator, scope: Scope, user: Reader) -> list[str]:
    """The scope as people read it: “Round: …”, “from 2026-01-01”."""
    words = []
    for name, value in scope.dimensions().items():
        if name not in indicator.dimensions:
            words.append(_("%(dimension)s: not applicable") % {"dimension": DIMENSIONS[name]})
            continue
        named = _named(indicator.labels, name, value, user)
        named = (
            _("%(office)s and those below") % {"office": named} if name == "office" and scope.below else named
        )
        words.append(f"{DIMENSIONS[name]}: {named}")
    if scope.since:
        words.append(_("from %(day)s") % {"day": scope.since})
    if scope.until:
        words.append(_("to %(day)s") % {"day": scope.until})
    return words


def _named(labels: Callable[..., dict[Any, str]], name: str, value: Any, user: Reader) -> str:
    several = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    try:
        return listed(labels(name, several, user).values())
    except (ValidationError, ValueError):
        return "—"
