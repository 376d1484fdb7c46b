"""The folder of a field edition: what is in it, and the keys that only its passphrase opens. No database.

edition.json     what it is, and its sealed keys
office.mcx       the first package from the office
使用说明.txt      how to use it
state/           database and files, while it runs
state.sealed     the same at rest, sealed to the edition's own key
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any

from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.signing import SigningKey
from nacl.utils import random

from mingcha.foundation.refusals import Invalid

SHORTEST = 12  # characters of a passphrase
ABOUT, PACKAGE, NOTE, SEALED = "edition.json", "office.mcx", "使用说明.txt", "state.sealed"
STATE = "state"
_OPSLIMIT, _MEMLIMIT = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE


@dataclass(frozen=True)
class Keys:
    """Everything secret of one edition, in hexadecimal where it is bytes."""

    signing: str = field(default_factory=lambda: bytes(SigningKey.generate()).hex(), repr=False)
    sealing: str = field(default_factory=lambda: bytes(PrivateKey.generate()).hex(), repr=False)
    secret_key: str = field(default_factory=lambda: token_urlsafe(48), repr=False)
    field_key: str = field(default_factory=lambda: token_hex(32), repr=False)

    @property
    def signing_key(self) -> SigningKey:
        return SigningKey(bytes.fromhex(self.signing))

    @property
    def sealing_key(self) -> PrivateKey:
        return PrivateKey(bytes.fromhex(self.sealing))


@dataclass(frozen=True)
class About:
    """What anyone may read of an edition: which it is, whose, and the office's public keys."""

    edition: str
    inspection: str
    title: str
    office: str
    team: str
    made_on: str
    maker: dict[str, str]
    office_keys: dict[str, Any]
    suite: int = 1
    format: int = 1


def write_edition(folder: Path, about: About, keys: Keys, passphrase: str) -> None:
    """Write `edition.json` with the keys sealed. Raises Invalid for a passphrase that is too short."""
    refuse_weak(passphrase)
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_key(passphrase, salt, _OPSLIMIT, _MEMLIMIT))
    said = {
        "about": asdict(about),
        "argon2id": {"salt": salt.hex(), "operations": _OPSLIMIT, "memory": _MEMLIMIT},
        "sealed": bytes(box.encrypt(json.dumps(asdict(keys)).encode())).hex(),
    }
    (folder / ABOUT).write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")


def read_about(folder: Path) -> About:
    """Raises Invalid where this is no field edition."""
    try:
        return About(**_said(folder)["about"])
    except (KeyError, TypeError):
        raise Invalid(_("“%(folder)s” is no field edition of this release.") % {"folder": folder}) from None


def open_keys(folder: Path, passphrase: str) -> Keys:
    """Raises Invalid for a wrong passphrase."""
    said = _said(folder)
    given = said["argon2id"]
    key = _key(passphrase, bytes.fromhex(given["salt"]), given["operations"], given["memory"])
    try:
        opened = SecretBox(key).decrypt(bytes.fromhex(said["sealed"]))
    except CryptoError:
        raise Invalid(_("The passphrase is wrong.")) from None
    return Keys(**json.loads(opened))


def refuse_weak(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Invalid(_("A passphrase has at least %(least)s characters.") % {"least": SHORTEST})


def _said(folder: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Invalid(_("There is no field edition in “%(folder)s”.") % {"folder": folder}) from None
    return said


def _key(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    key: bytes = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, operations, memory)
    return key
