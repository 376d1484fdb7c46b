"""Check digits: identity numbers (GB 11643) and unified credit codes (GB 32100)."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def identity_check(first: str) -> str:
    """The 18th sign of an identity number, from its first 17 digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def is_identity(text: str) -> bool:
    """18 signs, a day of birth that exists, and the right last sign."""
    if len(text) != 18 or not (text.isascii() and text[:17].isdigit()):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return identity_check(text[:17]) == text[17]


def lengthened(text: str) -> str:
    """An identity number of the first generation (15 digits, born 19…) as one of 18; else nothing."""
    if len(text) != 15 or not (text.isascii() and text.isdigit()):
        return ""
    whole = f"{text[:6]}19{text[6:]}"
    found = whole + identity_check(whole)
    return found if is_identity(found) else ""


def credit_check(first: str) -> str:
    """The 18th sign of a credit code, from its first 17. Raises KeyError for a sign that has no value."""
    total = sum(_VALUES[sign] * weight for sign, weight in zip(first, _CODE_WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def is_credit_code(text: str) -> bool:
    """18 signs of the alphabet in use, and the right last sign."""
    if len(text) != 18 or any(sign not in _VALUES for sign in text):
        return False
    return credit_check(text[:17]) == text[17]
