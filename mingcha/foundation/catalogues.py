"""Compiling the translation catalogues with polib, so that no gettext programs are needed."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def catalogues() -> Iterator[Path]:
    """Every catalogue of the product."""
    yield from sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Compile what is older than its source; returns how many were compiled."""
    stale = [source for source in catalogues() if _is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    unfinished = source.with_suffix(f".{os.getpid()}.part")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(source.with_suffix(".mo"))
