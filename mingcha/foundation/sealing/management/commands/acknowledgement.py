"""`mingcha acknowledgement FILE`: is this acknowledgement genuine, and what does it say?"""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import acknowledgements


class Command(BaseCommand):
    """Verify an acknowledgement (MCACK1…), on the outer site or with its public key anywhere."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file with the acknowledgement in it, or - for the input")
        parser.add_argument("--key", help="the outer site's key of acknowledgements, in hexadecimal")

    def handle(self, *, file: str, key: str | None, **options: Any) -> None:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        found = [word for word in text.split() if word.startswith("MCACK1.")]
        try:
            facts = acknowledgements.verify((found or [text])[0], _public(key))
        except Invalid as refusal:
            raise CommandError(str(refusal)) from refusal
        for name in ("code", "day", "kind", "digest"):
            self.stdout.write(f"{name}: {facts[name]}")


def _public(key: str | None) -> bytes:
    try:
        if key:
            return bytes.fromhex(key)
        return acknowledgements.public_half(settings.ACKNOWLEDGEMENT_SEED)
    except (AttributeError, ValueError):
        raise CommandError("Give the outer site's key of acknowledgements with --key.") from None
