"""This installation's private keys in memory, and the files and fingerprints by which others know them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from mingcha.foundation.exchange.models import SiteKeys
from mingcha.foundation.exchange.packages.declarations import Fault, as_json, key_id, parsed_json
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.sealed import unseal_bytes
from mingcha.foundation.sealing.receipts import word
from mingcha.foundation.sealing.streams import PrivateKeys

_SIGNED = b"mingcha keys 1\n"
_BITS, _WORDS = 12, 10


@dataclass(frozen=True)
class Identity:
    """Who we are on every channel."""

    keys: SiteKeys
    signing: SigningKey
    sealing: PrivateKeys | None

    @property
    def id(self) -> str:
        return key_id(bytes(self.signing.verify_key)).hex()

    @property
    def site(self) -> str:
        return self.keys.site


@dataclass(frozen=True)
class PublicKeys:
    """What the other side gives of itself. `sealing` is None where it can open nothing."""

    name: str
    signing: bytes
    sealing: bytes | None

    @property
    def id(self) -> str:
        return key_id(self.signing).hex()


def identity() -> Identity:
    """The keys in use, opened. Raises NotNow where there are none."""
    keys = SiteKeys.objects.in_use().first()
    if keys is None:
        raise NotNow(_("This installation has no exchange keys yet. The system administrator makes them."))
    signing = SigningKey(unseal_bytes(bytes(keys.signing_sealed), about=keys.pk))
    return Identity(keys, signing, _opening_keys())


def _opening_keys() -> PrivateKeys | None:
    """Retired ones too: what is on its way to them may still be opened."""
    kept = SiteKeys.objects.filter(sealing_sealed__isnull=False)
    private = [unseal_bytes(bytes(keys.sealing_sealed or b""), about=keys.pk) for keys in kept]
    return PrivateKeys(private) if private else None


def public_keys(keys: SiteKeys) -> PublicKeys:
    return PublicKeys(keys.name, bytes(keys.signing_public), _bytes(keys.sealing_public))


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def keys_file(ours: Identity) -> bytes:
    """What is carried to the other side. It signs itself, so that a copying fault is found."""
    public = public_keys(ours.keys)
    said = {
        "format": 1,
        "kind": "keys",
        "name": public.name,
        "signing": public.signing.hex(),
        "sealing": public.sealing.hex() if public.sealing else None,
    }
    return as_json({**said, "signature": ours.signing.sign(_SIGNED + as_json(said)).signature.hex()})


def read_keys_file(raw: bytes) -> PublicKeys:
    """Raises Invalid. Whose keys they are only the comparison of fingerprints can say."""
    try:
        said = parsed_json(raw)
        signature = bytes.fromhex(said.pop("signature"))
        found = PublicKeys(
            str(said["name"])[:100],
            bytes.fromhex(said["signing"]),
            bytes.fromhex(said["sealing"]) if said["sealing"] else None,
        )
        VerifyKey(found.signing).verify(_SIGNED + as_json(said), signature)
    except (Fault, KeyError, TypeError, ValueError, BadSignatureError):
        raise Invalid(
            _("This is not a whole key file. Ask the other side for the file that “exchange keys” writes.")
        ) from None
    return found


def fingerprint(public: PublicKeys) -> list[str]:
    """Ten words (120 bits), read to each other by two people, one on each side."""
    digest = hashlib.sha512(b"mingcha fingerprint 1\n" + public.signing + (public.sealing or b"")).digest()
    number = int.from_bytes(digest[:15], "big")
    return [word(number >> (_BITS * place) & (2**_BITS - 1)) for place in reversed(range(_WORDS))]
