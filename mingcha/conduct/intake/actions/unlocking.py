"""Opening a key together: one asks, holders give shares, only the asking browser puts them together."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.bindings import crypto_box_keypair

from mingcha.conduct.intake.actions.keys import private_of
from mingcha.conduct.intake.actions.sealing import box, public_of, unbox
from mingcha.conduct.intake.models import Contribution, KeyShare, Purpose, SealedReport, TeamKeys, Unlocking
from mingcha.conduct.intake.permissions import keeps_keys, may_contribute, may_open, may_unlock
from mingcha.conduct.intake.queries import identity_of, own_unlocking, share_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealing.shares import combine

SESSION = timedelta(hours=2)


@transaction.atomic
def ask_to_unlock(keys: TeamKeys, *, by: User) -> tuple[Unlocking, bytes]:
    """Ask for the key of reports for a working session. The bytes are for the person's browser alone."""
    if not may_unlock(by, keys):
        raise NotAllowed(_("Only members of the team, while it is authorised, open reports."))
    return _ask(keys, Purpose.REPORT, by)


@transaction.atomic
def ask_to_share_anew(keys: TeamKeys, purpose: str, *, reason: str, by: User) -> tuple[Unlocking, bytes]:
    """Ask for a key in order to share it anew (recovery). It opens no report and no identity by itself."""
    if not keeps_keys(by, keys.office_id):
        raise NotAllowed(_("Only the office shares keys anew."))
    if not reason.strip():
        raise Invalid(_("Say why the key is shared anew."))
    return _ask(keys, Purpose(purpose), by, reason=reason.strip())


@transaction.atomic
def ask_for_identity(
    report: SealedReport, *, reason: str, by: User, tells: bool = True
) -> tuple[Unlocking, bytes]:
    """Ask to know who reported, once, for a stated reason; another holder must agree.

    The reporter is told that it was opened, unless the law or the case forbids it (`tells`).
    """
    if not may_open(by, report):
        raise NotAllowed(_("Only those who may open the report may ask who reported."))
    if identity_of(report) is None:
        raise NotNow(_("No identity came with this report, or it is destroyed."))
    if not reason.strip():
        raise NotNow(_("Say why you need to know who reported."))
    asked, private = _ask(report.keys, Purpose.IDENTITY, by, report=report, reason=reason.strip())
    if not tells:
        asked.tells = False
        asked.save(update_fields=["tells"])
    audit.record("sealed_report.ask_identity", report, by=by, reason=reason.strip(), tells=tells)
    return asked, private


def _ask(
    keys: TeamKeys, purpose: str, by: User, report: SealedReport | None = None, reason: str = ""
) -> tuple[Unlocking, bytes]:
    if keys.status == TeamKeys.Status.DESTROYED:
        raise NotNow(_("These keys are destroyed."))
    if before := own_unlocking(keys, purpose, by, report):
        end_unlocking(before)
    public, private = crypto_box_keypair()
    made = Unlocking.objects.create(
        keys=keys,
        purpose=purpose,
        report=report,
        by=by,
        reason=reason,
        public=public,
        expires_at=timezone.now() + SESSION,
    )
    audit.record("unlocking.ask", made, by=by, purpose=str(Purpose(purpose).label))
    _tell_holders(made)
    return made, private


def _tell_holders(unlocking: Unlocking) -> None:
    shares = unlocking.keys.shares.filter(purpose=unlocking.purpose).select_related("holder__user")
    people = [share.holder.user for share in shares if share.holder.user_id != unlocking.by_id]
    if unlocking.is_anew:
        text = _("%(name)s asks for your share in order to share a key of %(team)s anew.")
    elif unlocking.report is None:
        text = _("%(name)s asks for your share to open reports of %(team)s.")
    else:
        text = _("%(name)s asks for your share to learn who reported (%(team)s).")
    able = [person for person in people if may_contribute(person, unlocking)]
    notify(able, text % {"name": unlocking.by, "team": unlocking.keys.team}, record=unlocking)


def share_to_give(unlocking: Unlocking, *, by: User) -> KeyShare:
    """The share of this person. Raises NotAllowed or NotNow where it can't be given."""
    if not may_contribute(by, unlocking):
        raise NotAllowed(_("You hold no share of this key, or are recused from the inspection."))
    if unlocking.is_over:
        raise NotNow(_("This request has run out."))
    share = share_of(by, unlocking.keys, unlocking.purpose)
    if share is None or unlocking.contributions.filter(share=share).exists():
        raise NotNow(_("You have given your share already."))
    return share


@transaction.atomic
def contribute(unlocking: Unlocking, passphrase: str, *, by: User) -> None:
    """Give one's share, sealed to the browser of the person who asked."""
    unlocking.refresh_from_db(from_queryset=Unlocking.objects.select_for_update())
    share = share_to_give(unlocking, by=by)
    secret = unbox(bytes(share.sealed), private_of(share.holder, passphrase))
    if secret is None:
        raise NotNow(_("Your share was sealed to an earlier passphrase. Ask for the key to be shared anew."))
    Contribution.objects.create(unlocking=unlocking, share=share, sealed=box(secret, bytes(unlocking.public)))
    audit.record("unlocking.contribute", unlocking, by=by, purpose=str(Purpose(unlocking.purpose).label))
    if unlocking.report is not None and by != unlocking.by:
        audit.record("sealed_report.approve_identity", unlocking.report, by=by, asked_by=str(unlocking.by))
    if by != unlocking.by and is_ready(unlocking):
        text = _("Enough shares of a key of %(team)s are given. Go on in the browser in which you asked.")
        notify([unlocking.by], text % {"team": unlocking.keys.team}, record=unlocking)


def is_ready(unlocking: Unlocking) -> bool:
    """Whether enough holders have given their shares."""
    return unlocking.contributions.count() >= unlocking.keys.needed(unlocking.purpose)


def put_together(unlocking: Unlocking, token: bytes) -> bytes:
    """The private key, for as long as one request lasts. `token` is what the asking browser keeps.

    Raises NotNow where shares are missing, the request has run out, or the browser is another.
    """
    keys = unlocking.keys
    if keys.status == TeamKeys.Status.DESTROYED or unlocking.is_over:
        raise NotNow(_("The key is locked. Ask for it to be unlocked."))
    given = unlocking.contributions.select_related("share")
    shares = {one.share.number: unbox(bytes(one.sealed), token) for one in given}
    known = {number: share for number, share in shares.items() if share is not None}
    if len(known) < keys.needed(unlocking.purpose):
        raise NotNow(_("The key is locked. Ask for it to be unlocked."))
    private = combine(known)
    expected = keys.report_public if unlocking.purpose == Purpose.REPORT else keys.identity_public
    if public_of(private) != bytes(expected):
        raise NotNow(_("The shares do not make up this key. Ask for it to be shared anew."))
    return private


def end_unlocking(unlocking: Unlocking) -> None:
    """Lock again: the shares given are forgotten."""
    Contribution.objects.filter(unlocking=unlocking).delete()
    unlocking.used_at = timezone.now()
    unlocking.save(update_fields=["used_at"])


def forget_run_out() -> int:
    """Shares of requests that have run out; says how many were forgotten."""
    late = Contribution.objects.filter(unlocking__expires_at__lte=timezone.now())
    return late.delete()[0]
