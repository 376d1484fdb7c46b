"""Clues handed to an area: who is in charge, who verifies, who is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.clues import actions
from mingcha.analyse.clues.models import AreaDuty, Clue
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Post
from mingcha.testing.clues import make_run
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.registry import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


@pytest.fixture
def clue(site: Site) -> Clue:
    """Found for the office, of no inspection."""
    return Clue.objects.filter(run=make_run(site, task=None))[0]


def in_charge(site: Site) -> AreaDuty:
    return actions.put_in_charge(site.staff, office=site.inspection.office, area="subsidies", by=site.head)


def hand(clue: Clue, site: Site) -> None:
    WORKFLOW.perform(clue, "to_area", by=site.head, handed_area="subsidies", assigned_to=None)


def test_whoever_is_in_charge_verifies_and_another_agrees(site: Site, clue: Clue) -> None:
    in_charge(site)
    colleague = make_officer(site.inspection.office, "office_staff")
    hand(clue, site)
    assert (clue.status, clue.task, clue.handed_area_words) == ("assigned", None, "惠民补贴")
    given: dict[str, Any] = {"outcome": "confirmed", "reason": "已核对银行流水"}
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "propose", by=colleague, **given)
    WORKFLOW.perform(clue, "propose", by=site.staff, **given)
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "agree", by=site.staff)
    WORKFLOW.perform(clue, "agree", by=colleague)
    assert clue.status == "confirmed"


def test_those_in_charge_are_told(site: Site, clue: Clue) -> None:
    in_charge(site)
    hand(clue, site)
    told = Notice.objects.filter(url=clue.get_absolute_url())
    assert [notice.user for notice in told] == [site.staff]


def test_an_area_without_anybody_or_a_person_of_another_takes_no_clue(site: Site, clue: Clue) -> None:
    with pytest.raises(Invalid, match="尚未确定"):
        hand(clue, site)
    in_charge(site)
    with pytest.raises(Invalid, match="不负责"):
        WORKFLOW.perform(clue, "to_area", by=site.head, handed_area="subsidies", assigned_to=site.head)


def test_a_clue_of_an_area_can_go_on_to_an_inspection(site: Site, clue: Clue) -> None:
    in_charge(site)
    hand(clue, site)
    WORKFLOW.perform(clue, "assign", by=site.head, task=site.inspection.task, assigned_to=None)
    assert clue.handed_area == ""
    assert Clue.objects.visible_to(site.member).get() == clue


def test_who_has_left_the_office_is_in_charge_no_more(site: Site, clue: Clue) -> None:
    in_charge(site)
    hand(clue, site)
    Post.objects.filter(user=site.staff).delete()
    forget_rights(site.staff)
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "propose", by=site.staff, outcome="confirmed", reason="已核对")
    with pytest.raises(Invalid, match="尚未确定"):
        hand(clue, site)


def test_only_the_head_says_who_is_in_charge_and_only_of_the_own_office(site: Site) -> None:
    office, beside = site.inspection.office, make_site("on_site")
    for by in (site.staff, site.member, beside.head):
        with pytest.raises(NotAllowed):
            actions.put_in_charge(site.staff, office=office, area="subsidies", by=by)
    for person, area in ((beside.staff, "subsidies"), (site.member, "subsidies"), (site.staff, "nothing")):
        with pytest.raises(Invalid):
            actions.put_in_charge(person, office=office, area=area, by=site.head)
    duty = in_charge(site)
    with pytest.raises(Invalid):
        in_charge(site)
    for by in (site.staff, beside.head):
        with pytest.raises(NotAllowed):
            actions.end_charge(duty, by=by)
    actions.end_charge(duty, by=site.head)
    assert not AreaDuty.objects.exists()


def test_the_page_of_areas(site: Site) -> None:
    page, client = reverse("clues:areas"), Client()
    client.force_login(site.head)
    assert client.post(page, {"area": "subsidies"}).status_code == 422
    assert client.post(page, {"area": "subsidies", "person": site.staff.pk}).status_code == 302
    again = client.post(page, {"area": "subsidies", "person": site.staff.pk})
    assert again.status_code == 422
    assert "已负责" in again.content.decode()
    duty = AreaDuty.objects.get()
    end = reverse("clues:end_charge", args=[duty.pk])
    client.force_login(site.staff)
    shown = client.get(page).content.decode()
    assert "惠民补贴" in shown
    assert end not in shown
    assert client.post(end).status_code == 403
    for stranger in (site.member, make_site("on_site").staff):
        client.force_login(stranger)
        assert client.post(end).status_code == 404
    client.force_login(site.member)
    assert client.get(page).status_code == 403
    client.force_login(site.head)
    assert client.post(end).status_code == 302
    assert "尚未确定" in client.get(page).content.decode()


def test_a_clue_already_handed_to_an_inspection_is_taken_back_for_an_area(site: Site) -> None:
    in_charge(site)
    clue = Clue.objects.filter(run=make_run(site))[0]
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(clue, "to_area", by=site.member, handed_area="subsidies", assigned_to=None)
    hand(clue, site)
    assert not Clue.objects.visible_to(site.member).filter(pk=clue.pk).exists()
