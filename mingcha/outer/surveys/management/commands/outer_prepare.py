"""`mingcha outer-prepare`: makes a new outer site ready, and an old one up to date."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from mingcha.foundation.accounts.models import User
from mingcha.foundation.catalogues import compile_catalogues
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.keys import read_keys_file
from mingcha.foundation.exchange.models import Channel, SiteKeys
from mingcha.outer.pages.apps import CARRIER, KEEPER, SITE


class Command(BaseCommand):
    """Database, the names on its trail, signing keys; with --pair also the channel to the inner site."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pair", type=Path, help="a folder: write outer.keys there, take inner.keys from there"
        )

    def handle(self, *, pair: Path | None, **options: Any) -> None:
        compile_catalogues()
        call_command("migrate", verbosity=0, interactive=False)
        keeper = _name(KEEPER, "外网站点管理", administration=User.Administration.SYSTEM)
        carrier = _name(CARRIER, "外网站点")
        if not SiteKeys.objects.in_use().exists():
            actions.make_keys("外网站点", by=keeper, opens=False)
        if pair:
            (pair / "outer.keys").write_bytes(actions.release_keys(by=keeper))
            _pair(pair / "inner.keys", carrier)


def _name(username: str, full_name: str, **more: Any) -> User:
    """A name for the trail; without a password nobody signs in with it, and there is no page to."""
    user: User
    user, made = User.objects.get_or_create(username=username, defaults={"full_name": full_name, **more})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _pair(file: Path, carrier: User) -> None:
    if not file.exists() or Channel.objects.filter(closed_at__isnull=True).exists():
        return
    peer = read_keys_file(file.read_bytes())
    actions.establish_channel(peer, name="内网", partner="inner", office=SITE, by=carrier)
