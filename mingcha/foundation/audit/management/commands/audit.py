"""`mingcha audit verify`: is the trail whole?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.foundation.audit.queries import anchor_file, verify_chain


class Command(BaseCommand):
    help = "Verify the audit trail's hash chain and anchor its head outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["verify"])
        parser.add_argument("--no-anchor", action="store_true", help="do not note the head for next time")

    def handle(self, *, no_anchor: bool, **options: Any) -> None:
        verdict = verify_chain()
        for fault in verdict.faults:
            self.stderr.write(self.style.ERROR(fault))
        if not verdict.whole:
            raise CommandError(f"The audit trail is not whole: {len(verdict.faults)} fault(s).")
        if verdict.links and not no_anchor:
            anchor_file().parent.mkdir(parents=True, exist_ok=True)
            with anchor_file().open("a") as anchor:
                anchor.write(json.dumps({"position": verdict.links, "hash": verdict.head}) + "\n")
        self.stdout.write(f"The audit trail is whole: {verdict.links} links, head {verdict.head}")
