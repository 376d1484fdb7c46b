"""The standard dictionaries, and new versions of the rules."""

import copy
from typing import Any

import pytest

from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Level, Role
from mingcha.registry.frames import actions
from mingcha.registry.frames.models import CodeList, Discipline, Frame, Rule, RuleSet
from mingcha.registry.frames.queries import (
    choices_of,
    current_rule_set,
    earlier_version,
    frames_for,
    issue_classes,
    lines_of,
    rule_fault,
)
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer, security

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    actions.load_standards(by=security())


def test_loading_again_changes_nothing() -> None:
    RuleSet.objects.filter(level="city").update(name="改过的名称")
    assert set(actions.load_standards(by=make_administrator("system")).values()) == {0}
    assert RuleSet.objects.get(level="city").name == "改过的名称"
    assert Event.objects.filter(action="standards.load").count() == 1


@pytest.mark.parametrize("who", ["officer", "audit"])
def test_only_those_who_keep_the_system_load_them(who: str) -> None:
    by = make_officer(make_office(), Role.OFFICE_HEAD) if who == "officer" else make_administrator(who)
    with pytest.raises(NotAllowed):
        actions.load_standards(by=by)


def test_each_level_has_its_current_frame_and_the_older_one_stays() -> None:
    assert [frame.name for frame in frames_for("city")] == ["四个落实"]
    assert [frame.name for frame in frames_for("county")] == ["四个聚焦"]
    older = Frame.objects.get(name="三个聚焦")
    assert (older.is_current, older.items.count()) == (False, 3)


def test_the_taxonomy_has_three_levels_and_every_class_its_disciplines() -> None:
    classes = list(issue_classes())
    depths = {one.code.count(".") for one in classes}
    assert depths == {0, 1, 2}
    assert all(one.parent and one.code.startswith(one.parent.code) for one in classes if "." in one.code)
    assert all(one.disciplines and set(one.disciplines) <= set(Discipline.values) for one in classes)
    top = [one.code for one in classes if "." not in one.code]
    assert top == ["1", "2", "3", "4", "5"]


def test_every_rule_of_every_level_has_a_possible_value_a_unit_and_a_basis() -> None:
    for level in Level.values:
        found = RuleSet.objects.get(level=level, is_current=True)
        assert set(found.values) == set(Rule.values)
        assert [rule_fault(key, found.values[key]) for key in Rule.values] == [None] * len(Rule.values)
        assert any(line.unverified for line in lines_of(found))
        assert any(line.local for line in lines_of(found))


def test_an_office_makes_its_own_next_version_and_earlier_ones_stay() -> None:
    office, beside = make_office("city"), make_office("city")
    head, standard = make_officer(office, Role.OFFICE_HEAD), current_rule_set(office)
    assert standard is not None
    plan = {"plan_days": {"value": 20, "unit": "working", "basis": "本市办法（地方）。"}}
    second = actions.revise_rule_set(standard, office=office, values=plan, note="改计划期限", by=head)
    assert current_rule_set(office) == second
    assert current_rule_set(beside) == RuleSet.objects.get(pk=standard.pk, is_current=True)
    changed = [line.key for line in lines_of(second, earlier_version(second)) if line.changed]
    assert changed == ["plan_days"]
    plan = copy.deepcopy(plan)
    plan["plan_days"]["value"] = 25
    third = actions.revise_rule_set(second, office=office, values=plan, note="再改", by=head)
    second.refresh_from_db()
    assert (second.is_current, third.version) == (False, second.version + 1)
    assert earlier_version(third) == second
    with pytest.raises(NotNow):
        actions.revise_rule_set(second, office=office, values=plan, note="旧版", by=head)
    with pytest.raises(NotNow):
        actions.revise_rule_set(standard, office=office, values=plan, note="绕过自己的版本", by=head)


def test_only_the_head_of_the_office_of_that_level_revises() -> None:
    city, county = make_office("city"), make_office("county")
    standard = RuleSet.objects.get(level="city")
    plan = {"plan_days": {"value": 20, "unit": "working", "basis": "本市办法。"}}
    given: dict[str, Any] = {"values": plan, "note": "改"}
    for by in (make_officer(city), make_officer(make_office("city"), Role.OFFICE_HEAD), security()):
        with pytest.raises(NotAllowed):
            actions.revise_rule_set(standard, office=city, by=by, **given)
    with pytest.raises(NotAllowed):
        actions.revise_rule_set(standard, office=county, by=make_officer(county, Role.OFFICE_HEAD), **given)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("plan_days", {"value": 0, "unit": "working", "basis": "依据"}),
        ("plan_days", {"value": "20", "unit": "working", "basis": "依据"}),
        ("plan_days", {"value": 20, "unit": "percent", "basis": "依据"}),
        ("plan_days", {"value": 20, "unit": "working", "basis": " "}),
        ("warn_ratio", {"value": 101, "unit": "percent", "basis": "依据"}),
        ("phone_hours", {"value": "上班时间", "unit": "hours", "basis": "依据"}),
    ],
)
def test_impossible_values_are_refused(key: str, given: dict[str, object]) -> None:
    office = make_office("city")
    standard = RuleSet.objects.get(level="city")
    by = make_officer(office, Role.OFFICE_HEAD)
    with pytest.raises(Invalid):
        actions.revise_rule_set(standard, office=office, values={key: given}, note="改", by=by)


def test_an_offices_own_rules_are_seen_by_it_and_those_above_only() -> None:
    province = make_office("province")
    office = make_office("city", parent=province)
    head, standard = make_officer(office, Role.OFFICE_HEAD), RuleSet.objects.get(level="city")
    plan = {"plan_days": {"value": 20, "unit": "working", "basis": "本市办法。"}}
    own = actions.revise_rule_set(standard, office=office, values=plan, note="改", by=head)
    for user, sees in (
        (head, True),
        (make_officer(province), True),
        (make_officer(make_office("city", parent=province)), False),
        (make_user(), False),
        (make_administrator("system"), False),
    ):
        assert RuleSet.objects.visible_to(user).filter(pk=own.pk).exists() is sees
        assert RuleSet.objects.visible_to(user).filter(pk=standard.pk).exists()


def test_the_head_of_the_highest_office_keeps_the_code_lists() -> None:
    province = make_office("province")
    city = make_office("city", parent=province)
    sources = CodeList.objects.get(code="issue_source")
    with pytest.raises(NotAllowed):
        actions.add_code_value(sources, name="网络舆情", by=make_officer(city, Role.OFFICE_HEAD))
    by = make_officer(province, Role.OFFICE_HEAD)
    added = actions.add_code_value(sources, name="网络舆情", by=by)
    assert choices_of("issue_source")[-1] == (added.code, "网络舆情")
    with pytest.raises(Invalid):
        actions.add_code_value(sources, name="网络舆情", by=by)
    actions.use_code_value(added, False, by=by)
    assert "网络舆情" not in dict(choices_of("issue_source")).values()
