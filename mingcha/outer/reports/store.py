"""Sealed streams on disk: names without meaning, and times that say only the day."""

import hashlib
import os
import shutil
from datetime import datetime, time
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

_PIECE = 1 << 20


def folder() -> Path:
    place = Path(settings.STATE_DIR) / "sealed"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(pk: UUID) -> Path:
    return folder() / pk.hex


def append(pk: UUID, content: bytes, *, at: int) -> None:
    """Write at this place; what a broken connection left behind it is cut off first."""
    path = path_of(pk)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(at)
        file.seek(at)
        file.write(content)
    blur(path)


def start_of(pk: UUID, size: int) -> bytes:
    with path_of(pk).open("rb") as file:
        return file.read(size)


def digest_of(pk: UUID) -> str:
    """SHA-256 of the whole stream."""
    digest = hashlib.sha256()
    with path_of(pk).open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    blur(path_of(pk))  # reading it told the time too
    return digest.hexdigest()


def remove(pk: UUID) -> None:
    path_of(pk).unlink(missing_ok=True)
    blur(folder())


def blur(path: Path) -> None:
    """Times of access and change become this day's midnight."""
    midnight = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone()).timestamp()
    os.utime(path, (midnight, midnight))
    if path.is_file():
        os.utime(path.parent, (midnight, midnight))


def renew(path: Path) -> None:
    """The file anew in the same place, so that no time of the file system tells when it first came."""
    fresh = path.with_suffix(".new")
    shutil.copyfile(path, fresh)
    fresh.replace(path)
    blur(path)
