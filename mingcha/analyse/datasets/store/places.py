"""The files of data sets: what was brought, what a check made of it, and the versions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

INCOMING, STAGED, VERSIONS = "incoming", "staged", "versions"
_KINDS = (INCOMING, STAGED, VERSIONS)


@dataclass(frozen=True)
class Place:
    """One file. `about` is the record it is sealed for; names on disk tell nothing of the content."""

    path: Path
    about: UUID
    sealed: bool

    @property
    def aside(self) -> Place:
        """The file beside it, with the rows that were set aside."""
        return Place(self.path.with_name(f"{self.path.name}.aside"), self.about, self.sealed)

    @property
    def again(self) -> Place:
        """The file it is written to anew before it takes this one's place."""
        return Place(self.path.with_name(f"{self.path.name}.again"), self.about, self.sealed)


def root() -> Path:
    return Path(settings.STATE_DIR) / "data"


def _place(kind: str, key: UUID, sealed: bool) -> Place:
    return Place(root() / kind / key.hex[-2:] / f"{key.hex}.parquet", key, sealed)


def incoming(key: UUID) -> Place:
    """What a person brought, as it came: always sealed."""
    return _place(INCOMING, key, True)


def staged(key: UUID, *, sealed: bool) -> Place:
    """What a check made of it, before it becomes a version."""
    return _place(STAGED, key, sealed)


def version_place(key: UUID, *, sealed: bool) -> Place:
    return _place(VERSIONS, key, sealed)


def keep(one: Place, as_version: Place) -> None:
    """Put what was staged in a version's place, in one step of the file system each."""
    as_version.path.parent.mkdir(parents=True, exist_ok=True)
    for source, target in ((one.aside, as_version.aside), (one, as_version)):
        if source.path.exists():
            os.replace(source.path, target.path)


def forget(*places: Place) -> None:
    """Remove files and what lies beside them. What is not sealed is written over first."""
    for place in places:
        for one in (place, place.aside, place.again):
            if one.path.exists():
                if not one.sealed:
                    _blot(one.path)
                one.path.unlink(missing_ok=True)


def _blot(path: Path) -> None:
    with path.open("r+b") as file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(left, 2**20)))
        file.flush()
        os.fsync(file.fileno())


def known_places() -> Iterator[tuple[str, UUID, Path]]:
    """Every file there is, by kind and by the record it belongs to."""
    for kind in _KINDS:
        for path in sorted((root() / kind).glob("*/*")):
            yield kind, UUID(hex=path.name.partition(".")[0]), path
