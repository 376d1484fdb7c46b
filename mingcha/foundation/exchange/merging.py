"""The past of a record that several places write in, and how two pasts become one. Plain Python, no Django.

Every field has versions. A version names those it was written over (`after`) and is known by the digest
of what it says, so that it is the same wherever it arrives. Two pasts are merged by taking all versions
of both: any order and any repetition of packages gives the same past, and nothing is ever lost. The
versions that no other was written over are the *heads*; where two heads say different things, two
places changed the same field since their last common version, and a person chooses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Value = Any  # whatever JSON can hold


@dataclass(frozen=True)
class Version:
    """What one place once wrote in one field. `by` and `on` (YYYY-MM-DD) say who and when, for people."""

    value: Value
    after: tuple[str, ...]
    site: str
    by: str
    on: str

    @cached_property
    def id(self) -> str:
        said = [self.value, list(self.after), self.site, self.by, self.on]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Author:
    """In whose name a place writes."""

    site: str
    by: str
    on: str

    def version(self, value: Value, after: Iterable[str]) -> Version:
        return Version(value, tuple(sorted(after)), self.site, self.by, self.on)


@dataclass
class Past:
    """All versions of all fields of one record: field → version id → version."""

    fields: dict[str, dict[str, Version]] = field(default_factory=dict)

    def heads(self, name: str) -> list[Version]:
        """The versions nobody has written over, in an order that is the same everywhere."""
        versions = self.fields.get(name, {})
        if len(versions) == 1:  # as most fields are: written once, never again
            return list(versions.values())
        old = {before for version in versions.values() for before in version.after}
        return sorted(
            (version for key, version in versions.items() if key not in old), key=lambda one: (one.on, one.id)
        )

    def shown(self) -> dict[str, Value]:
        """What the record says: of several heads the last, in the order that is the same everywhere."""
        return {name: self.heads(name)[-1].value for name in self.fields}

    def conflicts(self) -> list[str]:
        """The fields whose heads say different things."""
        return [name for name in self.fields if _differ(self.heads(name))]

    def note(self, values: Mapping[str, Value], author: Author) -> list[str]:
        """Take down what the record says here now; the fields that changed since it was last noted.

        A change is written over the version that was shown. What another place said at the same time
        stays beside it until a person settles the matter.
        """
        changed = [name for name, value in values.items() if self._is_news(name, value)]
        for name in changed:
            heads = self.heads(name)
            shown = [one.id for one in heads if one.value == heads[-1].value]
            self._add(name, author.version(values[name], shown))
        return changed

    def settle(self, name: str, chosen: str, author: Author) -> Value:
        """A person chose one of the heads by its id: it is written over all of them. Raises KeyError."""
        heads = {one.id: one for one in self.heads(name)}
        value = heads[chosen].value
        self._add(name, author.version(value, heads))
        return value

    def unite(self, name: str) -> Value:
        """Of a field that holds a set (a sorted list): what any place added stays, what any removed goes.

        Nobody is asked, and every place that knows the same heads writes the very same version.
        """
        heads = self.heads(name)
        if not _differ(heads):
            return heads[-1].value
        common = self.common(name)
        known = set(common.value) if common else set()
        value = set().union(*(one.value for one in heads))
        value -= {one for head in heads for one in known - set(head.value)}
        united = Author("", "", heads[-1].on).version(sorted(value), (one.id for one in heads))
        self._add(name, united)
        return united.value

    def merge(self, other: Past) -> bool:
        """Take in what another place knows; whether that was anything new."""
        before = self.count
        for name, versions in other.fields.items():
            self.fields.setdefault(name, {}).update(versions)
        return self.count > before

    def common(self, name: str) -> Version | None:
        """The last version that all heads were written over, directly or not."""
        kept = [self._before(name, one) for one in self.heads(name)]
        shared = set.intersection(*kept) if kept else set()
        versions = self.fields.get(name, {})
        depth = {key: len(self._before(name, versions[key])) for key in shared}
        return versions[max(depth, key=lambda key: (depth[key], key))] if depth else None

    def history(self, name: str) -> list[Version]:
        """Every version of a field, each after those it was written over."""
        versions = self.fields.get(name, {}).values()
        return sorted(versions, key=lambda one: (len(self._before(name, one)), one.on, one.id))

    @property
    def count(self) -> int:
        return sum(len(versions) for versions in self.fields.values())

    def _is_news(self, name: str, value: Value) -> bool:
        heads = self.heads(name)
        return not heads or heads[-1].value != value

    def _add(self, name: str, version: Version) -> None:
        self.fields.setdefault(name, {})[version.id] = version

    def _before(self, name: str, version: Version) -> set[str]:
        """The ids of all that this version was written over, directly or not."""
        versions = self.fields[name]
        found: set[str] = set()
        ahead = list(version.after)
        while ahead:
            key = ahead.pop()
            if key in versions and key not in found:
                found.add(key)
                ahead += versions[key].after
        return found

    def as_json(self) -> dict[str, list[list[Value]]]:
        """Field → versions as [value, after, site, by, on], in an order that is the same everywhere."""
        return {
            name: [
                [one.value, list(one.after), one.site, one.by, one.on] for _key, one in sorted(found.items())
            ]
            for name, found in sorted(self.fields.items())
        }

    @classmethod
    def parsed(cls, given: Mapping[str, list[list[Value]]]) -> Past:
        """Raises ValueError or TypeError where it is not what `as_json` writes."""
        past = cls()
        for name, rows in given.items():
            for value, after, site, by, on in rows:
                past._add(str(name), Version(value, tuple(map(str, after)), str(site), str(by), str(on)))
        return past


def _differ(heads: list[Version]) -> bool:
    return any(one.value != heads[0].value for one in heads[1:])
