"""All ledgers, by name, as found in the apps' `ledger.py`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from mingcha.foundation.ledgers.declaration import Ledger

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

_ledgers: dict[str, Ledger] = {}


def discover() -> None:
    """Read every app's `ledger.py` and keep its module-level ledgers."""
    autodiscover_modules("ledger")
    for config in apps.get_app_configs():
        module: Any = sys.modules.get(f"{config.name}.ledger")
        for value in list(vars(module).values()) if module else []:
            if isinstance(value, Ledger):
                register(value)


def register(ledger: Ledger) -> None:
    """Keep a ledger. Two of one name are a mistake."""
    if _ledgers.setdefault(ledger.name, ledger) is not ledger:
        raise ImproperlyConfigured(f"Two ledgers are called {ledger.name}.")


def forget(name: str) -> None:
    """Take a ledger out again (tests)."""
    _ledgers.pop(name, None)


def find(name: str) -> Ledger | None:
    return _ledgers.get(name)


def all_ledgers() -> list[Ledger]:
    return sorted(_ledgers.values(), key=lambda ledger: (ledger.stage, ledger.order, ledger.name))


def ledgers_for(user: User) -> list[Ledger]:
    """Those this person may open."""
    return [ledger for ledger in all_ledgers() if ledger.who(user)]
