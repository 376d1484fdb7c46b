import pytest
from django.test import Client

from mingcha.foundation.audit import actions as audit
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "status"), [("", 404), ("system", 404), ("security", 404), ("audit", 200)])
def test_the_trail_is_a_page_for_the_audit_administrator(kind: str, status: int, client: Client) -> None:
    reader = make_user(administration=kind)
    audit.record("account.sign_in", reader, by=reader)
    client.force_login(reader)
    response = client.get("/ledgers/events/")
    assert response.status_code == status
    assert ("account.sign_in" in response.content.decode()) == (status == 200)


@pytest.mark.parametrize(("kind", "status"), [("", 404), ("system", 200), ("security", 200), ("audit", 404)])
def test_accounts_are_a_page_for_those_who_keep_them(kind: str, status: int, client: Client) -> None:
    make_administrator("system", username="guanliyuan")
    client.force_login(make_user(administration=kind))
    response = client.get("/ledgers/accounts/")
    assert response.status_code == status
    assert ("guanliyuan" in response.content.decode()) == (status == 200)
