"""`manage.py compile_catalogues`: what gettext's msgfmt would do, without gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from mingcha.foundation.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translation catalogues that changed."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{compile_catalogues()} compiled")
