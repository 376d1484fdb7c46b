"""Every write to accounts. Creating one gives no rights: posts and memberships do."""

import secrets
import string
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import PastPassword, User
from mingcha.foundation.accounts.permissions import keeps_accounts, keeps_rights
from mingcha.foundation.accounts.signals import becoming_administrator
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

_SIGNS = "!@#%+=?"


def one_time_password() -> str:
    """A password to be changed at first use; every class of letter is in it."""
    letters = string.ascii_lowercase + string.ascii_uppercase + string.digits
    return "".join(secrets.choice(letters) for _i in range(12)) + secrets.choice(_SIGNS) + "aA1"


@transaction.atomic
def found_administrators() -> list[tuple[User, str]]:
    """The three administrators of a new installation with one-time passwords. Only where nobody is yet."""
    with connection.cursor() as cursor:  # two at once found one set
        cursor.execute(f"lock table {User._meta.db_table} in exclusive mode")
    if User.objects.exists():
        raise NotNow(_("There are accounts already. The administrators of this installation were created."))
    made = []
    for kind in (User.Administration.SYSTEM, User.Administration.SECURITY, User.Administration.AUDIT):
        password = one_time_password()
        fields = {"full_name": str(kind.label), "administration": kind, "must_change_password": True}
        user = User.objects.create_user(f"{kind.value}-admin", password, **fields)
        audit.record("account.create", user, by=user, username=user.username, administration=kind.value)
        made.append((user, password))
    return made


@transaction.atomic
def create_account(*, username: str, full_name: str, by: User, phone: str = "") -> tuple[User, str]:
    """A new account and its one-time password, told once. Only the system administrator."""
    if not keeps_accounts(by):
        raise NotAllowed(_("Only the system administrator creates accounts."))
    password = one_time_password()
    fields = {"full_name": full_name, "phone": phone, "must_change_password": True}
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(username, password, **fields)
    except IntegrityError:
        raise Invalid(_("The account “%(name)s” exists already.") % {"name": username}) from None
    audit.record("account.create", user, by=by, username=username, full_name=full_name)
    return user, password


@transaction.atomic
def create_accounts_many(
    rows: Sequence[Mapping[str, str]], *, password: str, must_change: bool = True, by: User
) -> list[User]:
    """Many accounts that begin with one password. Each row: `username`, `full_name`, maybe `phone`."""
    if not keeps_accounts(by):
        raise NotAllowed(_("Only the system administrator creates accounts."))
    hashed = make_password(password)
    users = [User(password=hashed, must_change_password=must_change, **row) for row in rows]
    try:
        with transaction.atomic():
            User.objects.bulk_create(users, batch_size=500)
    except IntegrityError:
        raise Invalid(_("One of the accounts exists already.")) from None
    audit.record_many("account.create", users, by=by, facts=[{"username": user.username} for user in users])
    return users


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """A new one-time password; open sessions end."""
    if not keeps_accounts(by):
        raise NotAllowed(_("Only the system administrator resets passwords."))
    password = one_time_password()
    user.set_password(password)
    user.must_change_password, user.session_key = True, "ended"
    user.save(update_fields=["password", "password_set_at", "must_change_password", "session_key"])
    audit.record("account.reset_password", user, by=by)
    return password


@transaction.atomic
def set_active(user: User, active: bool, *, by: User) -> None:
    """Let an account in or keep it out. Nobody may lock out themselves."""
    if not keeps_accounts(by):
        raise NotAllowed(_("Only the system administrator opens and closes accounts."))
    if user == by:
        raise NotNow(_("You cannot close your own account."))
    user.is_active, user.session_key = active, user.session_key if active else "ended"
    user.save(update_fields=["is_active", "session_key"])
    audit.record("account.open" if active else "account.close", user, by=by)


@transaction.atomic
def set_administration(user: User, administration: str, *, by: User) -> None:
    """Make someone one of the three administrators. One person holds one, and no other post.

    Bodies refuse a post to an administrator (registry.bodies); here the reverse is asked through
    `signals.becoming_administrator`, whose receivers answer with what stands against it.
    """

    if not keeps_rights(by):
        raise NotAllowed(_("Only the security administrator appoints administrators."))
    if user == by:
        raise NotNow(_("You cannot change your own administration."))
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.administration and administration:
        raise NotNow(_("One person may be only one of the three administrators."))
    against = [reason for _receiver, reason in becoming_administrator.send(User, user=locked) if reason]
    if administration and against:
        raise NotNow(str(against[0]))
    locked.administration = user.administration = administration
    locked.save(update_fields=["administration"])
    audit.record("account.administration", user, by=by, administration=administration)


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """The owner's own change. Raises Invalid with every rule the new one breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
    _remember(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    audit.record("account.change_password", user, by=user)


def _remember(user: User) -> None:
    """Keep the hash of the password that goes, and no more than the rule asks for."""
    PastPassword.objects.create(user=user, password=user.password)
    kept = user.past_passwords.values("pk")[: settings.PASSWORD_HISTORY]
    user.past_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
