"""A laptop of the team on site: work handed in, a field that the office changed too, a package on its way.

The laptop's part is played here, with the keys of a field edition that is made and forgotten.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from mingcha.conduct.field import editions
from mingcha.conduct.field.actions import make_edition
from mingcha.conduct.petitions.actions import edit_petition
from mingcha.conduct.petitions.exchanging import PETITIONS
from mingcha.conduct.petitions.models import Petition
from mingcha.demo.city.preparing import Running
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.actions import apply_package, make_keys, receive_package
from mingcha.foundation.exchange.keys import identity, public_keys
from mingcha.foundation.exchange.merging import Author, Past
from mingcha.foundation.exchange.models import Copy, SiteKeys
from mingcha.foundation.exchange.packages.declarations import Head, Item, key_id
from mingcha.foundation.exchange.packages.writing import Content, write_package
from mingcha.foundation.exchange.pasts import past_of

_PASSPHRASE = "示例口令 山高水长 风清月明"
_NAME = "单机版（示例）"


def exchange(running: Running, system: User, today: date) -> None:
    """Packages 1 and 3 of the laptop are taken in, 2 has not come yet; one field waits for a person."""
    staff, squad = running.place.one("office_staff"), running.squads[0]
    member, leader = squad.one("member"), squad.one("leader")
    if not SiteKeys.objects.in_use().exists():
        make_keys("市委巡察办内网", by=system)
    registered = Petition.objects.filter(inspection__in=squad.inspections, status="registered")
    petition = registered.earliest("number")
    inspection = next(one for one in squad.inspections if one.pk == petition.inspection_id)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "edition"
        make_edition(inspection, to=place, passphrase=_PASSPHRASE, by=staff)
        laptop = _Laptop(editions.open_keys(place, _PASSPHRASE), member, today)
    first = laptop.writes(petition, reflected="财务科负责人（单机版核实）")
    laptop.writes(petition, reflected_post="科长（单机版核实）")
    third = laptop.writes(petition, persons=3)
    edit_petition(petition, by=leader, reflected="财务科科长和出纳（办公室核实）")
    for number, raw in ((1, first), (3, third)):
        package = receive_package(BytesIO(raw), name=f"{_NAME}-{number:06}.mcx", by=staff)
        apply_package(package, by=staff)


class _Laptop:
    """The other side of the edition's channel: it continues what it was given, and numbers its packages."""

    def __init__(self, keys: editions.Keys, member: User, today: date) -> None:
        self.keys, self.today = keys, str(today)
        site = key_id(bytes(keys.signing_key.verify_key)).hex()
        self.author = Author(site, member.full_name, self.today)
        self.number, self.digest = 0, ""

    def writes(self, petition: Petition, **values: Any) -> bytes:
        """The next package: this petition with these values."""
        past = self._known(petition.pk)
        past.note(values, self.author)
        office = public_keys(identity().keys)
        self.number += 1
        head = Head(_NAME, self.author.site, office.id, self.number, self.digest, self.today)
        target = BytesIO()
        with Content() as content:
            content.add(Item(PETITIONS.name, petition.pk, {"past": past.as_json()}))
            written = write_package(target, head, content, sign=self.keys.signing_key, to=office.sealing)
        self.digest = written.digest
        return target.getvalue()

    def _known(self, petition: UUID) -> Past:
        return past_of(Copy.objects.get(kind=PETITIONS.name, record=petition))
