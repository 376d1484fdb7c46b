"""Who sees which bodies and posts."""

import pytest

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.actions import end_post
from mingcha.registry.bodies.models import Body, Post, Role
from mingcha.registry.bodies.queries import managed_offices, posts_of
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import (
    make_office,
    make_officer,
    make_organisation,
    make_representative,
    security,
)

pytestmark = pytest.mark.django_db


def seen_offices(user: User) -> set[Body]:
    return set(Body.objects.visible_to(user).offices())


def test_staff_see_their_office_its_bodies_and_those_below_but_not_beside_or_above() -> None:
    province = make_office("province")
    city, beside = make_office("city", parent=province), make_office("city", parent=province)
    county = make_office("county", parent=city)
    staff = make_officer(city)
    make_officer(beside)
    assert seen_offices(staff) == {city, county}
    assert set(Body.objects.visible_to(staff)) == {city, county, *city.bodies.all(), *county.bodies.all()}
    assert set(Post.objects.visible_to(staff)) == {posts_of(staff).get()}


def test_others_see_the_bodies_of_their_own_office_only() -> None:
    city = make_office("city")
    make_office("county", parent=city)
    for role in (Role.GROUP_MEMBER, Role.CASE_MANAGER, Role.DEPARTMENT_OFFICER):
        assert seen_offices(make_officer(city, role)) == {city}


@pytest.mark.parametrize("who", ["nobody", "system", "audit", "representative", "ended"])
def test_whoever_holds_no_post_sees_none(who: str) -> None:
    office = make_office()
    user = make_user() if who not in ("system", "audit") else make_administrator(who)
    if who == "representative":
        make_representative(make_organisation(office), user)
    if who == "ended":
        end_post(posts_of(make_officer(office, user=user)).get(), by=security())
    assert not Body.objects.visible_to(user).exists()
    assert not Post.objects.visible_to(user).exists()
    assert managed_offices(user) == frozenset()


def test_the_security_administrator_sees_all() -> None:
    make_officer(make_office())
    assert Body.objects.visible_to(security()).count() == Body.objects.count()
    assert Post.objects.visible_to(security()).count() == Post.objects.count()
