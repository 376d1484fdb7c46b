"""What two places said, as a person compares it: fields, sides and the last common version, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.merging import KEEP, REMOVED, Past, Version
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.exchange.packages.declarations import key_id
from mingcha.foundation.exchange.sharing import Shared, shared_by_name
from mingcha.foundation.words import listed


@dataclass(frozen=True)
class Side:
    """One version of one field."""

    id: str
    where: str
    by: str
    on: str
    lines: list[tuple[str, str]]

    @property
    def told(self) -> str:
        """Who and when, as far as is known."""
        return " · ".join(one for one in (self.by, self.on) if one)


@dataclass(frozen=True)
class Question:
    """One field on which the sides differ."""

    name: str
    title: str
    common: list[tuple[str, str]] | None
    sides: list[Side]


def questions(copy: Copy, past: Past) -> list[Question]:
    """What a person must choose, field by field."""
    words = _Words(shared_by_name(copy.kind))
    return [_question(words, past, name) for name in sorted(past.conflicts())]


def _question(words: _Words, past: Past, name: str) -> Question:
    if name == REMOVED:
        sides = [words.side(name, one) for one in past.heads(name) if one.value is not None]
        return Question(name, words.title(name), None, [*sides, words.kept()])
    common = past.common(name)
    sides = [words.side(name, version) for version in past.heads(name)]
    return Question(name, words.title(name), words.lines(name, common.value) if common else None, sides)


def past_lines(copy: Copy, past: Past) -> list[tuple[str, list[Side]]]:
    """Every field that was ever changed, with all its versions."""
    words = _Words(shared_by_name(copy.kind))
    changed = [name for name in sorted(past.fields) if name == REMOVED or len(past.fields[name]) > 1]
    return [(words.title(name), [words.side(name, one) for one in past.history(name)]) for name in changed]


class _Words:
    """The fields of one kind of record in words."""

    def __init__(self, shared: Shared) -> None:
        self.shared, self.groups = shared, shared.groups
        self.ours = identity().site
        self.sites = {key_id(bytes(one.peer_signing)).hex(): one.name for one in Channel.objects.all()}

    def kept(self) -> Side:
        """The other answer to a removal."""
        return Side(KEEP, _("The record stays"), "", "", [])

    def title(self, name: str) -> str:
        if name == REMOVED:
            return _("Removed at one place, still needed at another")
        return listed(str(self._field(one).verbose_name) for one in self.groups.get(name, [name])[:3])

    def side(self, name: str, version: Version) -> Side:
        where = _("Here") if version.site == self.ours else self.sites.get(version.site, _("Another place"))
        return Side(version.id, where, version.by, version.on, self.lines(name, version.value))

    def lines(self, name: str, value: Any) -> list[tuple[str, str]]:
        if name == REMOVED:
            return [(_("The record"), _("stays") if value is None else _("removed"))]
        group = self.groups.get(name, [name])
        said = value if len(group) > 1 else {name: value}
        return [(str(self._field(one).verbose_name), self._text(one, said.get(one))) for one in group]

    def _field(self, name: str) -> Any:
        return self.shared.model._meta.get_field(name)

    def _text(self, name: str, value: Any) -> str:
        field = self._field(name)
        if value in (None, "", []):
            return "—"
        if field.is_relation:
            keys = value if isinstance(value, list) else [value]
            return listed(_named(field.related_model, keys))
        if isinstance(field, models.BooleanField):
            return _("Yes") if value else _("No")
        return str(dict(field.flatchoices or ()).get(value, value))


def _named(model: Any, keys: list[str]) -> Iterator[str]:
    found = model._base_manager.in_bulk([UUID(key) for key in keys])
    return (str(found.get(UUID(key), key)) for key in keys)
