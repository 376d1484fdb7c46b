"""`mingcha field`: the parts that need a database; running and wiping are in mingcha/laptop.py."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mingcha.conduct.field import actions, editions
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions as exchange
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.refusals import Refusal


def ask_passphrase(*, twice: bool = False) -> str:
    """From MINGCHA_PASSPHRASE, or typed unseen."""
    if given := os.environ.get("MINGCHA_PASSPHRASE"):
        return given
    typed = getpass.getpass("Passphrase 口令: ")
    if twice and getpass.getpass("Once more 再次输入: ") != typed:
        raise CommandError("The two differ.")
    return typed


class Command(BaseCommand):
    """Make a field edition (office), open it, hand its work in, say what is to be wiped (laptop)."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        doing: Any = parser.add_subparsers(dest="action", required=True, parser_class=argparse.ArgumentParser)
        make = doing.add_parser("make", help="a working copy of one inspection, in a new folder")
        make.add_argument("--inspection", type=UUID, required=True, help="its key (in the page's address)")
        make.add_argument("--to", type=Path, required=True, help="an empty folder")
        make.add_argument("--suite", type=int, default=1, help="1, or 2 for the national algorithms")
        opening = doing.add_parser("open", help="(laptop) fill the database from the office's package")
        opening.add_argument("folder", type=Path)
        hand_in = doing.add_parser("hand_in", help="(laptop) write the team's work as a package")
        certify = doing.add_parser("certify", help="(laptop) say what is about to be wiped")
        certify.add_argument("folder", type=Path)
        certify.add_argument(
            "--without-receipt", action="store_true", help="although not all was acknowledged"
        )
        for one in (hand_in, certify):
            one.add_argument("--to", type=Path, required=True, help="a folder")
        for one in (make, hand_in, certify):
            one.add_argument("--as", dest="user", metavar="USER", required=True, help="the account that acts")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _make(self, options: dict[str, Any]) -> None:
        user = _user(options)
        inspection = Inspection.objects.visible_to(user).filter(pk=options["inspection"]).first()
        if inspection is None:
            raise CommandError("There is no such inspection among yours.")
        passphrase = ask_passphrase(twice=True)
        given = {"to": options["to"], "passphrase": passphrase, "suite": options["suite"]}
        actions.make_edition(inspection, by=user, **given)
        self.stdout.write(f"{options['to']}: {inspection}")

    def _open(self, options: dict[str, Any]) -> None:
        keys = editions.open_keys(options["folder"], ask_passphrase())
        package = actions.open_edition(options["folder"], keys)
        records, files = package.records, package.files
        self.stdout.write(f"已装入 {records} 条记录、{files} 个文件 ({records} records, {files} files).")

    def _hand_in(self, options: dict[str, Any]) -> None:
        user = _user(options)
        package = exchange.write_package(_channel(user), by=user)
        target = options["to"] / package.file_name
        shutil.copyfile(exchange.release_package(package, by=user), target)
        self.stdout.write(f"{target}: no. {package.number}, {package.records} records, {package.files} files")

    def _certify(self, options: dict[str, Any]) -> None:
        user = _user(options)
        channel = _channel(user)
        self._refuse_unacknowledged(channel, user, options)
        keys = editions.open_keys(options["folder"], ask_passphrase())
        said = _said(editions.read_about(options["folder"]), channel, user)
        (options["to"] / "wiped.json").write_bytes(actions.sign_certificate(said, keys.signing_key))
        self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _refuse_unacknowledged(self, channel: Channel, user: User, options: dict[str, Any]) -> None:
        """Nothing may be wiped that the office has not said it has."""
        if options["without_receipt"]:
            return
        if channel.packages.sent().exclude(outcome=Package.Outcome.ACKNOWLEDGED).exists():
            raise CommandError("The office has not acknowledged everything. Read its receipt first.")
        try:
            package = exchange.write_package(channel, by=user)
        except Refusal:
            return
        target = options["to"] / package.file_name
        shutil.copyfile(exchange.release_package(package, by=user), target)
        raise CommandError(
            f"There is work that was never handed in: {target}. Read the office's receipt first."
        )


def _user(options: dict[str, Any]) -> User:
    found: User | None = User.objects.filter(username=options["user"], is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account “{options['user']}” that may sign in.")
    return found


def _channel(user: User) -> Channel:
    found = Channel.objects.visible_to(user).filter(partner=Channel.Partner.OFFICE, closed_at__isnull=True)
    channel = found.first()
    if channel is None:
        raise CommandError("This is no field edition, or you are not of its team.")
    return channel


def _said(about: editions.About, channel: Channel, user: User) -> dict[str, Any]:
    last = channel.packages.sent().filter(number=channel.sent_number).first()
    return {
        "edition": about.edition,
        "title": about.title,
        "team": about.team,
        "on": str(timezone.localdate()),
        "by": user.full_name,
        "last_sent": channel.sent_number,
        "last_digest": last.digest if last else "",
        "acknowledged": bool(last and last.outcome == Package.Outcome.ACKNOWLEDGED),
    }
