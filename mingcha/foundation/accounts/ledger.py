"""The list of accounts, for the two administrators who keep them."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.permissions import keeps_accounts, keeps_rights
from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger

ACCOUNTS = Ledger(
    name="accounts",
    model=User,
    title=_("Accounts"),
    stage="system",
    order=10,
    columns=[
        Column("username", link=True),
        Column("full_name"),
        Column("phone"),
        Choice("administration"),
        Flag("is_active"),
        Flag("must_change_password", hidden=True),
        Dates("created_at"),
    ],
    search=("username", "full_name"),
    sort="username",
    create=("accounts:create", keeps_accounts),
    who=lambda user: keeps_accounts(user) or keeps_rights(user),
    empty=_("No accounts yet."),
)
