"""`manage.py load_divisions`: load or renew the administrative divisions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.foundation.accounts.models import User
from mingcha.registry.organisations import actions
from mingcha.registry.organisations.models import Division


class Command(BaseCommand):
    help = "Load or renew the administrative divisions from the files that come with the system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by", default="", help="the account that loads; by default the system administrator"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        users = User.objects.active().order_by("created_at")
        wanted = {"username": options["by"]} if options["by"] else {"administration": "system"}
        by = users.filter(**wanted).first()
        if by is None:
            raise CommandError("There is no such account. Create the system administrator first.")
        counts = actions.load_divisions(by=by)
        for level in Division.Level:
            self.stdout.write(f"{level.label}: {counts.get(level, 0):,}")
        self.stdout.write(f"{sum(counts.values()):,}")
