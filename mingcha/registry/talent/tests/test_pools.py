"""Into the pools and out of them: who may, what must be there, and what stays sealed."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers import CellError
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Role
from mingcha.registry.talent import actions
from mingcha.registry.talent.ledger import existing_talents, resolve_row
from mingcha.registry.talent.models import Talent, Tie
from mingcha.registry.talent.queries import side_by_side, twins_of
from mingcha.registry.talent.workflow import TALENTS
from mingcha.testing.foundation import make_user
from mingcha.testing.registry import keeper, make_office, make_officer, make_organisation
from mingcha.testing.talent import holder, make_talent

pytestmark = pytest.mark.django_db


def test_nobody_examines_whom_they_nominated_nor_admits_whom_they_examined() -> None:
    office = make_office()
    both = make_officer(office, Role.ORGANISATION_OFFICER, user=make_officer(office, Role.OFFICE_STAFF))
    talent = actions.nominate(office, by=both, name="甲", unit="某局", grade="section", skills=["audit"])
    given: dict[str, Any] = {"organisation_opinion": "同意", "discipline_opinion": "同意"}
    with pytest.raises(NotAllowed):
        TALENTS.perform(talent, "qualify", by=both, **given)
    head = make_officer(office, Role.OFFICE_HEAD)
    TALENTS.perform(talent, "qualify", by=make_officer(office, Role.ORGANISATION_OFFICER), **given)
    with pytest.raises(NotAllowed):
        TALENTS.perform(talent, "admit", by=both, expires_on=date(2031, 1, 1))
    TALENTS.perform(talent, "admit", by=head, expires_on=date(2031, 1, 1))
    assert Talent.objects.in_force().get() == talent


def test_both_opinions_are_asked_for() -> None:
    office = make_office()
    talent = make_talent(office, "nominated")
    with pytest.raises(Invalid):
        actions.qualify_many(
            [talent], by=holder(office, Role.ORGANISATION_OFFICER), organisation="同意", discipline=" "
        )
    talent.refresh_from_db()
    assert talent.status == "nominated"


def test_who_is_out_or_expired_is_not_in_force() -> None:
    office = make_office()
    out, expired, standing = (make_talent(office) for _each in range(3))
    TALENTS.perform(out, "take_out", by=keeper(office), out_reason="post")
    Talent.objects.filter(pk=expired.pk).update(expires_on=date(2020, 1, 1))
    assert list(Talent.objects.in_force()) == [standing]
    TALENTS.perform(out, "again", by=keeper(office))
    assert out.organisation_opinion == ""
    assert out.qualified_by is None


def test_what_a_tie_is_about_is_sealed_in_the_database_and_open_to_the_office() -> None:
    office = make_office()
    talent, there = make_talent(office), make_organisation(office)
    tie = actions.declare_tie(
        talent, kind="kin", organisation=there, statement="配偶任副职", by=keeper(office)
    )
    actions.declare_interests(talent, text="亲属经商", by=keeper(office))
    with connection.cursor() as cursor:
        cursor.execute("select statement from talent_tie")
        assert "配偶".encode() not in bytes(cursor.fetchone()[0])
    assert Tie.objects.get().told == tie.told == "配偶任副职"
    talent.refresh_from_db()
    assert talent.interests_told == "亲属经商"
    assert "配偶" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_only_the_person_and_the_office_declare_and_only_the_office_takes_back() -> None:
    office, me = make_office(), make_user()
    talent, there = make_talent(office, user=me), make_organisation(office)
    tie = actions.declare_tie(talent, kind="kin", organisation=there, statement="兄长", by=me)
    with pytest.raises(NotAllowed):
        actions.drop_tie(tie, by=me)
    with pytest.raises(NotAllowed):
        actions.declare_tie(talent, kind="kin", organisation=there, statement="兄长", by=make_user())
    actions.drop_tie(tie, by=keeper(office))
    assert not Tie.objects.exists()


def test_pools_are_seen_by_their_office_and_those_above_and_by_oneself() -> None:
    above = make_office("province")
    office, beside = make_office(parent=above), make_office(parent=above)
    me = make_user()
    talent = make_talent(office, user=me)
    seeing = [keeper(office), keeper(above), holder(office, Role.ORGANISATION_OFFICER), me]
    blind = [keeper(beside), make_officer(office, Role.SUPERVISOR), make_user()]
    rows = Talent.objects
    assert [rows.visible_to(user).filter(pk=talent.pk).exists() for user in seeing] == [True] * 4
    assert [rows.visible_to(user).filter(pk=talent.pk).exists() for user in blind] == [False] * 3


# Two entries of one person


def test_two_entries_become_one_field_by_field() -> None:
    office, me = make_office(), make_user()
    kept = make_talent(office, name="同名", unit="甲局", post="科长")
    dropped = make_talent(office, name="同名", unit="乙局", post="处长", user=me, skills=["legal"])
    actions.add_post_held(dropped, unit="丙局", title="科员", since=date(2010, 1, 1), by=keeper(office))
    actions.declare_interests(dropped, text="有亲属经商", by=keeper(office))
    assert [[one.pk for one in group] for group in twins_of(keeper(office))] == [[kept.pk, dropped.pk]]
    differing = {one.name for one in side_by_side(kept, dropped) if one.differs}
    assert differing == {"user", "born_on", "unit", "post", "skills"}
    actions.merge(kept, dropped, taken=["user", "skills"], by=keeper(office))
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.unit, kept.user, kept.skills) == ("甲局", me, ["legal"])
    assert kept.interests_told == "有亲属经商"
    assert kept.posts_held.count() == 1
    assert (dropped.status, dropped.merged_into) == ("out", kept)
    assert twins_of(keeper(office)) == []
    with pytest.raises(NotNow):
        TALENTS.perform(dropped, "again", by=keeper(office))
    with pytest.raises(NotNow):
        actions.merge(kept, dropped, taken=[], by=keeper(office))


def test_entries_of_two_pools_are_never_merged() -> None:
    office, other = make_office(), make_office()
    with pytest.raises(Invalid):
        actions.merge(make_talent(office), make_talent(other), taken=[], by=keeper(office))


def test_the_merge_page_asks_for_each_difference_and_takes_what_was_chosen() -> None:
    office = make_office()
    kept, dropped = make_talent(office, name="同名"), make_talent(office, name="同名")
    client = Client()
    client.force_login(keeper(office))
    url = f"/talent/{kept.pk}/merge/{dropped.pk}/"
    for page in ("/talent/twins/", dropped.get_absolute_url()):
        assert url in client.get(page).content.decode()
    assert "/merge/" not in client.get(make_talent(office).get_absolute_url()).content.decode()
    assert 'href="/talent/twins/"' in client.get("/").content.decode()  # in the menu
    assert client.post(url, {"unit": "right"}).status_code == 422
    assert client.post(url, {"unit": "right", "born_on": "left"}).status_code == 302
    kept.refresh_from_db()
    assert kept.unit == dropped.unit


def test_an_import_nominates_changes_and_is_repeatable() -> None:
    office = make_office()
    staff = keeper(office)
    row = {"office": office, "name": "甲", "unit": "某局", "pool": "leader", "grade": "section"}
    rows = [row | {"skills": ["audit"]}, row | {"name": "乙", "skills": ["legal"]}]
    made = actions.save_talents([dict(one) for one in rows], by=staff, existing="update", context={})
    again = actions.save_talents(
        [dict(one, post="科长") for one in rows], by=staff, existing="update", context={}
    )
    assert (made.created, again.created, again.updated) == (2, 0, 2)
    assert list(Talent.objects.values_list("post", flat=True)) == ["科长"] * 2
    with pytest.raises(NotAllowed):
        actions.save_talents(
            [row | {"name": "丙", "skills": ["audit"]}], by=keeper(make_office()), existing="skip", context={}
        )


def test_a_row_that_names_no_office_means_ones_own_also_above_others() -> None:
    city = make_office()
    make_office("county", parent=city)
    row = {"name": "甲", "unit": "某局", "pool": "leader", "grade": "section", "skills": "审计"}
    assert resolve_row(dict(row), {"user": keeper(city)})["office"] == city
    standing = make_talent(city, name="甲", unit="某局")
    key = ("甲", "某局", None)
    assert existing_talents([key], {"user": keeper(city)}) == {key: standing}
    both = keeper(city)
    make_officer(make_office(), Role.OFFICE_STAFF, user=both)
    with pytest.raises(CellError):
        resolve_row(dict(row), {"user": both})
