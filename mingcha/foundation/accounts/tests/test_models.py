import pytest

from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db


def test_an_account_without_rights_sees_no_accounts() -> None:
    user = make_user()
    assert list(type(user).objects.visible_to(user)) == []


def test_the_system_administrator_sees_accounts() -> None:
    administrator = make_administrator("system")
    assert administrator in type(administrator).objects.visible_to(administrator)
