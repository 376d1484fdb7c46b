"""`mingcha exchange`: keys, pairing, packages and receipts from the command line."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.actions import bringing
from mingcha.foundation.exchange.keys import fingerprint, identity, public_keys, read_keys_file
from mingcha.foundation.exchange.models import Channel, Package, SiteKeys
from mingcha.foundation.exchange.queries import missing_numbers
from mingcha.foundation.refusals import NotNow, Refusal

HELP = {
    "keys": "make this installation's keys (--make NAME), or write the file with their public halves",
    "pair": "set up a channel from the other side's key file, or confirm one as the second person",
    "write": "write the next package of a channel",
    "read": "read a package, a receipt or a key file, and write the receipt beside it",
    "status": "every channel: how far, what is missing, what waits for a person",
}


class Command(BaseCommand):
    """Exchange signed and sealed packages with the rights of the person named."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        doing: Any = parser.add_subparsers(dest="action", required=True, parser_class=argparse.ArgumentParser)
        for name, told in HELP.items():
            one = doing.add_parser(name, help=told)
            one.add_argument("--as", dest="user", metavar="USER", required=True, help="the account that acts")
            getattr(self, f"_add_{name}")(one)

    def _add_keys(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--make", metavar="NAME", default="", help="make them under this name, once")
        parser.add_argument("--renew", action="store_true", help="make new ones in place of those in use")
        parser.add_argument("--signing-only", action="store_true", help="a site that can open nothing")
        parser.add_argument("--to", type=Path, help="where to write the public halves")

    def _add_pair(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the other side's key file")
        parser.add_argument("--partner", choices=Channel.Partner.values, help="what the other side is to us")
        parser.add_argument("--office", type=UUID, help="the office whose channel it is")
        parser.add_argument("--peer-office", type=UUID, help="the office of the other side")
        parser.add_argument("--name", default="")
        parser.add_argument("--suite", type=int, default=1, help="1, or 2 for the national algorithms")
        parser.add_argument("--confirm", action="store_true", help="the fingerprints were compared and agree")

    def _add_write(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("channel", help="its name or key")
        parser.add_argument("--to", type=Path, required=True, help="a folder or a file")
        parser.add_argument("--empty", action="store_true", help="write one even if nothing is new")

    def _add_read(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify-only", action="store_true", help="take nothing in")

    def _add_status(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["user"], is_active=True)
        except User.DoesNotExist:
            raise CommandError(f"There is no account “{options['user']}” that may sign in.") from None
        try:
            getattr(self, f"_{options['action']}")(user, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _keys(self, user: User, options: dict[str, Any]) -> None:
        if options["make"]:
            opens = not options["signing_only"]
            actions.make_keys(options["make"], by=user, opens=opens, renew=options["renew"])
        self._say_fingerprint(identity().keys)
        if options["to"]:
            options["to"].write_bytes(actions.release_keys(by=user))
            self.stdout.write(f"Written: {options['to']}")

    def _say_fingerprint(self, keys: SiteKeys) -> None:
        public = public_keys(keys)
        self.stdout.write(f"{public.name}: {' '.join(fingerprint(public))}")

    def _pair(self, user: User, options: dict[str, Any]) -> None:
        peer = read_keys_file(_existing(options["file"]).read_bytes())
        self.stdout.write(f"{peer.name}: {' '.join(fingerprint(peer))}")
        found = Channel.objects.visible_to(user).filter(peer_signing=peer.signing, closed_at__isnull=True)
        channel = found.first()
        if channel is None:
            if not options["partner"] or not options["office"]:
                raise CommandError(
                    "Say what the other side is (--partner) and whose channel it is (--office)."
                )
            given = {name: options[name] for name in ("name", "partner", "office", "peer_office", "suite")}
            channel = actions.propose_channel(peer, by=user, **given)
            self.stdout.write("Set up. A second person compares the fingerprint and confirms with --confirm.")
        elif options["confirm"]:
            actions.confirm_channel(channel, by=user)
            self.stdout.write(f"Open: {channel}")
        else:
            self.stdout.write("Open." if channel.is_open else "Waits for the second person (--confirm).")

    def _write(self, user: User, options: dict[str, Any]) -> None:
        channel = _channel(options["channel"], user)
        package = actions.write_package(channel, by=user, empty=options["empty"])
        target: Path = options["to"]
        target = target / package.file_name if target.is_dir() else target
        shutil.copyfile(actions.release_package(package, by=user), target)
        self.stdout.write(f"{target}: no. {package.number}, {_told(package.kinds)}")

    def _read(self, user: User, options: dict[str, Any]) -> None:
        path = _existing(options["file"])
        with path.open("rb") as source:
            brought = bringing.bring(source, name=path.name, by=user)
        package = brought.package
        if package and package.outcome == Package.Outcome.VERIFIED and not options["verify_only"]:
            package = actions.apply_package(package, by=user)
        if package and package.outcome == Package.Outcome.REFUSED:
            self._give_receipt(package, user, path)
            raise CommandError(package.reason)
        said = brought.told or (_told(package.changed) if package else "")
        self.stdout.write(f"{package}: {said}" if package else said)
        if package and package.is_received and not options["verify_only"]:
            self._give_receipt(package, user, path)

    def _give_receipt(self, package: Package, user: User, path: Path) -> None:
        try:
            receipt = actions.write_receipt(package, by=user)
        except NotNow:
            return
        target = path.with_suffix(".receipt.json")
        target.write_bytes(receipt)
        self.stdout.write(f"Receipt: {target}")

    def _status(self, user: User, options: dict[str, Any]) -> None:
        lines = [_line(channel) for channel in Channel.objects.visible_to(user)]
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        for line in lines:
            missing = f", missing {line['missing']}" if line["missing"] else ""
            state = "open" if line["open"] else "not open"
            self.stdout.write(
                f"{line['name']} ({line['partner']}, {state}): sent {line['sent']}, of which "
                f"{line['acknowledged']} acknowledged; received {line['received']}{missing}"
            )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return path


def _channel(named: str, user: User) -> Channel:
    seen = Channel.objects.visible_to(user).filter(closed_at__isnull=True)
    found = [channel for channel in seen if named in (channel.name, str(channel.pk))]
    if len(found) != 1:
        known = ", ".join(channel.name for channel in seen) or "none"
        raise CommandError(f"There is no one channel “{named}”. Yours: {known}.")
    return found[0]


def _told(kinds: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())) or "nothing new"


def _line(channel: Channel) -> dict[str, Any]:
    sent, received = channel.packages.sent(), channel.packages.received()
    return {
        "id": str(channel.pk),
        "name": channel.name,
        "partner": channel.partner,
        "open": channel.is_open,
        "sent": channel.sent_number,
        "acknowledged": sent.filter(outcome=Package.Outcome.ACKNOWLEDGED).count(),
        "received": received.filter(outcome=Package.Outcome.APPLIED).count(),
        "missing": missing_numbers(channel),
    }
