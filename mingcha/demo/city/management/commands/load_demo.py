"""`manage.py load_demo`: fill an empty system with the demonstration city."""

import gc
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mingcha.demo.city.loading import is_empty, load


class Command(BaseCommand):
    help = "Fill an empty system with the demonstration city."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day it is made for (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError(
                "There are accounts already: the demonstration loads into an empty system only."
            )
        began, step = time.monotonic(), 0

        def tell(text: str) -> None:
            nonlocal step
            step += 1
            self.stdout.write(f"  [{time.monotonic() - began:5.1f} s] {step:2}  {text}")
            self.stdout.flush()

        # Nearly everything made here lives to the end, so looking for rubbish often only costs time.
        gc.set_threshold(200_000, 20, 20)
        load(options["on"] or timezone.localdate(), tell)
        self.stdout.write(f"  [{time.monotonic() - began:5.1f} s]     完成")
