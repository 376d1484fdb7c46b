"""A secret in n shares: any k give it back, fewer say nothing (Shamir, "How to share a secret", 1979).

Each byte is shared on its own over GF(256) with the polynomial of AES (x⁸+x⁴+x³+x+1), in which FIPS 197 gives
known answers. No library on PyPI does only this and is looked after, and the whole of it is forty lines
(decision 0015). Shares carry no check of their own: what they give back is used as a key, and a wrong key
opens nothing.
"""

import secrets
from collections.abc import Callable, Mapping

_MOST = 255
Random = Callable[[int], bytes]


def split(
    secret: bytes, *, needed: int, shares: int, random: Random = secrets.token_bytes
) -> dict[int, bytes]:
    """Shares by number, from 1; each is as long as the secret. Any `needed` of them give it back.

    Raises ValueError where the numbers make no sense. `random` is replaced by the tests of known answers.
    """
    if not 1 <= needed <= shares <= _MOST:
        raise ValueError(f"{needed} of {shares} shares")
    higher = [random(len(secret)) for _power in range(needed - 1)]
    rows = list(zip(secret, *higher, strict=True))  # the polynomial of each byte, the secret first
    return {number: bytes(_value_at(number, row) for row in rows) for number in range(1, shares + 1)}


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret, from the shares by number. With too few it is other bytes, without warning."""
    lengths = {len(share) for share in shares.values()}
    if len(lengths) != 1 or not all(1 <= number <= _MOST for number in shares):
        raise ValueError("shares that do not belong together")
    weights = {number: _weight(number, shares) for number in shares}
    return bytes(_sum_at(place, shares, weights) for place in range(lengths.pop()))


def _value_at(number: int, row: tuple[int, ...]) -> int:
    value = 0
    for part in reversed(row):  # Horner
        value = multiply(value, number) ^ part
    return value


def _weight(number: int, shares: Mapping[int, bytes]) -> int:
    """Lagrange's factor of one share for the value at nought."""
    weight = 1
    for other in shares:
        if other != number:
            weight = multiply(weight, multiply(other, inverse(other ^ number)))
    return weight


def _sum_at(place: int, shares: Mapping[int, bytes], weights: Mapping[int, int]) -> int:
    value = 0
    for number, share in shares.items():
        value ^= multiply(share[place], weights[number])
    return value


def multiply(one: int, other: int) -> int:
    """The product in the field of AES (FIPS 197, 4.2)."""
    return _POWERS[_LOGS[one] + _LOGS[other]] if one and other else 0


def inverse(one: int) -> int:
    """The element that gives 1 with this one, which is not nought."""
    return _POWERS[_MOST - _LOGS[one]]


def _tables() -> tuple[list[int], dict[int, int]]:
    """The powers of 3, which runs through all elements but nought, and their exponents."""
    powers, element = [], 1
    for _exponent in range(_MOST):
        powers.append(element)
        doubled = element << 1
        element ^= doubled ^ (0x11B if doubled > _MOST else 0)
    return powers * 3, {element: exponent for exponent, element in enumerate(powers)}


_POWERS, _LOGS = _tables()
