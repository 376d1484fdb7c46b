"""The pages of the dictionaries."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Role
from mingcha.registry.frames.actions import load_standards
from mingcha.registry.frames.models import CodeList, Frame, Rule, RuleSet
from mingcha.registry.frames.queries import current_rule_set
from mingcha.testing.foundation import make_user
from mingcha.testing.registry import make_office, make_officer, security

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_standards(by=security())


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled_in(rule_set: RuleSet, **changes: str) -> dict[str, str]:
    given = {
        f"{key}_{part}": str(rule_set.values[key][part])
        for key in Rule.values
        for part in ("value", "unit", "basis")
    }
    return given | {"note": "依据本市办法修改"} | changes


def test_anyone_signed_in_reads_the_dictionaries() -> None:
    client = signed_in(make_user())
    for record in (Frame.objects.first(), RuleSet.objects.first(), CodeList.objects.first()):
        assert record is not None
        assert client.get(record.get_absolute_url()).status_code == 200
    for name in ("frames", "issue_classes", "rule_sets", "code_lists"):
        assert client.get(reverse("ledgers:list", args=[name])).status_code == 200


def test_the_page_of_the_rules_shows_each_value_with_its_basis() -> None:
    page = signed_in(make_user()).get(RuleSet.objects.get(level="city").get_absolute_url())
    text = page.content.decode()
    assert "进驻前10日通知（地方）" in text
    assert "15" in text


def test_the_head_of_an_office_puts_a_new_version_into_force() -> None:
    office = make_office("city")
    client, standard = signed_in(make_officer(office, Role.OFFICE_HEAD)), RuleSet.objects.get(level="city")
    url = reverse("frames:revise", args=[standard.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, filled_in(standard, plan_days_value="3")).status_code == 302
    own = current_rule_set(office)
    assert own is not None
    assert (own.office, own.values["plan_days"]["value"]) == (office, 3)
    assert client.get(own.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"plan_days_value": "三十"}, {"plan_days_basis": ""}, {"note": ""}, {"plan_days_unit": "percent"}],
)
def test_wrong_values_are_shown_again_with_what_was_typed(wrong: dict[str, str]) -> None:
    client = signed_in(make_officer(make_office("city"), Role.OFFICE_HEAD))
    standard = RuleSet.objects.get(level="city")
    given = filled_in(standard, report_days_basis="打了一半的依据", **wrong)
    page = client.post(reverse("frames:revise", args=[standard.pk]), given)
    assert page.status_code == 422
    assert "打了一半的依据" in page.content.decode()


def test_others_are_not_asked() -> None:
    standard, sources = RuleSet.objects.get(level="city"), CodeList.objects.get(code="issue_source")
    staff = signed_in(make_officer(make_office("city")))
    assert staff.get(reverse("frames:revise", args=[standard.pk])).status_code == 403
    assert staff.get(reverse("frames:add_value", args=[sources.pk])).status_code == 403
    assert (
        staff.post(reverse("frames:use_value", args=[sources.values.earliest("order").pk])).status_code == 403
    )


def test_an_office_beside_does_not_find_anothers_rules() -> None:
    office, beside = make_office("city"), make_office("city")
    own = RuleSet.objects.create(name="本市规则", level="city", office=office, version=2)
    stranger = signed_in(make_officer(beside, Role.OFFICE_HEAD))
    assert stranger.get(own.get_absolute_url()).status_code == 404


def test_a_value_is_added_and_retired_on_the_page() -> None:
    sources = CodeList.objects.get(code="issue_source")
    client = signed_in(make_officer(make_office("province"), Role.OFFICE_HEAD))
    url = reverse("frames:add_value", args=[sources.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "审计"}).status_code == 422
    assert client.post(url, {"name": "网络舆情"}).status_code == 302
    added = sources.values.get(name="网络舆情")
    assert client.post(reverse("frames:use_value", args=[added.pk])).status_code == 302
    added.refresh_from_db()
    assert not added.is_active
