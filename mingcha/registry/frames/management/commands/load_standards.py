"""`manage.py load_standards`: load the standard dictionaries that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.foundation.accounts.models import User
from mingcha.registry.frames import actions


class Command(BaseCommand):
    help = "Load the frames, classes of issues, code lists and rule sets that come with the system."

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
        for name, number in actions.load_standards(by=by).items():
            self.stdout.write(f"{name}: {number}")
