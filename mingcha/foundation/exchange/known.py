"""What the other side of a channel is known to have, so that it is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from mingcha.foundation.copying import upsert_rows
from mingcha.foundation.exchange.models import Channel, Package, Sent
from mingcha.foundation.exchange.packages.declarations import Item, as_json, size_of

_COLUMNS = ["channel", "package", "kind", "item", "digest"]


def digest_of(item: Item) -> bytes:
    """Of what a record says and how large its files are; the files themselves are not read."""
    return digest_and_size(item)[0]


def digest_and_size(item: Item) -> tuple[bytes, int]:
    """The same, and how many bytes the record takes."""
    files = {name: size_of(source) for name, source in item.files.items()}
    text = as_json([item.fields, files])
    return hashlib.sha256(text).digest()[:16], len(text)


def known_of(channel: Channel, kind: str, items: Sequence[Item]) -> dict[object, bytes]:
    """The digests the other side is known to have, by the keys of these items."""
    rows = Sent.objects.filter(channel=channel, kind=kind, item__in=[item.id for item in items])
    return {item: bytes(digest) for item, digest in rows.values_list("item", "digest")}


def remember(channel: Channel, package: Package, had: Iterable[tuple[Item, bytes]]) -> None:
    """That these went with a package, or came with one."""
    rows = {
        (item.kind, item.id): (channel.pk, package.pk, item.kind, item.id, digest) for item, digest in had
    }
    upsert_rows(Sent, _COLUMNS, [*rows.values()], ["digest", "package"], unique=["channel", "kind", "item"])
