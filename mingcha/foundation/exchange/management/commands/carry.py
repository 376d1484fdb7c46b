"""`mingcha carry`: packages and receipts to and from two folders, once or again and again.

For sites that share a folder through a gate of their network. What was taken in is deleted from the folder;
what cannot be taken in is left there under another name, with the reason on the error output.
"""

import os
import shutil
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.actions import bringing
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.refusals import NotNow, Refusal

_WAITING = (".mcx", ".json")


class Command(BaseCommand):
    help = "Carry packages and receipts between this installation and two folders."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="user", metavar="USER", required=True, help="the account that acts")
        parser.add_argument("--out", type=Path, required=True, help="where packages for others go")
        parser.add_argument("--in", dest="taken", type=Path, required=True, help="where those for us lie")
        parser.add_argument(
            "--partner", choices=Channel.Partner.values, help="only channels to such partners"
        )
        parser.add_argument("--every", type=int, default=0, help="again after so many seconds")

    def handle(
        self, *, user: str, out: Path, taken: Path, partner: str | None, every: int, **options: Any
    ) -> None:
        by = User.objects.filter(username=user, is_active=True).first()
        if by is None:
            raise CommandError(f"There is no account “{user}” that may act.")
        while True:
            self._once(by, out, taken, partner)
            if not every:
                return
            close_old_connections()
            time.sleep(every)

    def _once(self, by: User, out: Path, taken: Path, partner: str | None) -> None:
        for file in sorted(taken.iterdir()):
            if file.suffix in _WAITING:
                self._take(file, by, out)
        channels = Channel.objects.visible_to(by).filter(closed_at__isnull=True)
        for channel in channels.filter(partner=partner) if partner else channels:
            try:
                package = actions.write_package(channel, by=by)
            except NotNow:
                continue
            _put(actions.release_package(package, by=by), out / package.file_name)

    def _take(self, file: Path, by: User, out: Path) -> None:
        try:
            with file.open("rb") as source:
                package = bringing.bring(source, name=file.name, by=by).package
            if package and package.outcome == Package.Outcome.VERIFIED:
                package = actions.apply_package(package, by=by)
            if package and package.is_received:
                _write(actions.write_receipt(package, by=by), out / f"{package.pk}.receipt.json")
        except Refusal as refusal:
            self.stderr.write(f"{file.name}: {refusal}")
            file.rename(file.with_name(file.name + ".refused"))
        else:
            file.unlink()


def _put(source: Path, target: Path) -> None:
    """Whole or not at all: whoever looks into the folder never meets half a file."""
    half = target.with_name(target.name + ".half")
    shutil.copyfile(source, half)
    os.replace(half, target)


def _write(content: bytes, target: Path) -> None:
    half = target.with_name(target.name + ".half")
    half.write_bytes(content)
    os.replace(half, target)
