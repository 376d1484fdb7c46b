"""Check a .docx against GB/T 9704-2012 on the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mingcha.foundation.documents.check import validate


class Command(BaseCommand):
    help = "Check .docx files against the national format; ends with 1 when there is a fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        count = 0
        for name in files:
            if not Path(name).is_file():
                raise CommandError(f"{name}: no such file")
            for fault in validate(name):
                count += 1
                self.stdout.write(f"{name}: {fault} [{fault.rule}]")
        if count:
            raise CommandError(f"{count} faults")
        self.stdout.write("OK")
