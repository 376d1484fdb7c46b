"""What a list's address says: filters, order, columns. The same text makes a saved view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

EMPTY = "none"  # the value of a filter that asks for records where nothing is filled in


@dataclass(frozen=True)
class Params:
    """The query string as names and their values, in order."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def parse(cls, query: str) -> Params:
        return cls(tuple(parse_qsl(query, keep_blank_values=False, max_num_fields=500)))

    def get(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def names(self) -> set[str]:
        return {key for key, _value in self.pairs}

    def without(self, *names: str) -> Params:
        return Params(tuple(pair for pair in self.pairs if pair[0] not in names))

    def without_pair(self, name: str, value: str) -> Params:
        return Params(tuple(pair for pair in self.pairs if pair != (name, value)))

    def having(self, **values: str) -> Params:
        """The same with these names set anew."""
        return Params(self.without(*values).pairs + tuple(values.items()))

    def only(self, names: set[str]) -> Params:
        return Params(tuple(pair for pair in self.pairs if pair[0] in names))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __str__(self) -> str:
        return urlencode(self.pairs)
