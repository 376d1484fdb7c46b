"""The acknowledgement: proves what arrived, to anyone who has the site's public half."""

import pytest

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import acknowledgements

SEED = b"s" * 32
PUBLIC = acknowledgements.public_half(SEED)
FACTS = {"code": "ABCD2345", "day": "2026-03-01", "kind": "report", "digest": "ab" * 32}
SIGNED = acknowledgements.sign(FACTS, seed=SEED)


def test_a_genuine_one_says_what_it_said_however_it_is_broken_into_lines() -> None:
    assert acknowledgements.verify(SIGNED, PUBLIC) == FACTS
    assert acknowledgements.verify(f" {SIGNED[:40]}\n {SIGNED[40:]} ", PUBLIC) == FACTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MCACK1",
        "MCACK1..",
        "MCACK1.aaaa.bbbb",
        SIGNED[:-2],
        SIGNED.replace("MCACK1", "MCACK2"),
        SIGNED[:20] + ("A" if SIGNED[20] != "A" else "B") + SIGNED[21:],
        "举报" * 50,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        acknowledgements.verify(text, PUBLIC)


def test_another_sites_is_refused() -> None:
    with pytest.raises(Invalid):
        acknowledgements.verify(acknowledgements.sign(FACTS, seed=b"o" * 32), PUBLIC)


def test_the_digest_is_of_all_parts_in_any_order() -> None:
    parts = {"body": "aa" * 32, "file-0": "bb" * 32}
    assert acknowledgements.digest_of(parts) == acknowledgements.digest_of(dict(reversed(parts.items())))
    assert acknowledgements.digest_of(parts) != acknowledgements.digest_of(parts | {"body": "cc" * 32})
