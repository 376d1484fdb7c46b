"""Passphrases, making and replacing keys, sharing them anew, destroying them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.bindings import crypto_box_keypair

from mingcha.conduct.intake.actions.sealing import box
from mingcha.conduct.intake.models import Contribution, KeyHolder, KeyShare, Purpose, ReportingCode, TeamKeys
from mingcha.conduct.intake.permissions import keeps_keys
from mingcha.conduct.intake.queries import keys_in_use, possible_holders
from mingcha.conduct.intake.workflow import KEYS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealing.passphrases import WrongPassphrase, lock, unlock
from mingcha.foundation.sealing.shares import split
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Team

_SHORTEST, _DIFFERENT = 12, 6


def check_passphrase(passphrase: str) -> None:
    """Long and not monotonous. Raises Invalid."""
    words = "".join(passphrase.split())
    if len(words) < _SHORTEST or len(set(words)) < _DIFFERENT:
        facts = {"length": _SHORTEST, "different": _DIFFERENT}
        raise Invalid(
            _("A passphrase has at least %(length)s signs, %(different)s of them different.") % facts
        )


@transaction.atomic
def set_passphrase(passphrase: str, *, by: User, old: str = "") -> KeyHolder:
    """One's first passphrase, or a new one in place of the old: the shares stay good."""
    check_passphrase(passphrase)
    holder = KeyHolder.objects.select_for_update().filter(user=by).first()
    if holder is None:
        public, private = crypto_box_keypair()
        holder = KeyHolder(user=by, public=public)
    else:
        private = private_of(holder, old)
    holder.locked, holder.set_on = lock(private, passphrase), timezone.localdate()
    holder.save()
    audit.record("keyholder.set", holder, by=by)
    return holder


@transaction.atomic
def forget_passphrase(passphrase: str, *, by: User) -> KeyHolder:
    """A new passphrase for a forgotten one. The shares are lost; the other holders can share anew."""
    check_passphrase(passphrase)
    holder = KeyHolder.objects.select_for_update().filter(user=by).first()
    if holder is None:
        raise NotNow(_("You have set no passphrase yet."))
    lost = list(KeyShare.objects.filter(holder=holder).select_related("keys"))
    Contribution.objects.filter(share__in=lost).delete()
    KeyShare.objects.filter(holder=holder).delete()
    holder.public, private = crypto_box_keypair()
    holder.locked = lock(private, passphrase)
    holder.set_on = timezone.localdate()
    holder.save()
    audit.record("keyholder.replace", holder, by=by)
    audit.record_many("keys.lose_share", [share.keys for share in lost], by=by)
    return holder


def private_of(holder: KeyHolder, passphrase: str) -> bytes:
    """The holder's private key. Raises Invalid where the passphrase is another."""
    try:
        return unlock(bytes(holder.locked), passphrase)
    except WrongPassphrase as error:
        raise Invalid(_("The passphrase is not right.")) from error


@transaction.atomic
def make_keys(
    team: Team,
    *,
    report_holders: Sequence[KeyHolder],
    report_needed: int,
    identity_holders: Sequence[KeyHolder],
    identity_needed: int,
    by: User,
    on: date | None = None,
) -> TeamKeys:
    """Two key pairs of a team. Keys in use are replaced: they still open what was sealed to them."""
    Team.objects.select_for_update().get(pk=team.pk)
    if not keeps_keys(by, team.office_id):
        raise NotAllowed(_("Only the office makes the keys of its teams."))
    if team.round.status in Round.OVER:
        raise NotNow(_("The round is over."))
    _check_holders(team, report_holders, report_needed, least=2)
    _check_holders(team, identity_holders, identity_needed, least=2)
    if before := keys_in_use(team.pk):
        KEYS.perform(before, "retire", by=by, on=on)
    (report, report_private), (identity, identity_private) = crypto_box_keypair(), crypto_box_keypair()
    keys = TeamKeys(
        round=team.round,
        team=team,
        office=team.office,
        report_public=report,
        identity_public=identity,
        report_needed=report_needed,
        identity_needed=identity_needed,
        made_by=by,
        made_on=on or timezone.localdate(),
    )
    with rules_told():
        keys.save(force_insert=True)
    _share(keys, Purpose.REPORT, report_private, report_holders, report_needed)
    _share(keys, Purpose.IDENTITY, identity_private, identity_holders, identity_needed)
    _note_made(keys, report_holders, identity_holders, by)
    if before:
        _rekey_codes(before, keys, by)
    return keys


def _check_holders(team: Team, chosen: Sequence[KeyHolder], needed: int, *, least: int) -> None:
    possible = set(possible_holders(team).values_list("pk", flat=True))
    if strange := [str(holder) for holder in chosen if holder.pk not in possible]:
        raise Invalid(_("Not of the team or its office: %(names)s.") % {"names": listed(strange)})
    if not least <= needed <= len({holder.pk for holder in chosen}):
        facts = {"least": least, "most": len(chosen)}
        raise Invalid(
            _("So many holders must be needed: from %(least)s to the %(most)s that hold a share.") % facts
        )


def _share(keys: TeamKeys, purpose: str, private: bytes, holders: Sequence[KeyHolder], needed: int) -> None:
    shares = split(private, needed=needed, shares=len(holders))
    rows = [
        KeyShare(
            keys=keys, purpose=purpose, holder=holder, number=number, sealed=box(share, bytes(holder.public))
        )
        for (number, share), holder in zip(shares.items(), holders, strict=True)
    ]
    KeyShare.objects.bulk_create(rows)
    if purpose == Purpose.REPORT:
        text = _("You hold a share of the key that opens sealed reports of %(team)s.")
    else:
        text = _("You hold a share of the key that opens who reported to %(team)s.")
    notify([holder.user for holder in holders], text % {"team": keys.team}, record=keys)


def _note_made(
    keys: TeamKeys, reports: Sequence[KeyHolder], identities: Sequence[KeyHolder], by: User
) -> None:
    audit.record(
        "keys.make",
        keys,
        by=by,
        report_needed=keys.report_needed,
        report_shares=len(reports),
        identity_needed=keys.identity_needed,
        identity_shares=len(identities),
        fingerprint=keys.fingerprint,
    )


def _rekey_codes(before: TeamKeys, keys: TeamKeys, by: User) -> None:
    """Open codes seal to the new keys from now on; the posters stay as they are."""
    codes = list(ReportingCode.objects.filter(keys=before, status=ReportingCode.Status.OPEN))
    ReportingCode.objects.filter(pk__in=[code.pk for code in codes]).update(keys=keys)
    audit.record_many("reporting_code.rekey", codes, by=by, facts={"fingerprint": keys.fingerprint})


@transaction.atomic
def share_anew(
    keys: TeamKeys, purpose: str, private: bytes, *, holders: Sequence[KeyHolder], needed: int, by: User
) -> None:
    """The same key in new shares (recovery). Old shares, lost or not, do not go with the new ones."""
    keys.refresh_from_db(from_queryset=TeamKeys.objects.select_for_update())
    if keys.status == TeamKeys.Status.DESTROYED:
        raise NotNow(_("These keys are destroyed."))
    _check_holders(keys.team, holders, needed, least=2)
    Contribution.objects.filter(unlocking__keys=keys, unlocking__purpose=purpose).delete()
    KeyShare.objects.filter(keys=keys, purpose=purpose).delete()
    if purpose == Purpose.REPORT:
        keys.report_needed = needed
    else:
        keys.identity_needed = needed
    with rules_told():
        keys.save(update_fields=["report_needed", "identity_needed"])
    _share(keys, purpose, private, holders, needed)
    audit.record("keys.share_anew", keys, by=by, purpose=purpose, shares=len(holders), needed=needed)


def destroy_keys(keys: TeamKeys, *, witness: str, reason: str, by: User, on: date | None = None) -> None:
    """At the end of the round: after this nobody can open what was sealed to them."""
    KEYS.perform(keys, "destroy", by=by, on=on, witness=witness, reason=reason)
