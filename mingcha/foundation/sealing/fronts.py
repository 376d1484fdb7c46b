"""What can be said of a sealed stream from outside, without a key: whose it is, and whether its size fits."""

from collections.abc import Sequence

from mingcha.foundation.sealing.chunks import HEADER, OVERHEAD
from mingcha.foundation.sealing.streams import CHUNK, KEY, MAGIC, bucket, key_id

_RECIPIENT = 16 + KEY + 48  # key id, sealed stream key
_MOST_RECIPIENTS = 4
LONGEST = len(MAGIC) + 2 + _MOST_RECIPIENTS * _RECIPIENT  # bytes that are enough to judge


def looks_sealed(size: int, start: bytes, *, to: Sequence[bytes]) -> bool:
    """Whether something of this size, beginning so, can be a padded stream of suite 1 to just these keys."""
    expected = MAGIC + bytes([1, len(to)])
    recipients = start[len(expected) : len(expected) + len(to) * _RECIPIENT]
    named = [recipients[at : at + 16] for at in range(0, len(recipients), _RECIPIENT)]
    if not start.startswith(expected) or named != [key_id(one) for one in to]:
        return False
    return _is_padded(size - len(expected) - len(to) * _RECIPIENT - HEADER)


def sealed_size(size: int, *, recipients: int = 1) -> int:
    """The size of the padded stream for a content of this size, both in bytes."""
    plain = bucket(size + 8)
    return len(MAGIC) + 2 + recipients * _RECIPIENT + HEADER + plain + -(-plain // CHUNK) * OVERHEAD


def _is_padded(sealed: int) -> bool:
    chunks = -(-sealed // (CHUNK + OVERHEAD))
    plain = sealed - chunks * OVERHEAD
    return plain > 0 and bucket(plain) == plain
