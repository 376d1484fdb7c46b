"""`manage.py exchange_vectors`: packages for whoever writes a reader, into docs/exchange-format.json."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from mingcha.foundation.exchange.packages.declarations import Head, Item, key_id
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.packages.writing import Content, write_package

# Keys that everybody knows: never use them.
SIGNING, READING = SigningKey(bytes(range(32))), PrivateKey(bytes(range(32, 64)))
ITEMS = [
    Item("example.note", UUID(int=1), {"text": "第一条", "number": 1}),
    Item(
        "example.note",
        UUID(int=2),
        {"text": "带附件", "number": None},
        {"photo": lambda: BytesIO(bytes(range(256)) * 300), "empty": lambda: BytesIO(b"")},
    ),
]


def vectors() -> dict[str, Any]:
    """Each suite, signed only and sealed, with what a reader must find."""
    head = Head(
        "示例",
        key_id(bytes(SIGNING.verify_key)).hex(),
        key_id(bytes(SigningKey(bytes(range(64, 96))).verify_key)).hex(),
        3,
        "ab" * 64,
        "2026-03-01",
        void=[1],
    )
    made = [_package(head, number, sealed) for number in SUITES for sealed in (False, True)]
    return {
        "signing_seed": bytes(SIGNING).hex(),
        "signing_public": bytes(SIGNING.verify_key).hex(),
        "reading_private": bytes(READING).hex(),
        "packages": made,
    }


def _package(head: Head, suite: int, sealed: bool) -> dict[str, Any]:
    target = BytesIO()
    to = bytes(READING.public_key) if sealed else None
    with Content() as content:
        content.extend(ITEMS)
        written = write_package(target, head, content, sign=SIGNING, to=to, suite=SUITES[suite])
    return {
        "suite": suite,
        "sealed": sealed,
        "digest": written.digest,
        "records": [{"kind": item.kind, "id": str(item.id), "fields": item.fields} for item in ITEMS],
        "sizes": [76800, 0],
        "package": base64.b64encode(target.getvalue()).decode(),
    }


class Command(BaseCommand):
    help = "Write the packages of docs/exchange-format.json anew."

    def handle(self, **options: Any) -> None:
        place = Path(settings.BASE_DIR) / "docs" / "exchange-format.json"
        place.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(str(place))
