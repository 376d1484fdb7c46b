"""`mingcha administrators`: the first three accounts of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.actions import found_administrators
from mingcha.foundation.refusals import Refusal


class Command(BaseCommand):
    help = "Create the three administrators of a new installation and print their one-time passwords, once."

    def handle(self, **options: Any) -> None:
        try:
            made = found_administrators()
        except Refusal as reason:
            raise CommandError(str(reason)) from None
        for user, password in made:
            self.stdout.write(f"{user.username}\t{user.full_name}\t{password}")
        self.stdout.write(_("Give each to another person. It must be changed at the first sign-in."))
