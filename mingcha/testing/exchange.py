"""Another installation for the tests: its keys, and packages as it would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from uuid import UUID

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions, kinds
from mingcha.foundation.exchange.actions.receipts import SIGNED
from mingcha.foundation.exchange.keys import PublicKeys, identity, public_keys
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel, Package, SiteKeys
from mingcha.foundation.exchange.packages.declarations import Head, Item, as_json, key_id
from mingcha.foundation.exchange.packages.reading import Reader, plain_pieces
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.records import new_id
from mingcha.foundation.sealing.streams import PrivateKeys
from mingcha.testing.foundation import make_administrator


@dataclass
class Partner:
    """The other side of a channel, outside our database."""

    signing: SigningKey = field(default_factory=SigningKey.generate)
    sealing: PrivateKey = field(default_factory=PrivateKey.generate)
    number: int = 0
    digest: str = ""

    @property
    def public(self) -> PublicKeys:
        return PublicKeys("对方", bytes(self.signing.verify_key), bytes(self.sealing.public_key))

    @property
    def id(self) -> str:
        return key_id(bytes(self.signing.verify_key)).hex()

    def writes(self, items: Iterable[Item], *, sealed: bool = True, suite: int = 1, **head: Any) -> bytes:
        """The next package to us; `head` replaces what it would truly say."""
        ours = public_keys(identity().keys)
        self.number += 1
        given = Head("渠道", self.id, ours.id, self.number, self.digest, "2026-03-01")
        target = BytesIO()
        with Content() as content:
            content.extend(items)
            written = write_package(
                target,
                replace(given, **head),
                content,
                sign=self.signing,
                to=ours.sealing if sealed else None,
                suite=SUITES[suite],
            )
        self.digest = written.digest
        return target.getvalue()

    def reads(self, package: bytes) -> tuple[Head, list[Any], list[bytes]]:
        """What we sent: manifest, records, contents of the files. Checks our signature."""
        keys = PrivateKeys([bytes(self.sealing)])
        reader = Reader(plain_pieces(BytesIO(package), keys))
        files = [b"".join(pieces) for _number, pieces in reader.files()]
        records = list(reader.records())
        reader.verify(public_keys(identity().keys).signing)
        return reader.head, records, files

    def receipt(
        self, package: Package, *, taken: bool = True, missing: Sequence[int] = (), **more: Any
    ) -> bytes:
        """What it says about one of ours."""
        said = {
            "format": 1,
            "kind": "receipt",
            "sender": self.id,
            "reader": public_keys(identity().keys).id,
            "number": package.number,
            "digest": package.digest,
            "taken": taken,
            "reason": "" if taken else "拒收",
            "missing": list(missing),
            "on": "2026-03-02",
            **more,
        }
        return as_json({**said, "signature": self.signing.sign(SIGNED + as_json(said)).signature.hex()})


def make_keys() -> SiteKeys:
    """This installation's keys, made by a system administrator."""
    found = SiteKeys.objects.in_use().first()
    return found or actions.make_keys("本单位", by=make_administrator("system"))


def make_channel(
    office: UUID, *, by: User, partner: str = "upper", peer: Partner | None = None, **given: Any
) -> tuple[Channel, Partner]:
    """An open channel and its other side."""
    make_keys()
    peer = peer or Partner()
    given = {"name": "上级单位", **given}
    made = actions.establish_channel(peer.public, partner=partner, office=office, by=by, **given)
    return made, peer


@dataclass
class Notes:
    """A kind for the tests that keeps what it was given, as a table would."""

    name: str = "test.note"
    to_send: list[Item] = field(default_factory=list)
    kept: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    files: dict[UUID, dict[str, bytes]] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    fails: Callable[[Item], bool] = lambda item: False

    @property
    def kind(self) -> Kind:
        every = frozenset(Channel.Partner.values)
        return Kind(self.name, "便条", every, every, lambda channel: iter(self.to_send), self._apply)

    def _apply(self, items: Sequence[Item], *, channel: Channel, by: User) -> int:
        if any(self.fails(item) for item in items):
            raise ValueError("as the test wants it")
        self.batches.append(len(items))
        changed = [item for item in items if self.kept.get(item.id) != item.fields]
        for item in items:
            self.kept[item.id] = item.fields
            self.files[item.id] = {name: place.read_bytes() for name, place in item.files.items()}  # type: ignore[union-attr]
        return len(changed)

    def item(self, text: str = "内容", files: dict[str, Any] | None = None) -> Item:
        return Item(self.name, new_id(), {"text": text}, files or {})


@contextmanager
def notes() -> Iterator[Notes]:
    """The kind, for as long as a test runs."""
    made = Notes()
    kinds.register(made.kind)
    try:
        yield made
    finally:
        kinds.forget(made.name)


def bring(raw: bytes, *, by: User, name: str = "包.mcx") -> Package:
    """Bring a package and take it in if it is good."""
    package = actions.receive_package(BytesIO(raw), name=name, by=by)
    return actions.apply_package(package, by=by) if package.outcome == Package.Outcome.VERIFIED else package
