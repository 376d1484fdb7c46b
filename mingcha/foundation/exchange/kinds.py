"""What an app may put on a channel, declared in its `exchanging.py` as `KINDS` and found by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from mingcha.foundation.exchange.packages.declarations import Item

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User
    from mingcha.foundation.exchange.models import Channel

AT_ONCE = 1_000  # items that `apply` is given in one batch


class Apply(Protocol):
    def __call__(self, items: Sequence[Item], *, channel: Channel, by: User) -> int:
        """Take a batch in; repeat-safe by id. How many were new or changed. Refusals refuse the package."""
        ...


@dataclass(frozen=True)
class Kind:
    """One kind of record that travels.

    `sent_to` and `taken_from` name the partners (`Channel.Partner`) it goes to and may come from: what
    comes from anyone else refuses the package. `collect` gives everything that belongs on a channel; what
    was sent already and has not changed is left out by the exchange. Kinds travel in the order of `order`,
    so that what others refer to arrives first. `said` is the type of their fields.
    """

    name: str
    title: str | Promise
    sent_to: frozenset[str] = frozenset()
    taken_from: frozenset[str] = frozenset()
    collect: Callable[[Channel], Iterable[Item]] | None = None
    apply: Apply | None = None
    order: int = 100
    said: Any = dict[str, Any]


_kinds: dict[str, Kind] = {}


def discover() -> None:
    """Read every app's `exchanging.py`."""
    autodiscover_modules("exchanging")
    for config in apps.get_app_configs():
        module: Any = sys.modules.get(f"{config.name}.exchanging")
        for kind in getattr(module, "KINDS", ()):
            register(kind)


def register(kind: Kind) -> None:
    """Keep a kind. Two of one name are a mistake."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ImproperlyConfigured(f"Two kinds of exchanged records are called {kind.name}.")


def forget(name: str) -> None:
    """Take a kind out again (tests)."""
    _kinds.pop(name, None)


def find(name: str) -> Kind | None:
    return _kinds.get(name)


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.name))


def sent_on(channel: Channel) -> list[Kind]:
    """What goes out on this channel."""
    return [kind for kind in all_kinds() if channel.partner in kind.sent_to and kind.collect]


def taken_on(channel: Channel) -> list[Kind]:
    """What may come in on it."""
    return [kind for kind in all_kinds() if channel.partner in kind.taken_from and kind.apply]
