"""People for the tests."""

from itertools import count
from typing import Any

from mingcha.foundation.accounts.models import User

PASSWORD = "Trial-password-1"
_numbers = count(1)


def make_user(username: str = "", **fields: Any) -> User:
    """A person with an account and no rights; the password is PASSWORD."""
    number = next(_numbers)
    username = username or f"user{number:03}"
    fields.setdefault("full_name", f"测试{number:03}")
    user: User = User.objects.create_user(username, PASSWORD, **fields)
    return user


def make_administrator(kind: str, **fields: Any) -> User:
    """One of the three: system, security, audit."""
    return make_user(administration=kind, **fields)
