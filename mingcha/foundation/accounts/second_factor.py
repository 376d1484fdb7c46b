"""Every write to a person's second factor, and whether a code of it is right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation import sealed
from mingcha.foundation.accounts import codes
from mingcha.foundation.accounts.models import SecondFactor, User
from mingcha.foundation.accounts.permissions import keeps_accounts
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow


def factor_of(user: User) -> SecondFactor | None:
    """The second factor that counts, or None where the person has none."""
    found: SecondFactor | None = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    return found


@transaction.atomic
def begin(user: User) -> bytes:
    """The secret to put on the telephone; it counts for nothing before `confirm`. The same until then."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        factor = SecondFactor(user=user)
        factor.secret = sealed.seal_bytes(codes.new_secret(), about=factor.pk)
        factor.save()
    if factor.confirmed_at:
        raise NotNow(_("Your second factor is set up. Remove it first to set up another telephone."))
    return _secret(factor)


@transaction.atomic
def confirm(user: User, code: str) -> list[str]:
    """Let the second factor count from now on. Gives the recovery codes, told once. Raises Invalid."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise NotNow(_("Begin again with the QR code."))
    step = codes.step_of(_secret(factor), code, after=factor.last_step)
    if step is None:
        raise Invalid(
            _("This code is wrong or too old. Check the clock of the telephone and type the next one.")
        )
    recovery = codes.recovery_codes()
    factor.last_step, factor.confirmed_at = step, timezone.now()
    factor.recovery = [codes.digest(one) for one in recovery]
    factor.save(update_fields=["last_step", "confirmed_at", "recovery"])
    audit.record("account.set_second_factor", user, by=user)
    return recovery


@transaction.atomic
def is_right(user: User, code: str) -> bool:
    """Whether the code of the telephone, or a recovery code, is right. Each is right once."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    digest = codes.digest(code)
    if digest in factor.recovery:
        factor.recovery.remove(digest)
        factor.save(update_fields=["recovery"])
        audit.record("account.use_recovery_code", user, by=user, left=len(factor.recovery))
        return True
    step = codes.step_of(_secret(factor), code, after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


@transaction.atomic
def remove(user: User, *, by: User) -> None:
    """By its owner, or by the system administrator where the telephone is lost."""
    if user != by and not keeps_accounts(by):
        raise NotAllowed(_("Only the system administrator removes the second factor of another."))
    gone, _each = SecondFactor.objects.filter(user=user).delete()
    if gone:
        audit.record("account.remove_second_factor", user, by=by)


def _secret(factor: SecondFactor) -> bytes:
    return sealed.unseal_bytes(factor.secret, about=factor.pk)
