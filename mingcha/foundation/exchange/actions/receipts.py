"""Receipts: what the reader tells the writer about a package, signed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.models import Channel, Package, Sent
from mingcha.foundation.exchange.packages.declarations import Fault, as_json, key_id, parsed_json
from mingcha.foundation.exchange.permissions import exchanges, uses
from mingcha.foundation.exchange.places import place_of
from mingcha.foundation.exchange.queries import missing_numbers
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

SIGNED = b"mingcha receipt 1\n"
_WHOLE = {"format", "kind", "sender", "reader", "number", "digest", "taken", "reason", "missing", "on"}


@transaction.atomic
def write_receipt(package: Package, *, by: User) -> bytes:
    """The receipt of a package that was taken in, or refused although it was genuine."""
    channel: Any = package.channel
    if channel is None or not package.is_received:
        raise NotNow(_("Nobody knows who wrote this package, so there is no receipt for it."))
    if not uses(by, channel):
        raise NotAllowed(_("Only the office or the team of a channel gives receipts."))
    if package.outcome == Package.Outcome.VERIFIED:
        raise NotNow(_("Take the package in first."))
    ours = identity()
    said = {
        "format": 1,
        "kind": "receipt",
        "sender": ours.id,
        "reader": key_id(bytes(channel.peer_signing)).hex(),
        "number": package.number,
        "digest": package.digest,
        "taken": package.outcome == Package.Outcome.APPLIED,
        "reason": package.reason,
        "missing": missing_numbers(channel),
        "on": str(timezone.localdate()),
    }
    audit.record("channel.receipt", channel, by=by, number=package.number, digest=package.digest)
    return as_json({**said, "signature": ours.signing.sign(SIGNED + as_json(said)).signature.hex()})


@transaction.atomic
def read_receipt(raw: bytes, *, by: User) -> Package:
    """Note what the other side says of one of our packages, and of those it never got.

    What was refused or is missing goes again with the next package. Reading one twice changes nothing.
    """
    if not exchanges(by):
        raise NotAllowed(_("Only offices and teams with a channel read receipts."))
    said, channel = _genuine(raw, by)
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    sent = channel.packages.sent().select_for_update()
    package = sent.filter(number=said["number"], digest=said["digest"]).first()
    if package is None:
        raise Invalid(_("The receipt is for a package that this side never wrote."))
    if said["taken"]:
        _end(package, Package.Outcome.ACKNOWLEDGED, "")
        place_of(package).unlink(missing_ok=True)
    elif package.outcome != Package.Outcome.ACKNOWLEDGED:
        _lose(package, said["reason"])
    lost = list(sent.filter(number__in=said["missing"], outcome=Package.Outcome.WRITTEN))
    for one in lost:
        _lose(one, _("The other side never got it."))
    facts = {"number": package.number, "digest": package.digest, "taken": said["taken"]}
    audit.record("channel.acknowledge", channel, by=by, **facts, missing=said["missing"])
    return package


def _genuine(raw: bytes, by: User) -> tuple[dict[str, Any], Channel]:
    """The receipt and its channel, if the other side of that signed it for us."""
    wrong = Invalid(_("This is not a receipt of one of your channels, or it was changed on its way."))
    try:
        said = parsed_json(raw)
        signature = bytes.fromhex(said.pop("signature"))
        channels = Channel.objects.visible_to(by).filter(closed_at__isnull=True)
        found = {key_id(bytes(one.peer_signing)).hex(): one for one in channels}
        channel = found[said["sender"]]
        VerifyKey(bytes(channel.peer_signing)).verify(SIGNED + as_json(said), signature)
    except (Fault, KeyError, TypeError, ValueError, BadSignatureError):
        raise wrong from None
    if set(said) != _WHOLE or said["kind"] != "receipt" or said["reader"] != identity().id:
        raise wrong
    return said, channel


def _end(package: Package, outcome: str, reason: str) -> None:
    package.outcome, package.reason, package.ended_at = outcome, reason, timezone.now()
    package.save(update_fields=["outcome", "reason", "ended_at"])


def _lose(package: Package, reason: str) -> None:
    """Forget that its records were sent, so that the next package takes them again."""
    _end(package, Package.Outcome.LOST, reason)
    Sent.objects.filter(package=package).delete()
