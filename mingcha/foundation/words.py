"""Texts that carry both languages with them, for declarations that a person reads as one file.

A supervision model or a data contract is read by an analyst, so its Chinese and its English stand
side by side in it, rather than in a catalogue elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    """One text in Chinese and in English; `str()` gives the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh

    def format(self, **values: object) -> str:
        """The reader's text with its slots filled."""
        return str(self).format(**values)


_BETWEEN, _COLON = Words("、", ", "), Words("：", ": ")


def listed(items: Iterable[object]) -> str:
    """One after another, with what stands between them in the reader's language: 甲、乙 or a, b."""
    return str(_BETWEEN).join(map(str, items))


def told(name: object, what: object) -> str:
    """What it is and what is said of it, with the colon of the reader's language: 甲：乙 or a: b."""
    return f"{name}{_COLON}{what}"
