"""All indicators and ratios, by code, as found in the apps' `indicators.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from mingcha.foundation.indicators.declaration import Indicator, Ratio

_known: dict[str, Indicator | Ratio] = {}
# What must hold in every scope, as the apps' SUMS and PARTS say: a whole is the sum of its parts;
# a part is never more than its whole.
sums: dict[str, tuple[str, ...]] = {}
parts: dict[str, str] = {}


def discover() -> None:
    """Read every app's `indicators.py` and keep its INDICATORS."""
    autodiscover_modules("indicators")
    for config in apps.get_app_configs():
        module = sys.modules.get(f"{config.name}.indicators")
        register(getattr(module, "INDICATORS", []))
        sums.update(getattr(module, "SUMS", {}))
        parts.update(getattr(module, "PARTS", {}))
    check()


def register(declared: Iterable[Indicator | Ratio]) -> None:
    """Keep these. Two of one code are a mistake."""
    for one in declared:
        if _known.setdefault(one.code, one) is not one:
            raise ImproperlyConfigured(f"Two indicators have the code {one.code}.")


def check() -> None:
    """A ratio must be of indicators that exist."""
    for one in _known.values():
        if isinstance(one, Ratio):
            indicator(one.over), indicator(one.under)


def forget(*codes: str) -> None:
    """Take indicators out again (tests)."""
    for code in codes:
        _known.pop(code, None)


def all_indicators() -> list[Indicator | Ratio]:
    return list(_known.values())


def find(code: str) -> Indicator | Ratio | None:
    return _known.get(code)


def get(code: str) -> Indicator | Ratio:
    """The indicator or ratio of this code. Raises ImproperlyConfigured."""
    if (found := _known.get(code)) is None:
        raise ImproperlyConfigured(f"There is no indicator {code}.")
    return found


def indicator(code: str) -> Indicator:
    """The indicator of this code; a ratio will not do."""
    if not isinstance(found := get(code), Indicator):
        raise ImproperlyConfigured(f"{code} is a ratio, not an indicator.")
    return found
