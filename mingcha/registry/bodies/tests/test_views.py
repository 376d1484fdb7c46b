"""The pages of bodies: for whom they open, and what a wrong form keeps."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Body, Kind
from mingcha.registry.bodies.queries import posts_of
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer, security

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_body_opens_for_its_people_and_for_nobody_else() -> None:
    office = make_office()
    url = reverse("bodies:detail", args=[office.pk])
    page = signed_in(make_officer(office)).get(url)
    assert page.status_code == 200
    assert "测试" in page.content.decode()
    for stranger in (make_user(), make_officer(make_office()), make_administrator("system")):
        assert signed_in(stranger).get(url).status_code == 404


def test_only_the_security_administrator_is_asked_with_forms() -> None:
    office = make_office()
    officer = make_officer(office)
    post = posts_of(officer).get()
    urls = [
        reverse("bodies:create"),
        reverse("bodies:edit", args=[office.pk]),
        reverse("bodies:give_post", args=[office.pk]),
        reverse("bodies:end_post", args=[post.pk]),
    ]
    for url in urls:
        assert signed_in(officer).get(url).status_code == 403
        assert signed_in(security()).get(url).status_code == 200


def test_a_body_is_created_edited_and_given_a_post_through_the_pages() -> None:
    client, user = signed_in(security()), make_user("clerk01")
    data = {"kind": Kind.OFFICE, "level": "city", "name": "测试市委巡察办", "short_name": "测试巡察办"}
    assert client.post(reverse("bodies:create"), data).status_code == 302
    office = Body.objects.get(name="测试市委巡察办")
    changed = {"name": "改名", "short_name": "改", "is_active": "on"}
    assert client.post(reverse("bodies:edit", args=[office.pk]), changed).status_code == 302
    given = {"account": "clerk01", "role": "office_head", "since": "2024-01-01"}
    assert client.post(reverse("bodies:give_post", args=[office.pk]), given).status_code == 302
    post = posts_of(user).get()
    ended = client.post(reverse("bodies:end_post", args=[post.pk]), {"until": "2024-02-01"})
    assert ended.status_code == 302
    assert not posts_of(user).exists()
    office.refresh_from_db()
    assert office.name == "改名"


def test_a_wrong_body_is_shown_again_with_what_was_typed() -> None:
    data = {"kind": Kind.DISCIPLINE, "level": "city", "name": "没有巡察办的纪委", "short_name": "纪委"}
    page = signed_in(security()).post(reverse("bodies:create"), data)
    assert page.status_code == 422
    assert "没有巡察办的纪委" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "nobody-of-this-name"},
        {"account": "the-auditor"},
        {"role": "case_manager"},
        {"since": "2999-01-01"},
        {"since": "no day"},
        {"account": "holder"},
    ],
)
def test_a_wrong_post_is_shown_again_with_what_was_typed(wrong: dict[str, str]) -> None:
    office = make_office()
    make_user("newcomer")
    make_administrator("audit", username="the-auditor")
    make_officer(office, user=make_user("holder"))
    data = {"account": "newcomer", "role": "office_staff", "since": "2024-01-01"} | wrong
    page = signed_in(security()).post(reverse("bodies:give_post", args=[office.pk]), data)
    assert page.status_code == 422
    assert data["account"] in page.content.decode()


def test_a_wrong_end_is_shown_again() -> None:
    post = posts_of(make_officer(make_office())).get()
    url = reverse("bodies:end_post", args=[post.pk])
    assert signed_in(security()).post(url, {"until": "2000-01-01"}).status_code == 422


@pytest.mark.parametrize("name", ["bodies", "posts"])
def test_the_lists_cost_the_same_for_few_and_many(name: str) -> None:
    office = make_office()
    officer = make_officer(office)
    client, url = signed_in(officer), reverse("ledgers:list", args=[name])
    assert client.get(url).status_code == 200
    few = _queries(client, url)
    for _number in range(5):
        make_office("county", parent=office)
        make_officer(office)
    assert _queries(client, url) == few


def _queries(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
