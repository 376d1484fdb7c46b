"""Where packages lie on disk: in the state folder, readable by the installation only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mingcha.foundation.exchange.models import Package


def folder() -> Path:
    place = Path(settings.STATE_DIR) / "exchange"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def place_of(package: Package) -> Path:
    """Sent packages stay until acknowledged, received ones until they are taken in or refused."""
    return folder() / f"{package.direction}-{package.pk}.mcx"


@contextmanager
def staging(package: Package) -> Iterator[Path]:
    """A folder for the files of a package while it is taken in; gone afterwards, come what may."""
    place = folder() / f"stage-{package.pk}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
