"""The scripts of the public pages and their fingerprints: in every page's tag, and published in one list."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

SCRIPTS = [
    "pages/page.js",
    "sealing/vendor/libsodium.js",
    "sealing/vendor/lean-qr.js",
    "sealing/sodium.js",
    "sealing/streams.js",
    "sealing/receipts.js",
    "reports/zip.js",
    "reports/pictures.js",
    "reports/recordings.js",
    "reports/photos.js",
    "reports/papers.js",
    "reports/pdfs.js",
    "reports/hidden.js",
    "reports/sending.js",
    "reports/showing.js",
    "reports/keeping.js",
    "reports/draft.js",
    "reports/report.js",
    "reports/returning.js",
    "surveys/answer.js",
]


@lru_cache(maxsize=64)
def integrity(name: str) -> str:
    """What a script tag's `integrity` says: the browser runs this file and no other.

    Raises:
        LookupError: no page may use a script that is not on the published list.
    """
    if name not in SCRIPTS:
        raise LookupError(f"{name} is not on the published list of scripts")
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    digest = hashlib.sha384(Path(found).read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def fingerprints() -> list[tuple[str, str]]:
    """Every script and its fingerprint."""
    return [(name, integrity(name)) for name in SCRIPTS]
