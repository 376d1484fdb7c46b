"""`mingcha worker`: runs the jobs until told to stop."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run background jobs until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at-once", type=int, default=2, help="how many jobs run side by side")

    def handle(self, *, at_once: int, **options: Any) -> None:
        call_command(
            "procrastinate", "worker", "--concurrency", str(at_once), "--shutdown-graceful-timeout", "5"
        )
