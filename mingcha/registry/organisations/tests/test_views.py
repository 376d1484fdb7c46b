"""The pages of organisations: for whom they open, and what a wrong form keeps."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Role
from mingcha.registry.organisations.models import Division, Organisation
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import (
    make_office,
    make_officer,
    make_organisation,
    make_principal,
    make_representative,
)

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_organisation_opens_for_its_office_and_itself_and_for_nobody_else() -> None:
    organisation = make_organisation()
    make_principal(organisation, name="测试书记")
    url = organisation.get_absolute_url()
    for user in (make_officer(organisation.office), make_representative(organisation)):
        page = signed_in(user).get(url)
        assert page.status_code == 200
        assert "测试书记" in page.content.decode()
    strangers = (make_user(), make_officer(make_office()), make_administrator("security"))
    for user in strangers:
        assert signed_in(user).get(url).status_code == 404


def test_only_the_office_is_asked_with_forms() -> None:
    organisation = make_organisation()
    person, acting = make_principal(organisation), make_representative(organisation)
    representation = organisation.representatives.get()
    urls = [
        reverse("organisations:create"),
        reverse("organisations:edit", args=[organisation.pk]),
        reverse("organisations:appoint", args=[organisation.pk]),
        reverse("organisations:end_person", args=[person.pk]),
        reverse("organisations:add_representative", args=[organisation.pk]),
        reverse("organisations:end_representative", args=[representation.pk]),
    ]
    for url in urls:
        assert signed_in(make_officer(organisation.office)).get(url).status_code == 200
        assert signed_in(acting).get(url).status_code == 403
        assert signed_in(make_officer(organisation.office, Role.GROUP_HEAD)).get(url).status_code == 403


def test_an_organisation_is_created_and_moved_through_the_pages() -> None:
    office = make_office()
    client, top = signed_in(make_officer(office)), make_organisation(office, code="TOP")
    data = {
        "code": "B01",
        "name": "测试乙局党组",
        "sector": "departments",
        "level": "city",
        "office": str(office.pk),
        "parent_code": "TOP",
    }
    assert client.post(reverse("organisations:create"), data).status_code == 302
    made = Organisation.objects.get(code="B01")
    assert made.parent == top
    changed = data | {"parent_code": "", "is_active": "on"}
    assert client.post(reverse("organisations:edit", args=[made.pk]), changed).status_code == 302
    made.refresh_from_db()
    assert not made.parent_id
    assert made.path == f"{made.pk.hex}/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "TAKEN"},
        {"parent_code": "NONE"},
        {"division_code": "99"},
        {"sector": "no-such"},
        {"name": ""},
        {"level": "province", "parent_code": "TAKEN"},
    ],
)
def test_a_wrong_organisation_is_shown_again_with_what_was_typed(wrong: dict[str, str]) -> None:
    office = make_office()
    make_organisation(office, code="TAKEN")
    given = {"code": "B01", "name": "测试乙局", "short_name": "乙局简称", "sector": "departments"}
    given |= {"level": "city", "office": str(office.pk)} | wrong
    page = signed_in(make_officer(office)).post(reverse("organisations:create"), given)
    assert page.status_code == 422
    assert "乙局简称" in page.content.decode()


def test_nothing_is_moved_below_itself_through_the_page() -> None:
    office = make_office()
    top = make_organisation(office)
    low = make_organisation(office, parent=top)
    given = {"code": top.code, "name": top.name, "sector": top.sector, "level": top.level}
    given |= {"office": str(office.pk), "parent_code": low.code, "is_active": "on"}
    url = reverse("organisations:edit", args=[top.pk])
    assert signed_in(make_officer(office)).post(url, given).status_code == 422


def test_people_are_appointed_and_ended_through_the_pages() -> None:
    organisation = make_organisation()
    client, earlier = signed_in(make_officer(organisation.office)), make_principal(organisation)
    url = reverse("organisations:appoint", args=[organisation.pk])
    given = {"name": "测试乙", "post": "书记", "is_principal": "on", "since": "2024-01-01"}
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "测试乙" in refused.content.decode()
    assert client.post(url, given | {"since": "2999-01-01"}).status_code == 422
    assert client.post(url, given | {"since": "2000-01-01", "succeeds": "on"}).status_code == 422
    assert client.post(url, given | {"succeeds": "on"}).status_code == 302
    earlier.refresh_from_db()
    assert str(earlier.until) == "2024-01-01"
    end = reverse("organisations:end_person", args=[organisation.leading_persons.get(name="测试乙").pk])
    assert client.post(end, {"until": "2000-01-01"}).status_code == 422
    assert client.post(end, {"until": "2024-05-01"}).status_code == 302


def test_representatives_are_added_by_account_and_ended() -> None:
    organisation = make_organisation()
    client, user = signed_in(make_officer(organisation.office)), make_user("acting01")
    make_administrator("audit", username="the-auditor")
    url = reverse("organisations:add_representative", args=[organisation.pk])
    for wrong in ({"account": "nobody"}, {"account": "the-auditor"}, {"since": "2999-01-01"}):
        assert client.post(url, {"account": "acting01", "since": "2024-01-01"} | wrong).status_code == 422
    assert client.post(url, {"account": "acting01", "since": "2024-01-01"}).status_code == 302
    assert client.post(url, {"account": "acting01", "since": "2024-01-01"}).status_code == 422
    end = reverse("organisations:end_representative", args=[organisation.representatives.get(user=user).pk])
    assert client.post(end, {"until": "2024-02-01"}).status_code == 302


def test_divisions_are_open_to_anyone_signed_in() -> None:
    province = Division.objects.create(code="99", name="测试省", level="province", path="99/")
    city = Division.objects.create(code="9901", name="测试市", level="city", path="99/9901/", parent=province)
    assert signed_in(make_user()).get(city.get_absolute_url()).status_code == 200
    assert Client().get(city.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("name", ["organisations", "leading_persons", "representatives"])
def test_the_lists_cost_the_same_for_few_and_many(name: str) -> None:
    office = make_office()
    client, url = signed_in(make_officer(office)), reverse("ledgers:list", args=[name])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def add() -> None:
        organisation = make_organisation(office)
        make_principal(organisation)
        make_representative(organisation)

    add()
    cost()
    few = cost()
    for _number in range(5):
        add()
    assert cost() == few
