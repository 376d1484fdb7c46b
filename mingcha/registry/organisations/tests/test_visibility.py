"""Who sees which organisations."""

from uuid import UUID

import pytest

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.actions import end_post
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.bodies.queries import posts_of
from mingcha.registry.organisations.actions import end_representative
from mingcha.registry.organisations.models import LeadingPerson, Organisation, Representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import (
    keeper,
    make_office,
    make_officer,
    make_organisation,
    make_principal,
    make_representative,
    security,
)

pytestmark = pytest.mark.django_db


def seen(user: User) -> set[Organisation]:
    """Organisations seen, with their people seen likewise."""
    found = set(Organisation.objects.visible_to(user))
    people = LeadingPerson.objects.visible_to(user).values_list("organisation_id", flat=True)
    assert set(people) == {one.pk for one in found}
    return found


def library(office: Body) -> Organisation:
    organisation = make_organisation(office)
    make_principal(organisation)
    return organisation


def test_the_office_sees_its_own_and_those_below_never_those_beside_or_above() -> None:
    province = make_office("province")
    city, beside = make_office("city", parent=province), make_office("city", parent=province)
    county = make_office("county", parent=city)
    high, own, other, low = library(province), library(city), library(beside), library(county)
    assert seen(make_officer(city)) == {own, low}
    assert seen(make_officer(county, Role.OFFICE_HEAD)) == {low}
    assert seen(make_officer(province)) == {high, own, other, low}


def test_the_bodies_beside_the_office_see_its_own_only() -> None:
    city = make_office("city")
    own, _low = library(city), library(make_office("county", parent=city))
    for role in (Role.GROUP_MEMBER, Role.COMMITTEE_CLERK, Role.SUPERVISOR, Role.ORGANISATION_OFFICER):
        assert seen(make_officer(city, role)) == {own}
    assert seen(make_officer(city, Role.DEPARTMENT_OFFICER)) == set()


def test_a_representative_sees_the_own_organisation_until_it_ends() -> None:
    office = make_office()
    own, _other = library(office), library(office)
    user = make_representative(own)
    assert seen(user) == {own}
    end_representative(Representative.objects.get(user=user), by=keeper(office))
    assert seen(user) == set()


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_see_none(kind: str) -> None:
    library(make_office())
    assert seen(make_administrator(kind)) == set()


def test_an_outsider_and_someone_whose_post_has_ended_see_none() -> None:
    office = make_office()
    library(office)
    officer = make_officer(office)
    end_post(posts_of(officer).get(), by=security())
    assert seen(officer) == seen(make_user()) == set()


def test_what_a_later_stage_opens_is_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    office, member = make_office(), make_user()
    own = library(office)
    library(make_office())

    def offices(user: User) -> frozenset[UUID]:
        return frozenset([office.pk]) if user == member else frozenset()

    monkeypatch.setitem(scopes._scopes, "offices", offices)
    assert seen(member) == {own}
    assert seen(make_user()) == set()
