"""Who may keep bodies and posts, and what the records refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingcha.foundation.accounts.actions import set_administration
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies import actions
from mingcha.registry.bodies.models import Body, Kind, Post, Role
from mingcha.registry.bodies.queries import (
    holders,
    holds_post,
    posts_of,
    subordinate_offices,
    superior_offices,
)
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer, security

pytestmark = pytest.mark.django_db


def test_the_security_administrator_creates_a_body_and_it_is_on_the_trail() -> None:
    by = security()
    body = actions.create_body(
        kind=Kind.OFFICE, name="测试市委巡察办", short_name="测试巡察办", level="city", by=by
    )
    event = Event.objects.get(action="body.create")
    assert (event.subject_id, event.by) == (str(body.pk), by)


@pytest.mark.parametrize("who", ["system", "audit", "officer"])
def test_nobody_else_keeps_bodies_or_posts(who: str) -> None:
    office = make_office()
    by = make_officer(office, Role.OFFICE_HEAD) if who == "officer" else make_administrator(who)
    post = posts_of(make_officer(office)).get()
    with pytest.raises(NotAllowed):
        actions.create_body(kind=Kind.OFFICE, name="另一个", short_name="另", level="city", by=by)
    with pytest.raises(NotAllowed):
        actions.edit_body(office, by=by, name="改名")
    with pytest.raises(NotAllowed):
        actions.give_post(make_user(), office, Role.OFFICE_STAFF, by=by)
    with pytest.raises(NotAllowed):
        actions.end_post(post, by=by)


def test_an_administrator_is_given_no_post() -> None:
    with pytest.raises(Invalid):
        actions.give_post(make_administrator("audit"), make_office(), Role.OFFICE_STAFF, by=security())


def test_a_holder_of_a_post_does_not_become_an_administrator_until_it_is_ended() -> None:
    officer = make_officer(make_office())
    with pytest.raises(NotNow):
        set_administration(officer, "audit", by=security())
    actions.end_post(posts_of(officer).get(), by=security())
    set_administration(officer, "audit", by=security())
    assert officer.administration == "audit"


def test_a_body_has_only_the_posts_of_its_kind() -> None:
    office = make_office()
    with pytest.raises(Invalid):
        actions.give_post(make_user(), office, Role.CASE_MANAGER, by=security())


def test_a_post_is_held_once_at_a_time() -> None:
    office, user = make_office(), make_user()
    post = actions.give_post(user, office, Role.OFFICE_STAFF, by=security())
    with pytest.raises(Invalid):
        actions.give_post(user, office, Role.OFFICE_STAFF, by=security())
    actions.end_post(post, by=security())
    actions.give_post(user, office, Role.OFFICE_STAFF, by=security())
    assert Post.objects.filter(user=user).count() == 2


def test_a_post_neither_begins_in_the_future_nor_ends_before_it_began_nor_twice() -> None:
    office, today = make_office(), timezone.localdate()
    with pytest.raises(Invalid):
        actions.give_post(
            make_user(), office, Role.OFFICE_STAFF, since=today + timedelta(days=1), by=security()
        )
    post = actions.give_post(make_user(), office, Role.OFFICE_STAFF, since=today, by=security())
    with pytest.raises(Invalid):
        actions.end_post(post, until=today - timedelta(days=1), by=security())
    stale = Post.objects.get(pk=post.pk)
    actions.end_post(post, by=security())
    with pytest.raises(NotNow):
        actions.end_post(stale, by=security())


def test_a_body_stands_below_a_higher_one_of_its_kind_and_beside_an_office_of_its_level() -> None:
    city, other = make_office("city"), make_office("city")
    wrong: list[dict[str, Any]] = [
        {"kind": Kind.OFFICE, "level": "city", "parent": other},
        {"kind": Kind.OFFICE, "level": "county", "parent": city.bodies.first()},
        {"kind": Kind.OFFICE, "level": "city", "office": city},
        {"kind": Kind.DISCIPLINE, "level": "city"},
        {"kind": Kind.DISCIPLINE, "level": "county", "office": city},
    ]
    for place, fields in enumerate(wrong):
        with pytest.raises(Invalid):
            actions.create_body(name=f"机构{place}", short_name="机构", by=security(), **fields)


def test_two_bodies_of_one_kind_level_and_name_are_refused_in_bulk_too() -> None:
    office = make_office()
    with pytest.raises(Invalid):
        actions.create_bodies_many([Body(kind=Kind.OFFICE, name=office.name, level="city")], by=security())
    twins = [Body(kind=Kind.OFFICE, name="双", short_name="双", level="city") for _ in range(2)]
    with pytest.raises(Invalid):
        actions.create_bodies_many(twins, by=security())


def test_a_body_with_posts_in_force_is_not_closed() -> None:
    office = make_office()
    post = posts_of(make_officer(office)).get()
    with pytest.raises(NotNow):
        actions.edit_body(office, by=security(), is_active=False)
    actions.end_post(post, by=security())
    assert not actions.edit_body(office, by=security(), is_active=False).is_active


def test_a_post_counts_in_its_body_and_in_the_office_the_body_works_with() -> None:
    office = make_office()
    clerk = make_officer(office, Role.COMMITTEE_CLERK)
    assert holds_post(clerk, office.pk, "committee_clerk")
    assert holds_post(clerk, office.bodies.get(kind=Kind.COMMITTEE).pk, "committee_clerk")
    assert not holds_post(clerk, make_office().pk, "committee_clerk")
    assert not holds_post(clerk, office.pk, "office_head")
    assert list(holders(office.pk, "committee_clerk")) == [clerk]
    actions.end_post(posts_of(clerk).get(), until=date.today(), by=security())
    assert not holds_post(clerk, office.pk, "committee_clerk")


def test_offices_above_and_below_are_found_at_any_depth() -> None:
    province = make_office("province")
    city = make_office("city", parent=province)
    county = make_office("county", parent=city)
    assert subordinate_offices([province.pk]) == {city.pk, county.pk}
    assert superior_offices([county.pk]) == {city.pk, province.pk}
    assert subordinate_offices([county.pk]) == superior_offices([province.pk]) == set()
