"""Old passwords, and a telephone that makes one-time codes."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from mingcha.foundation import sealed
from mingcha.foundation.accounts import actions, codes, proof, second_factor
from mingcha.foundation.accounts.models import PastPassword, SecondFactor, User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.foundation import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db


def code_of(user: User, *, ahead: int = 0) -> str:
    """What the telephone shows now, or so many steps later."""
    factor = SecondFactor.objects.get(user=user)
    return codes.code_at(
        sealed.unseal_bytes(factor.secret, about=factor.pk), time.time() + ahead * codes.STEP
    )


def with_factor() -> tuple[User, list[str]]:
    """Somebody whose telephone is set up, and the recovery codes."""
    user = make_user()
    second_factor.begin(user)
    recovery = second_factor.confirm(user, code_of(user, ahead=-1))
    return user, recovery


def sign_in(client: Client, user: User) -> Any:
    return client.post("/login/", {"username": user.username, "password": PASSWORD})


# The second table of RFC 6238, appendix B, to the six digits telephones show.
@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert codes.code_at(b"12345678901234567890", moment) == code


def test_the_first_code_confirms_the_telephone_and_gives_recovery_codes() -> None:
    user = make_user()
    second_factor.begin(user)
    assert second_factor.factor_of(user) is None
    with pytest.raises(Invalid):
        second_factor.confirm(user, "000000" if code_of(user) != "000000" else "000001")
    assert len(second_factor.confirm(user, code_of(user))) == 10
    assert second_factor.factor_of(user) is not None
    with pytest.raises(NotNow):
        second_factor.begin(user)


def test_a_code_is_right_once_and_a_recovery_code_too() -> None:
    user, recovery = with_factor()
    code = code_of(user)
    assert second_factor.is_right(user, code)
    assert not second_factor.is_right(user, code)
    assert second_factor.is_right(user, recovery[3].upper())
    assert not second_factor.is_right(user, recovery[3])
    assert not second_factor.is_right(user, "一二三四五六")


def test_the_secret_is_not_in_the_database() -> None:
    user = make_user()
    secret = second_factor.begin(user)
    assert secret not in bytes(SecondFactor.objects.get(user=user).secret)


def test_signing_in_asks_for_the_code(client: Client) -> None:
    user, _recovery = with_factor()
    assert sign_in(client, user).headers["Location"] == "/login/code/"
    assert client.get("/").headers["Location"].startswith("/login/")
    assert client.post("/login/code/", {"code": "abc"}).status_code == 422
    assert client.post("/login/code/", {"code": code_of(user)}).status_code == 302
    assert client.get("/accounts/password/").status_code == 200
    assert Event.objects.filter(action="account.sign_in", by=user).count() == 1


def test_the_code_page_opens_to_nobody_who_gave_no_password(client: Client) -> None:
    assert client.get("/login/code/").headers["Location"] == "/login/"


def test_a_password_given_long_ago_is_asked_for_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _recovery = with_factor()
    sign_in(client, user)
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.post("/login/code/", {"code": code_of(user)}).headers["Location"] == "/login/"


def test_guessing_codes_locks_the_account(client: Client) -> None:
    user, _recovery = with_factor()
    sign_in(client, user)
    for _attempt in range(5):
        client.post("/login/code/", {"code": "abc"})
    assert client.post("/login/code/", {"code": code_of(user)}).status_code == 429
    assert sign_in(Client(), user).status_code in (403, 429)


def test_setting_up_in_the_browser(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    page = client.get("/accounts/second-factor/").content.decode()
    assert codes.spoken(second_factor.begin(user)) in page
    assert client.post("/accounts/second-factor/", {"code": "1"}).status_code == 422
    assert client.post("/accounts/second-factor/", {"code": code_of(user)}).status_code == 200
    assert client.post("/accounts/second-factor/remove/", {"password": "x", "code": "1"}).status_code == 422
    proof = {"password": PASSWORD, "code": code_of(user, ahead=1)}
    assert client.post("/accounts/second-factor/remove/", proof).status_code == 302
    assert not SecondFactor.objects.exists()


def test_only_the_system_administrator_removes_anothers() -> None:
    user, _recovery = with_factor()
    for by in (make_user(), make_administrator("security"), make_administrator("audit")):
        with pytest.raises(NotAllowed):
            second_factor.remove(user, by=by)
    second_factor.remove(user, by=make_administrator("system"))
    assert second_factor.factor_of(user) is None


def test_where_it_is_required_it_comes_before_every_page(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    user = make_user()
    client.force_login(user)
    assert client.get("/").headers["Location"] == "/accounts/second-factor/"
    second_factor.begin(user)
    second_factor.confirm(user, code_of(user))
    assert client.get("/accounts/password/").status_code == 200


def test_a_grave_act_asks_for_password_and_code(rf: RequestFactory) -> None:
    user, _recovery = with_factor()
    request = rf.post("/")
    for password, code in ((PASSWORD, ""), ("wrong", code_of(user))):
        with pytest.raises(Invalid):
            proof.prove(request, user, password=password, code=code)
    proof.prove(request, user, password=PASSWORD, code=code_of(user))


def test_an_old_password_is_changed_before_anything_else(client: Client, settings: Any) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get("/").status_code == 200
    long_ago = timezone.now() - timedelta(days=settings.PASSWORD_DAYS, minutes=1)
    User.objects.filter(pk=user.pk).update(password_set_at=long_ago)
    assert client.get("/").headers["Location"] == "/accounts/password/"
    settings.PASSWORD_DAYS = 0
    assert client.get("/").status_code == 200


def test_the_last_five_passwords_are_not_taken_again() -> None:
    user = make_user()
    taken = [f"Jinri-{number}-renwu" for number in range(7)]
    for password in taken:
        actions.change_password(user, password)
    for password in taken[1:]:
        with pytest.raises(Invalid):
            actions.change_password(user, password)
    actions.change_password(user, taken[0])
    assert PastPassword.objects.filter(user=user).count() == 5
