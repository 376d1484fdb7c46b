"""How two texts differ, letter by letter, as a Chinese reader needs it."""

from __future__ import annotations

from dataclasses import dataclass

from diff_match_patch import diff_match_patch

_KINDS = {-1: "removed", 0: "same", 1: "added"}


@dataclass(frozen=True)
class Piece:
    """A run of text that two versions share, or that one of them has alone."""

    kind: str  # same, added or removed
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order, in runs a person can read."""
    differ = diff_match_patch()
    found = differ.diff_main(old, new)
    differ.diff_cleanupSemantic(found)
    return [Piece(_KINDS[operation], text) for operation, text in found]
