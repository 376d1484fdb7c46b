"""`manage.py pair_outer FOLDER`: the demonstration's city office and its outer site come together."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.keys import read_keys_file
from mingcha.foundation.exchange.models import Channel, SiteKeys


class Command(BaseCommand):
    """Make keys, write inner.keys, and open the channel once outer.keys lies beside it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        system = User.objects.get(username="system-admin")
        staff = User.objects.get(username="city-office-staff01")
        if not SiteKeys.objects.in_use().exists():
            actions.make_keys("市委巡察办内网", by=system)
        (folder / "inner.keys").write_bytes(actions.release_keys(by=system))
        theirs = folder / "outer.keys"
        if theirs.exists() and not Channel.objects.filter(partner="outer", closed_at__isnull=True).exists():
            (office,) = scopes.get("own_offices")(staff)
            peer = read_keys_file(theirs.read_bytes())
            actions.establish_channel(peer, name="外网举报站", partner="outer", office=office, by=staff)
