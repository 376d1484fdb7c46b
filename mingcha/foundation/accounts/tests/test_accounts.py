"""Who may do what to accounts."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import CommandError, call_command
from django.test import Client

from mingcha.foundation.accounts import actions
from mingcha.foundation.accounts.models import User
from mingcha.foundation.accounts.signals import becoming_administrator
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.foundation import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
KINDS = ["", "system", "security", "audit"]

Deed = Callable[[User, User], Any]
DEEDS: dict[str, tuple[str, Deed]] = {
    "create": ("system", lambda by, user: actions.create_account(username="new", full_name="测试", by=by)),
    "reset": ("system", lambda by, user: actions.reset_password(user, by=by)),
    "close": ("system", lambda by, user: actions.set_active(user, False, by=by)),
    "appoint": ("security", lambda by, user: actions.set_administration(user, "audit", by=by)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_belongs_to_one_administrator(deed: str, kind: str) -> None:
    who, act = DEEDS[deed]
    by, user = make_user(administration=kind), make_user()
    if kind == who:
        act(by, user)
        assert Event.objects.filter(by=by).count() == 1
    else:
        with pytest.raises(NotAllowed):
            act(by, user)
        assert not Event.objects.exists()


def test_the_three_administrators_never_coincide() -> None:
    security, system = make_administrator("security"), make_administrator("system")
    with pytest.raises(NotNow):
        actions.set_administration(system, "audit", by=security)
    with pytest.raises(NotNow):
        actions.set_administration(security, "", by=security)
    actions.set_administration(system, "", by=security)
    actions.set_administration(system, "audit", by=security)
    system.refresh_from_db()
    assert system.administration == "audit"


def test_a_new_installation_begins_with_its_three_administrators(client: Client) -> None:
    told = StringIO()
    call_command("administrators", stdout=told)
    lines = [line.split("\t") for line in told.getvalue().splitlines() if "\t" in line]
    kinds = User.objects.order_by("created_at").values_list("administration", flat=True)
    assert list(kinds) == ["system", "security", "audit"]
    for username, _name, password in lines:
        user = User.objects.get(username=username)
        assert sign_in(client, user, password).headers["Location"] == "/accounts/password/"
    assert Event.objects.filter(action="account.create").count() == 3
    with pytest.raises(CommandError):
        call_command("administrators")
    assert User.objects.count() == 3


def test_whoever_holds_a_post_becomes_no_administrator() -> None:
    def object_to(sender: object, user: User, **_more: object) -> str:
        return "holds a post"

    becoming_administrator.connect(object_to)
    try:
        with pytest.raises(NotNow, match="holds a post"):
            actions.set_administration(make_user(), "audit", by=make_administrator("security"))
    finally:
        becoming_administrator.disconnect(object_to)


def test_an_account_is_created_once_and_must_change_its_password() -> None:
    system = make_administrator("system")
    user, password = actions.create_account(username="zhiyuan01", full_name="职员01", by=system)
    assert user.check_password(password)
    assert user.must_change_password
    with pytest.raises(Invalid):
        actions.create_account(username="zhiyuan01", full_name="职员02", by=system)


@pytest.mark.parametrize("password", ["short-A1", "alllowercase-123", "NoSignsInHere123", "Zhiyuanceshi-1"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        actions.change_password(make_user("zhiyuanceshi"), password)


def test_nobody_locks_out_themselves() -> None:
    system = make_administrator("system")
    with pytest.raises(NotNow):
        actions.set_active(system, False, by=system)


@pytest.mark.parametrize("kind", KINDS)
def test_account_pages_are_the_administrators(kind: str, client: Client) -> None:
    user = make_user()
    client.force_login(make_user(administration=kind))
    sees, changes = kind in ("system", "security"), kind == "system"
    assert client.get(f"/accounts/{user.pk}/").status_code == (200 if sees else 404)
    assert client.get("/accounts/new/").status_code == (200 if changes else 403)
    for page in ("password", "switch"):
        refused = 403 if sees else 404
        status = client.post(f"/accounts/{user.pk}/{page}/").status_code
        assert status == refused if not changes else status in (200, 302)


def test_a_new_account_is_shown_its_password_once(client: Client) -> None:
    client.force_login(make_administrator("system"))
    sent = {"username": "zhiyuan02", "full_name": "职员02", "phone": ""}
    assert "zhiyuan02" in client.post("/accounts/new/", sent).content.decode()
    again = client.post("/accounts/new/", {**sent, "username": "X"})
    assert again.status_code == 422
    assert "职员02" in again.content.decode()


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/login/", {"username": user.username, "password": password})


def test_after_five_wrong_passwords_even_the_right_one_is_refused(client: Client) -> None:
    user = make_user()
    for _attempt in range(5):
        sign_in(client, user, "wrong")
    assert sign_in(client, user).status_code in (403, 429)
    assert Event.objects.filter(action="account.refuse_sign_in", by=user).count() == 6
    assert not Event.objects.filter(action="account.sign_in").exists()
    assert client.get("/accounts/password/").status_code == 302


def test_in_earnest_passwords_are_argon2id_and_sessions_short() -> None:
    """As an installation has it: the tests' own cheap hashes left out."""
    said = "from django.conf import settings as s; print(s.PASSWORD_HASHERS[0], s.SESSION_COOKIE_AGE)"
    kept = {name: value for name, value in os.environ.items() if name != "FAST_PASSWORDS"}
    kept["DJANGO_SETTINGS_MODULE"] = "config.settings"
    done = subprocess.run(
        [sys.executable, "-c", said], env=kept, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    hasher, seconds = done.stdout.split()
    assert hasher == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert int(seconds) <= 1800
    assert Argon2PasswordHasher().encode(PASSWORD, "salt" * 4).startswith("argon2$argon2id$")


def test_signing_in_elsewhere_ends_the_earlier_session() -> None:
    user, office, home = make_user(), Client(), Client()
    assert sign_in(office, user).status_code == 302
    assert office.get("/accounts/password/").status_code == 200
    assert sign_in(home, user).status_code == 302
    assert office.get("/accounts/password/").headers["Location"].startswith("/login/")
    assert home.get("/accounts/password/").status_code == 200


def test_a_closed_account_is_out_at_once(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    actions.set_active(user, False, by=make_administrator("system"))
    assert client.get("/accounts/password/").status_code == 302
    assert sign_in(client, user).status_code == 200, "the form again"


def test_a_one_time_password_leads_to_the_change(client: Client) -> None:
    user = make_user()
    password = actions.reset_password(user, by=make_administrator("system"))
    assert sign_in(client, user, password).headers["Location"] == "/accounts/password/"
    assert client.get("/notices/").headers["Location"] == "/accounts/password/", "and nowhere else"
    new = "Another-password-2"
    sent = {"old_password": password, "new_password1": new, "new_password2": new}
    assert client.post("/accounts/password/", sent).status_code == 302
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get("/accounts/password/").status_code == 200, "still signed in"


@pytest.mark.parametrize("path", ["/accounts/new/", "/notices/", "/jobs/"])
def test_nobody_comes_in_without_signing_in(path: str, client: Client) -> None:
    assert client.get(path).headers["Location"].startswith("/login/")
