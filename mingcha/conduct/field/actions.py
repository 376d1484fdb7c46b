"""Making a field edition, opening it on the laptop, and taking in the certificate that it was wiped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from mingcha.conduct.field import editions, shelf
from mingcha.conduct.field.models import Edition
from mingcha.conduct.field.permissions import makes_editions
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange import actions as exchange
from mingcha.foundation.exchange.actions.bringing import Brought
from mingcha.foundation.exchange.keys import PublicKeys, identity, public_keys
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.exchange.packages.declarations import Fault, as_json, parsed_json
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

Progress = Callable[[int, int], None]

_SIGNED = b"mingcha wiped 1\n"


def _unseen(done: int, total: int) -> None:
    """Nobody watches."""


NOTE = """\
明察 单机版 使用说明

任务：{title}
巡察组：{team}
制作日期：{made_on}

1. 将本文件夹整个拷入巡察组专用的、已安装明察同一版本的计算机（不连接任何网络）。
2. 打开：     mingcha field run 本文件夹
   输入制作时设定的口令，在浏览器中打开屏幕上显示的网址，用本人原有账号和密码登录。
   按 Ctrl-C 结束；结束后全部数据加密存放在 state.sealed 中，没有口令无法打开。
3. 交回数据： mingcha field hand-in 本文件夹 --as 账号 --to 存放位置
   生成的 .mcx 交换包交巡察办导入。也可以在浏览器中办理：“综合统览—交换通道”，打开通道后“生成下一个包”并下载。
   巡察办出具的回执和新的交换包： mingcha field read 文件 本文件夹 --as 账号
   或在浏览器中办理：“综合统览—交换通道”，打开通道后“送入包或回执”。
4. 巡察结束： mingcha field wipe 本文件夹 --as 账号 --to 存放位置
   清除全部数据和密钥，生成有签名的清除证明（wiped.json），交巡察办导入存档。

口令遗失后，本文件夹内的数据无法恢复；已交回巡察办的数据不受影响。
"""


def make_edition(inspection: Inspection, *, to: Path, passphrase: str, by: User, suite: int = 1) -> Edition:
    """Write a working copy of one inspection into an empty folder. Raises Invalid, NotAllowed or NotNow."""
    _refuse(inspection, passphrase, by)
    if to.exists() and any(to.iterdir()):
        raise Invalid(_("The folder “%(folder)s” is not empty. Choose a new one.") % {"folder": to})
    try:
        with transaction.atomic():
            edition = _begin(inspection, passphrase, by, suite, lambda _edition: to)
            _fill(edition, to, by=by)
    except BaseException:
        shutil.rmtree(to, ignore_errors=True)
        raise
    return edition


def begin_edition(inspection: Inspection, *, passphrase: str, by: User, suite: int = 1) -> Edition:
    """The keys of a working copy, its channel and its record; `pack_edition` makes it whole.

    The passphrase is needed here only: it seals the keys and is kept nowhere. Raises like `make_edition`.
    """
    _refuse(inspection, passphrase, by)
    with transaction.atomic():
        return _begin(inspection, passphrase, by, suite, shelf.kept_at)


def pack_edition(edition: Edition, *, by: User, progress: Progress = _unseen) -> Path:
    """The whole working copy as one .zip to carry to the laptop. Raises NotAllowed or NotNow."""
    refuse_outsider(edition.inspection, by)
    place = shelf.kept_at(edition)
    if edition.wiped_on or not place.exists():
        raise NotNow(_("This field edition is over."))
    if not (place / editions.PACKAGE).exists():
        _fill(edition, place, by=by, progress=progress)
    return shelf.pack(edition)


def hand_out(edition: Edition, *, by: User) -> Path:
    """The packed working copy, noted as handed out. Raises NotAllowed or NotNow."""
    refuse_outsider(edition.inspection, by)
    packed = shelf.packed_at(edition)
    if not packed.exists():
        raise NotNow(_("The field edition is not packed yet, or it is over."))
    audit.record("edition.hand_out", edition, by=by)
    return packed


def refuse_outsider(inspection: Inspection, by: User) -> None:
    """Raises NotAllowed for whoever does not make this inspection's field editions."""
    if not makes_editions(by, inspection):
        raise NotAllowed(_("The office that sends the team makes its field edition."))


def _refuse(inspection: Inspection, passphrase: str, by: User) -> None:
    refuse_outsider(inspection, by)
    if inspection.archived_on:
        raise NotNow(_("This inspection is archived: no team works on it any more."))
    editions.refuse_weak(passphrase)


def _begin(
    inspection: Inspection, passphrase: str, by: User, suite: int, where: Callable[[Edition], Path]
) -> Edition:
    keys, today = editions.Keys(), timezone.localdate()
    title = _("Field edition of %(inspection)s") % {"inspection": inspection}
    public = _public(title, keys)
    given = {"office": inspection.office_id, "inspection": inspection.pk, "suite": suite}
    channel = exchange.establish_channel(public, by=by, name=title[:100], partner="laptop", **given)
    edition = Edition(
        inspection=inspection, office_id=inspection.office_id, channel=channel, made_by=by, made_on=today
    )
    edition.save(force_insert=True)
    audit.record("edition.make", edition, by=by, inspection=inspection.pk, key=public.id)
    to = where(edition)
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    editions.write_edition(to, _about(edition, by, suite), keys, passphrase)
    note = NOTE.format(title=inspection, team=inspection.team, made_on=today)
    (to / editions.NOTE).write_text(note, encoding="utf-8")
    return edition


def _fill(edition: Edition, to: Path, *, by: User, progress: Progress = _unseen) -> None:
    """The office's first package beside the keys."""
    package = exchange.write_package(edition.channel, by=by, progress=progress)
    shutil.copyfile(exchange.release_package(package, by=by), to / editions.PACKAGE)


def _public(name: str, keys: editions.Keys) -> PublicKeys:
    signing, sealing = keys.signing_key.verify_key, keys.sealing_key.public_key
    return PublicKeys(name[:100], bytes(signing), bytes(sealing))


def _about(edition: Edition, by: User, suite: int) -> editions.About:
    inspection, ours = edition.inspection, public_keys(identity().keys)
    return editions.About(
        edition=str(edition.pk),
        inspection=str(inspection.pk),
        title=str(inspection),
        office=str(inspection.office_id),
        team=str(inspection.team),
        made_on=str(edition.made_on),
        maker={"id": str(by.pk), "username": by.username, "full_name": by.full_name},
        office_keys={
            "name": ours.name,
            "signing": ours.signing.hex(),
            "sealing": ours.sealing.hex() if ours.sealing else None,
        },
        suite=suite,
    )


def open_edition(folder: Path, keys: editions.Keys) -> Package:
    """Fill the empty database of a laptop from the office's first package. Once; then it changes nothing."""
    about = editions.read_about(folder)
    channel = Channel.objects.filter(inspection=UUID(about.inspection)).first()
    if channel is None:
        channel = _settle(about, keys)
    maker = channel.proposed_by
    with (folder / editions.PACKAGE).open("rb") as source:
        package = exchange.receive_package(source, name=editions.PACKAGE, by=maker, on=channel)
    if package.outcome == Package.Outcome.VERIFIED:
        package = exchange.apply_package(package, by=maker, on=channel)
    if package.outcome != Package.Outcome.APPLIED:
        raise Invalid(package.reason)
    return package


@transaction.atomic
def _settle(about: editions.About, keys: editions.Keys) -> Channel:
    """Who made it, our keys, and the channel to the office."""
    if User.objects.exists():
        raise NotNow(_("This database is in use already. A field edition begins with an empty one."))
    maker = User(pk=UUID(about.maker["id"]), username=about.maker["username"], is_active=False)
    maker.full_name = about.maker["full_name"]
    maker.set_unusable_password()
    maker.save(force_insert=True)
    exchange.keep_keys(about.title, keys.signing_key, keys.sealing_key, by=maker)
    office = PublicKeys(
        about.office_keys["name"],
        bytes.fromhex(about.office_keys["signing"]),
        bytes.fromhex(about.office_keys["sealing"]) if about.office_keys["sealing"] else None,
    )
    given = {"office": UUID(about.office), "inspection": UUID(about.inspection), "suite": about.suite}
    return exchange.establish_channel(office, by=maker, name=office.name, partner="office", **given)


# The end


def sign_certificate(said: dict[str, Any], signing: SigningKey) -> bytes:
    """What the laptop says it wiped, signed with the key that is about to be destroyed."""
    whole = {"format": 1, "kind": "wiped", **said}
    return as_json({**whole, "signature": signing.sign(_SIGNED + as_json(whole)).signature.hex()})


def read_certificate(raw: bytes, by: User) -> Brought:
    """Take in a laptop's certificate: the edition is over and its channel closed. Twice changes nothing."""
    edition, said = _genuine(raw, by)
    with transaction.atomic():
        edition.refresh_from_db(from_queryset=Edition.objects.select_for_update())
        if edition.wiped_on is None:
            edition.wiped_on, edition.certificate = date.fromisoformat(said["on"]), said
            edition.save(update_fields=["wiped_on", "certificate"])
            exchange.close_channel(edition.channel, by=by, reason=_("The field edition was wiped."))
            audit.record("edition.wipe", edition, by=by, number=said["last_sent"], on=said["on"])
            transaction.on_commit(partial(shelf.forget, edition))
    return Brought(
        None, _("The certificate was taken in; the channel is closed."), edition.get_absolute_url()
    )


def _genuine(raw: bytes, by: User) -> tuple[Edition, dict[str, Any]]:
    wrong = Invalid(_("This is not the certificate of one of your field editions, or it was changed."))
    try:
        said = parsed_json(raw)
        signature = bytes.fromhex(said.pop("signature"))
        seen = Edition.objects.visible_to(by).select_related("channel", "inspection")
        edition = seen.get(pk=UUID(said["edition"]))
        VerifyKey(bytes(edition.channel.peer_signing)).verify(_SIGNED + as_json(said), signature)
    except (Fault, KeyError, TypeError, ValueError, BadSignatureError, Edition.DoesNotExist):
        raise wrong from None
    if not makes_editions(by, edition.inspection):
        raise NotAllowed(_("The office takes in the certificates of its field editions."))
    return edition, said
