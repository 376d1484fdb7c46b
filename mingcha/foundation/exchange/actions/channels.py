"""Keys and channels: making, comparing, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange.keys import PublicKeys, identity, keys_file
from mingcha.foundation.exchange.models import Channel, SiteKeys
from mingcha.foundation.exchange.packages.declarations import key_id
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.permissions import exchanges, makes_keys, may_confirm, may_set_up
from mingcha.foundation.records import new_id, rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealed import seal_bytes


@transaction.atomic
def make_keys(name: str, *, by: User, opens: bool = True, renew: bool = False) -> SiteKeys:
    """Make this installation's keys, once, or new ones in their place.

    `opens=False` makes a site that can sign but open nothing. Partners must then be given new keys anew.
    """
    if not makes_keys(by):
        raise NotAllowed(_("The system administrator makes the keys of an installation."))
    old = SiteKeys.objects.select_for_update().in_use().first()
    if old and not renew:
        raise NotNow(_("This installation has its keys already: partners would not know it by new ones."))
    if old:
        old.retired_at = timezone.now()
        old.save(update_fields=["retired_at"])
    return keep_keys(name, SigningKey.generate(), PrivateKey.generate() if opens else None, by=by, old=old)


@transaction.atomic
def keep_keys(
    name: str, signing: SigningKey, sealing: PrivateKey | None, *, by: User, old: SiteKeys | None = None
) -> SiteKeys:
    """Keep keys that were made already (a field edition's) as this installation's own.

    Who may do that the caller has asked.
    """
    key = new_id()
    public = bytes(signing.verify_key)
    made = SiteKeys(
        id=key,
        name=name.strip()[:100],
        site=old.site if old else key_id(public).hex(),
        signing_public=public,
        signing_sealed=seal_bytes(bytes(signing), about=key),
        sealing_public=bytes(sealing.public_key) if sealing else None,
        sealing_sealed=seal_bytes(bytes(sealing), about=key) if sealing else None,
        made_by=by,
    )
    if not made.name:
        raise Invalid(_("Give this site a name by which partners know it."))
    made.save(force_insert=True)
    audit.record("sitekeys.make", made, by=by, name=made.name, renewed=old is not None)
    return made


@transaction.atomic
def release_keys(*, by: User) -> bytes:
    """The file with our public keys, for the other side."""
    if not (makes_keys(by) or exchanges(by)):
        raise NotAllowed(_("Only the system administrator and those who keep channels take the key file."))
    ours = identity()
    audit.record("sitekeys.release", ours.keys, by=by)
    return keys_file(ours)


@transaction.atomic
def propose_channel(
    peer: PublicKeys,
    *,
    name: str,
    partner: str,
    office: UUID,
    by: User,
    peer_office: UUID | None = None,
    suite: int = 1,
) -> Channel:
    """Set up a channel to whoever has these keys. It is open once a second person has compared them."""
    if not may_set_up(by, office):
        raise NotAllowed(_("An office sets up its own channels."))
    given = {"name": name, "partner": partner, "office": office, "peer_office": peer_office, "suite": suite}
    made = _channel(peer, by, given)
    audit.record("channel.propose", made, by=by, name=made.name, partner=partner, key=peer.id)
    return made


@transaction.atomic
def establish_channel(peer: PublicKeys, *, by: User, **given: Any) -> Channel:
    """A channel whose two ends were made together on one machine: there is nothing to compare.

    For field editions and for installations that start both sites. `given` as for `propose_channel`, and
    `inspection` for a laptop's. Who may do that the caller has asked.
    """
    made = _channel(peer, by, {**given, "made_together": True})
    audit.record("channel.establish", made, by=by, name=made.name, partner=made.partner, key=peer.id)
    return made


def _channel(peer: PublicKeys, by: User, given: dict[str, Any]) -> Channel:
    if peer.id == identity().id:
        raise Invalid(_("These are our own keys. Choose the file that came from the other side."))
    if given.get("suite", 1) not in SUITES:
        raise Invalid(_("Choose the algorithms."))
    if Channel.objects.filter(peer_signing=peer.signing, closed_at__isnull=True).exists():
        raise Invalid(_("There is a channel to the holder of these keys already."))
    name = str(given["name"]).strip() or peer.name
    made = Channel(
        **{**given, "name": name}, peer_signing=peer.signing, peer_sealing=peer.sealing, proposed_by=by
    )
    with rules_told():
        made.save(force_insert=True)
    return made


@transaction.atomic
def confirm_channel(channel: Channel, *, by: User) -> None:
    """The second person has compared the fingerprints with the other side."""
    channel.refresh_from_db(from_queryset=Channel.objects.select_for_update())
    if channel.closed_at or channel.is_open:
        raise NotNow(_("This channel was confirmed or closed already."))
    if not may_confirm(by, channel):
        raise NotAllowed(_("A second person of the office compares the fingerprints, not who set it up."))
    channel.confirmed_by = by
    channel.save(update_fields=["confirmed_by"])
    audit.record("channel.confirm", channel, by=by, key=key_id(bytes(channel.peer_signing)).hex())


@transaction.atomic
def close_channel(channel: Channel, *, by: User, reason: str) -> None:
    """Nothing goes or comes any more. What went is kept."""
    channel.refresh_from_db(from_queryset=Channel.objects.select_for_update())
    if not may_set_up(by, channel.office):
        raise NotAllowed(_("An office closes its own channels."))
    if channel.closed_at:
        raise NotNow(_("This channel is closed already."))
    if not reason.strip():
        raise Invalid(_("Say why the channel is closed."))
    channel.closed_at = timezone.now()
    channel.save(update_fields=["closed_at"])
    audit.record("channel.close", channel, by=by, reason=reason)
