"""The past of a record that several places write in, and how two pasts become one. Plain Python, no Django.

Every field has versions. A version names those it was written over (`after`) and is known by the digest
of what it says, so that it is the same wherever it arrives. Two pasts are merged by taking all versions
of both: any order and any repetition of packages gives the same past, and nothing is ever lost. The
versions that no other was written over are the *heads*; where two heads say different things, two
places changed the same field since their last common version, and a person chooses. The dates in
versions are for people: a clock that is wrong changes nothing.

That a record was removed is a version too, of the field `REMOVED`. It names the heads its writer knew: a
record that somebody changed without knowing of the removal, or the other way round, waits for a person.

Most fields are written once and never again. Such a field has one version here and there, and nothing is
worked out for it: hundreds of thousands of records must merge in minutes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

Value = Any  # whatever JSON can hold
REMOVED = "removed"  # the field under which a past keeps removals: field → heads known, or null: it stays
KEEP = "keep"  # chosen instead of a version of REMOVED: the record stays
HERE, ASKED, GONE = "here", "asked", "gone"


class _Said(NamedTuple):
    value: Value
    after: tuple[str, ...]
    site: str
    by: str
    on: str


class Version(_Said):
    """What one place once wrote in one field. `by` and `on` (YYYY-MM-DD) say who and when, for people."""

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(_as_text(self).encode()).hexdigest()[:24]


_as_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_encode = msgspec.json.Encoder(order="sorted").encode
Versions = tuple[Version, ...]  # without repetition, in the order of their ids
PASTS = dict[str, Versions]  # field → versions, as JSON holds them
_decode = msgspec.json.Decoder(PASTS).decode


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
    """All versions of all fields of one record."""

    fields: dict[str, Versions] = field(default_factory=dict)

    def heads(self, name: str) -> Sequence[Version]:
        """The versions nobody has written over, in an order that is the same everywhere."""
        versions = self.fields.get(name, ())
        if len(versions) < 2:
            return versions
        old = {before for version in versions for before in version.after}
        last = [one for one in versions if one.id not in old]
        if len(last) < 2:
            return last
        known = {one.id: one for one in versions}

        def rank(one: Version) -> tuple[int, str, str, str]:
            """How often it was written over, then where: never when, since clocks may be wrong."""
            value = json.dumps(one.value, ensure_ascii=False, sort_keys=True)
            return len(_before(known, one)), one.site, value, one.id

        return sorted(last, key=rank)

    def shown(self) -> dict[str, Value]:
        """What the record says: of several heads the last, in the order that is the same everywhere."""
        return self.said(self.fields)

    def said(self, names: Iterable[str]) -> dict[str, Value]:
        """The same of these fields."""
        found = ((name, self.fields[name]) for name in names)
        return {name: (one if len(one) == 1 else self.heads(name))[-1].value for name, one in found}

    def conflicts(self) -> list[str]:
        """The fields whose heads say different things, and REMOVED where only one side removed it."""
        if REMOVED in self.fields and (fate := self.fate()) != HERE:
            return [] if fate == GONE else [REMOVED, *self._differing()]
        return self._differing()

    def _differing(self) -> list[str]:
        return [
            name
            for name, found in self.fields.items()
            if len(found) > 1 and name != REMOVED and _differ(self.heads(name))
        ]

    def fate(self) -> str:
        """GONE where the record was removed by those who knew all of it, ASKED where somebody did not."""
        removals = self.heads(REMOVED)
        told = [one.value for one in removals if one.value is not None]
        if not told:
            return HERE
        known = {(name, key) for value in told for name, keys in value.items() for key in keys}
        heads = {(name, one.id) for name in self.fields if name != REMOVED for one in self.heads(name)}
        return GONE if len(told) == len(removals) and heads <= known else ASKED

    def remove(self, author: Author) -> None:
        """The record was removed here by somebody who saw what is known of it here."""
        knew = {name: [one.id for one in self.heads(name)] for name in self.fields if name != REMOVED}
        self._add(REMOVED, author.version(knew, (one.id for one in self.heads(REMOVED))))

    def object(self, author: Author) -> None:
        """Another place removed the record, but here it may not be removed: a person is asked."""
        self._add(REMOVED, author.version(None, ()))

    def choices(self, name: str) -> set[str]:
        """What a person may choose for a field that waits."""
        if name != REMOVED:
            return {one.id for one in self.heads(name)}
        return {KEEP, *(one.id for one in self.heads(name) if one.value is not None)}

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
        """A person chose one of the heads by its id: it is written over all of them. Raises KeyError.

        Of REMOVED either the removal was chosen, then with all that is known by now, or KEEP.
        """
        if name == REMOVED:
            if chosen == KEEP:
                self._add(name, author.version(None, (one.id for one in self.heads(name))))
            else:
                self.remove(author)
            return None
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

    def merge(self, other: Past) -> list[str]:
        """Take in what another place knows; the fields of which it knew something new."""
        if not self.fields:
            self.fields = dict(other.fields)
            return list(self.fields)
        news = []
        for name, theirs in other.fields.items():
            ours = self.fields.get(name, ())
            if not _surely_same(ours, theirs) and (merged := _in_order([*ours, *theirs])) != ours:
                self.fields[name] = merged
                news.append(name)
        return news

    def common(self, name: str) -> Version | None:
        """The last version that all heads were written over, directly or not."""
        versions = {one.id: one for one in self.fields.get(name, ())}
        kept = [_before(versions, one) for one in self.heads(name)]
        shared = set.intersection(*kept) if kept else set()
        depth = {key: len(_before(versions, versions[key])) for key in shared}
        return versions[max(depth, key=lambda key: (depth[key], key))] if depth else None

    def history(self, name: str) -> list[Version]:
        """Every version of a field, each after those it was written over."""
        versions = {one.id: one for one in self.fields.get(name, ())}
        return sorted(versions.values(), key=lambda one: (len(_before(versions, one)), one.on, one.id))

    def _is_news(self, name: str, value: Value) -> bool:
        heads = self.heads(name)
        return not heads or heads[-1].value != value

    def _add(self, name: str, version: Version) -> None:
        self.fields[name] = _in_order([*self.fields.get(name, ()), version])

    def as_json(self) -> dict[str, Sequence[Version]]:
        """Field → versions as [value, after, site, by, on], in an order that is the same everywhere."""
        return dict(sorted(self.fields.items()))

    @classmethod
    def of(cls, given: Mapping[str, Versions]) -> Past:
        """Of versions in any order. Raises ValueError where a field has none."""
        if not all(given.values()):
            raise ValueError("A field has at least one version.")
        return cls({name: _in_order(found) for name, found in given.items()})

    @classmethod
    def read(cls, text: bytes) -> Past:
        """Of what `as_text` wrote here."""
        return cls.of(_decode(text))

    def as_text(self) -> bytes:
        return _encode(self.fields)


def _in_order(versions: Sequence[Version]) -> Versions:
    if len(versions) < 2:
        return tuple(versions)
    return tuple(one for _id, one in sorted({one.id: one for one in versions}.items()))


_EXACT = frozenset({str, int, bool, type(None)})  # equal and of one type is the same in JSON


def _surely_same(ours: Versions, theirs: Versions) -> bool:
    """Told without working out digests, for the one version that most fields have."""
    if len(ours) != 1 or ours != theirs:
        return False
    kind = type(ours[0].value)
    return kind is type(theirs[0].value) and kind in _EXACT


def _before(versions: Mapping[str, Version], version: Version) -> set[str]:
    """The ids of all that this version was written over, directly or not."""
    found: set[str] = set()
    ahead = list(version.after)
    while ahead:
        key = ahead.pop()
        if key in versions and key not in found:
            found.add(key)
            ahead += versions[key].after
    return found


def _differ(heads: Sequence[Version]) -> bool:
    return any(one.value != heads[0].value for one in heads[1:])
