"""Where field editions made in the browser lie until they are carried to the laptop; each as one file."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from mingcha.conduct.field import editions
from mingcha.conduct.field.models import Edition
from mingcha.foundation.exchange.places import folder


def kept_at(edition: Edition) -> Path:
    """The folder of an edition; its keys in there are sealed under the passphrase."""
    return folder() / f"edition-{edition.pk}"


def packed_at(edition: Edition) -> Path:
    return kept_at(edition).with_suffix(".zip")


def pack(edition: Edition) -> Path:
    """The folder as one .zip with one folder in it; nothing is pressed: packages are sealed."""
    kept, packed = kept_at(edition), packed_at(edition)
    begun = packed.with_suffix(".part")
    with ZipFile(begun, "w", ZIP_STORED) as archive:
        for name in (editions.ABOUT, editions.PACKAGE, editions.NOTE):
            archive.write(kept / name, f"mingcha-field/{name}")
    begun.chmod(0o600)
    return begun.replace(packed)


def forget(edition: Edition) -> None:
    """What was kept of an edition that is over."""
    shutil.rmtree(kept_at(edition), ignore_errors=True)
    packed_at(edition).unlink(missing_ok=True)
