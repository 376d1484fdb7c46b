"""The tree of organisations: who writes it, and that it stays a tree."""

from typing import Any

import pytest

from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.organisations import actions
from mingcha.registry.organisations.models import Organisation
from mingcha.testing.foundation import make_administrator
from mingcha.testing.registry import keeper, make_office, make_officer, make_organisation, security

pytestmark = pytest.mark.django_db


def paths_are_right() -> bool:
    return all(
        one.path == (one.parent.path if one.parent else "") + f"{one.pk.hex}/"
        for one in Organisation.objects.select_related("parent")
    )


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("测试集团党委", "测试集团党委"),
        ("测试局党组（示例）", "测试局党组（示例）"),
        ("测试学院", "测试学院党组织"),
    ],
)
def test_official_papers_name_the_party_organisation_once(name: str, party: str) -> None:
    assert Organisation(name=name).party == party


def unsaved(office: Body, code: str, **fields: Any) -> Organisation:
    return Organisation(
        office=office, code=code, name=f"单位{code}", sector="departments", level="city", **fields
    )


def test_the_office_and_those_above_it_create_and_it_is_on_the_trail() -> None:
    city = make_office("city")
    county = make_office("county", parent=city)
    made = make_organisation(county)
    assert Event.objects.get(action="organisation.create").subject_id == str(made.pk)
    above = actions.edit_organisation(made, by=make_officer(city), name="改名党组")
    assert above.name == "改名党组"
    assert Event.objects.get(action="organisation.edit").facts == {"name": "改名党组"}


@pytest.mark.parametrize("who", ["beside", "below", "discipline", "group", "security"])
def test_nobody_else_writes(who: str) -> None:
    city = make_office("city")
    made = make_organisation(city)
    by = {
        "beside": lambda: make_officer(make_office("city"), Role.OFFICE_HEAD),
        "below": lambda: make_officer(make_office("county", parent=city), Role.OFFICE_HEAD),
        "discipline": lambda: make_officer(city, Role.SUPERVISOR),
        "group": lambda: make_officer(city, Role.GROUP_HEAD),
        "security": security,
    }[who]()
    with pytest.raises(NotAllowed):
        actions.edit_organisation(made, by=by, name="改名")
    with pytest.raises(NotAllowed):
        actions.create_organisations_many([unsaved(city, "X")], by=by)
    with pytest.raises(NotAllowed):
        actions.appoint_person(made, name="测试甲", post="书记", by=by)
    with pytest.raises(NotAllowed):
        actions.add_representative(made, make_officer(city), by=by)


def test_an_organisation_is_not_given_away_to_an_office_one_does_not_work_in() -> None:
    city, beside = make_office("city"), make_office("city")
    with pytest.raises(NotAllowed):
        actions.edit_organisation(make_organisation(city), by=keeper(city), office=beside)


def test_many_are_created_in_any_order_with_their_superiors_among_them() -> None:
    office = make_office()
    top = unsaved(office, "1")
    middle = unsaved(office, "1.1", parent=top)
    low = unsaved(office, "1.1.1", parent=middle)
    actions.create_organisations_many([low, top, middle], by=keeper(office))
    assert paths_are_right()
    assert list(Organisation.objects.below(top).order_by("code")) == [middle, low]


def test_a_branch_moves_with_everything_below_it() -> None:
    office = make_office()
    old, new = make_organisation(office), make_organisation(office)
    middle = make_organisation(office, parent=old)
    low = make_organisation(office, parent=middle)
    actions.edit_organisation(middle, parent=new, by=keeper(office))
    assert paths_are_right()
    assert set(Organisation.objects.below(new)) == {middle, low}
    actions.edit_organisation(middle, parent=None, by=keeper(office))
    assert paths_are_right()


def test_nothing_stands_above_itself() -> None:
    office = make_office()
    top = make_organisation(office)
    middle = make_organisation(office, parent=top)
    low = make_organisation(office, parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(Invalid):
            actions.edit_organisation(top, parent=parent, by=keeper(office))
    ring = [unsaved(office, "a"), unsaved(office, "b")]
    ring[0].parent, ring[1].parent = ring[1], ring[0]
    with pytest.raises(Invalid):
        actions.create_organisations_many(ring, by=keeper(office))
    assert paths_are_right()


def test_a_superior_is_not_of_a_lower_level() -> None:
    office = make_office()
    village = make_organisation(office, level="village")
    with pytest.raises(Invalid):
        make_organisation(office, level="city", parent=village)


def test_a_code_occurs_once_an_office() -> None:
    office = make_office()
    make_organisation(office, code="A1")
    with pytest.raises(Invalid):
        make_organisation(office, code="A1")
    with pytest.raises(Invalid):
        actions.create_organisations_many([unsaved(office, "A1")], by=keeper(office))
    assert make_organisation(make_office(), code="A1").code == "A1"


def test_only_those_who_keep_the_system_load_divisions() -> None:
    with pytest.raises(NotAllowed):
        actions.load_divisions(by=make_officer(make_office(), Role.OFFICE_HEAD))
    with pytest.raises(NotAllowed):
        actions.load_divisions(by=make_administrator("audit"))
