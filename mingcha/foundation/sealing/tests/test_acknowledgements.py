"""The acknowledgement: proves what arrived, to anyone who has the site's public half."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

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


def test_a_saved_receipt_is_verified_by_command(tmp_path: Path) -> None:
    saved, said = tmp_path / "receipt.txt", StringIO()
    saved.write_text(f"某单位\n红松 白马\n\n{SIGNED}\n", encoding="utf-8")
    call_command("acknowledgement", str(saved), "--key", PUBLIC.hex(), stdout=said)
    assert "day: 2026-03-01" in said.getvalue()
    for wrong in ("ab" * 32, "xyz"):
        with pytest.raises(CommandError):
            call_command("acknowledgement", str(saved), "--key", wrong)


def test_the_digest_is_of_all_parts_in_any_order() -> None:
    parts = {"body": "aa" * 32, "file-0": "bb" * 32}
    assert acknowledgements.digest_of(parts) == acknowledgements.digest_of(dict(reversed(parts.items())))
    assert acknowledgements.digest_of(parts) != acknowledgements.digest_of(parts | {"body": "cc" * 32})
