"""Short texts as sealed streams, and the refusals that failures of opening become."""

import io
import json
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from nacl.bindings import crypto_box_seal, crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError

from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.sealing.streams import Damaged, NotForUs, PrivateKeys, Writable, open_stream, seal

MOST_TEXT = 8 * 2**20  # of one sealed text, in bytes


def seal_json(content: dict[str, Any], *, to: bytes) -> bytes:
    """A small document, sealed and padded."""
    source, target = io.BytesIO(json.dumps(content, ensure_ascii=False).encode()), io.BytesIO()
    seal(source, target, to=[to])
    return target.getvalue()


def open_json(sealed: BinaryIO, *, key: bytes) -> dict[str, Any]:
    """The document again. NotNow where the key is another, Invalid where it is damaged or none."""
    target = _Bounded()
    unseal(sealed, target, key=key)
    try:
        content = json.loads(target.getvalue())
    except ValueError as error:
        raise Invalid(_("What was sealed is no report this system knows.")) from error
    if not isinstance(content, dict) or content.get("v") != 1:
        raise Invalid(_("What was sealed is no report this system knows."))
    return content


def unseal(sealed: BinaryIO, target: Writable, *, key: bytes) -> None:
    """Open a stream into `target`; what goes wrong is told in words."""
    try:
        open_stream(sealed, target, key=PrivateKeys([key]))
    except NotForUs as error:
        raise NotNow(_("This was sealed to other keys than those that are unlocked.")) from error
    except Damaged as error:
        raise Invalid(_("This sealed part is damaged and cannot be opened.")) from error


class _Bounded(io.BytesIO):
    """A text that does not end is no text."""

    def write(self, chunk: Any) -> int:
        if self.tell() + len(chunk) > MOST_TEXT:
            raise Invalid(_("The sealed text is too long to be shown."))
        return super().write(chunk)


def public_of(private: bytes) -> bytes:
    return bytes(crypto_scalarmult_base(private))


def box(secret: bytes, public: bytes) -> bytes:
    """A short secret, for the holder of this key."""
    return bytes(crypto_box_seal(secret, public))


def unbox(boxed: bytes, private: bytes) -> bytes | None:
    """The secret; None where this key does not open it."""
    try:
        return bytes(crypto_box_seal_open(boxed, public_of(private), private))
    except (CryptoError, ValueError, TypeError):
        return None
