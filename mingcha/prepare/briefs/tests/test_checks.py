"""Checklists: versions, the one a round keeps, ticking with what shows it, and how far inspections are."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.files.actions import attach
from mingcha.foundation.indicators import INSTALLATION, Scope, registry
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.briefs import actions
from mingcha.prepare.briefs.forms import as_lines
from mingcha.prepare.briefs.models import Check, Checklist
from mingcha.prepare.briefs.queries import checks_of, evidence_for, progress_of
from mingcha.registry.bodies.models import Role
from mingcha.testing.briefs import make_checklist, make_question
from mingcha.testing.conduct import make_activity, make_site
from mingcha.testing.findings import make_paper
from mingcha.testing.foundation import make_user
from mingcha.testing.prepare import Made, make_round_with_people, officer
from mingcha.testing.registry import make_office

pytestmark = pytest.mark.django_db
ITEMS = [("五必查", "会议记录"), ("四必谈", "主要负责人")]


@pytest.fixture
def made() -> Made:
    return make_round_with_people("ready", organisations=2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def revised(made: Made, base: Checklist | None = None) -> Checklist:
    actions.load_checklists()
    base = base or Checklist.objects.get(office=None)
    head = made.fresh("office_head")
    return actions.revise_checklist(base, office=made.office, items=ITEMS, note="本级", by=head)


def test_the_standard_one_is_loaded_once() -> None:
    assert (actions.load_checklists(), actions.load_checklists()) == (1, 0)
    standard = Checklist.objects.get()
    groups = list(dict.fromkeys(standard.items.values_list("group", flat=True)))
    assert groups == ["五必查", "六必问", "四必谈"]
    assert [standard.items.filter(group=group).count() for group in groups] == [5, 6, 4]


def test_a_round_keeps_the_version_it_was_given(made: Made) -> None:
    first = revised(made)
    actions.choose_checklist(made.round, first, by=made.fresh("office_staff"))
    second = revised(made, first)
    first.refresh_from_db()
    assert (first.is_current, second.version) == (False, first.version + 1)
    assert made.round.round_checklist.checklist == first
    assert {check.item.checklist for check in Check.objects.all()} == {first}
    with pytest.raises(NotNow):
        revised(made, first)
    with pytest.raises(NotNow):
        revised(made)


def test_only_the_head_makes_versions_and_only_the_office_chooses(made: Made) -> None:
    actions.load_checklists()
    standard = Checklist.objects.get()
    for by in (made.fresh("office_staff"), officer(make_office(), Role.OFFICE_HEAD)):
        with pytest.raises(NotAllowed):
            actions.revise_checklist(standard, office=made.office, items=ITEMS, note="改", by=by)
    with pytest.raises(NotAllowed):
        actions.choose_checklist(made.round, standard, by=made.fresh("leader"))
    other = make_round_with_people("ready")
    with pytest.raises(Invalid):
        actions.choose_checklist(other.round, revised(made), by=other.fresh("office_staff"))


def test_every_organisation_gets_every_item_and_another_list_only_before_the_first_tick(made: Made) -> None:
    make_checklist(made)
    assert Check.objects.count() == 2 * 15
    own = revised(made)
    actions.choose_checklist(made.round, own, by=made.fresh("office_staff"))
    assert Check.objects.count() == 2 * 2
    actions.tick(made.task.checks.earliest("created_at"), by=made.fresh("member"), note="已调阅")
    with pytest.raises(NotNow):
        make_checklist(made)


def test_an_item_is_ticked_with_words_or_with_what_shows_it() -> None:
    site = make_site("on_site", organisations=2)
    make_checklist(site.made)
    member, (first, second) = (
        site.made.fresh("member"),
        site.inspection.task.checks.order_by("item__order")[:2],
    )
    with pytest.raises(Invalid):
        actions.tick(first, by=member, note="  ")
    activity = make_activity(site.inspection, "hearing", by=site.leader, status="confirmed")
    offered = evidence_for(site.inspection.task, member)
    assert activity in offered.values()
    actions.tick(first, by=member, evidence=activity)
    actions.tick(second, by=member, note="已谈话")
    first.refresh_from_db()
    assert (first.evidence, first.done_by) == (str(activity), member)
    assert [one.done for one in progress_of(checks_of(site.inspection.pk, member))] == [2, 0, 0]
    actions.untick(first, by=member)
    first.refresh_from_db()
    assert (first.done_on, first.evidence, first.evidence_id) == (None, "", None)
    event = Event.objects.get(action="check.untick")
    assert event.facts["shown_by"] == str(activity)


def test_a_tick_leads_to_the_talk_paper_or_file_that_shows_it() -> None:
    site = make_site("on_site")
    make_checklist(site.made)
    member = site.made.fresh("member")
    talk = make_activity(site.inspection, "talk", by=site.leader)
    paper = make_paper(site, "draft")
    file = attach(site.inspection, SimpleUploadedFile("会议记录.txt", "会议记录".encode()), by=member)
    shown = (talk, paper, file)
    checks = site.inspection.task.checks.order_by("item__order")
    offered = evidence_for(site.inspection.task, member)
    for check, record in zip(checks, shown, strict=False):
        assert record in offered.values()
        actions.tick(check, by=member, evidence=record)
    client = Client()
    client.force_login(member)
    page = client.get(reverse("briefs:task_checks", args=[site.inspection.pk])).content.decode()
    for record in (talk, paper):
        assert f'href="{record.get_absolute_url()}"' in page
    download = reverse("files:download", args=[file.pk])
    assert f'href="{download}"' in page
    assert client.get(download).status_code == 200


def test_pages_of_one_app_stand_under_their_own_lists() -> None:
    site = make_site("on_site")
    make_checklist(site.made)
    question = make_question(site.made)
    client = Client()
    client.force_login(site.made.fresh("member"))
    for address, ledger in (
        (question.get_absolute_url(), "questions"),
        (reverse("briefs:task_checks", args=[site.inspection.pk]), "checklists"),
    ):
        page = client.get(address).content.decode()
        crumbs = page.partition('class="crumbs"')[2].partition("</nav>")[0]
        assert f'href="/ledgers/{ledger}/"' in crumbs


def test_others_neither_tick_nor_see_the_items_of_a_team(made: Made) -> None:
    make_checklist(made)
    check = made.task.checks.earliest("created_at")
    for who in ("office_staff", "group_head"):
        with pytest.raises(NotAllowed):
            actions.tick(check, by=made.fresh(who), note="代勾")
    for stranger in (make_user(), officer(make_office(), Role.OFFICE_HEAD), made.fresh("group_head")):
        assert not Check.objects.visible_to(stranger).exists()
        assert at(stranger).get(reverse("briefs:tick", args=[check.pk])).status_code == 404
    assert at(make_user()).get(reverse("briefs:task_checks", args=[made.task.pk])).status_code == 404
    assert at(make_user()).get(reverse("briefs:round_checks", args=[made.round.pk])).status_code == 404


def test_it_is_worked_through_in_the_browser(made: Made) -> None:
    actions.load_checklists()
    staff, member = at(made.fresh("office_staff")), at(made.fresh("member"))
    url = reverse("briefs:choose_checklist", args=[made.round.pk])
    assert member.get(url).status_code == 403
    assert staff.post(url, {"checklist": ""}).status_code == 422
    assert staff.post(url, {"checklist": Checklist.objects.get().pk}).status_code == 302
    check = made.task.checks.order_by("item__order").first()
    assert check is not None
    tick = reverse("briefs:tick", args=[check.pk])
    assert member.post(tick, {"note": " "}).status_code == 422
    assert member.post(tick, {"note": "已调阅会议记录"}).status_code == 302
    page = member.get(reverse("briefs:task_checks", args=[made.task.pk])).content.decode()
    assert "已调阅会议记录" in page
    overview = staff.get(reverse("briefs:round_checks", args=[made.round.pk])).content.decode()
    assert "1/5" in overview
    assert member.post(reverse("briefs:untick", args=[check.pk])).status_code == 302


@pytest.mark.parametrize(
    ("items", "told"),
    [("没有组名的一行", "第1行"), ("【五必查】", "至少"), ("【五必查】\n" + "长" * 301, "第2行")],
)
def test_a_wrong_checklist_says_which_line(made: Made, items: str, told: str) -> None:
    actions.load_checklists()
    url = reverse("briefs:revise_checklist", args=[Checklist.objects.get().pk])
    page = at(made.fresh("office_head")).post(url, {"items": items, "note": "改"})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert Checklist.objects.count() == 1


def test_a_new_version_is_written_as_lines(made: Made) -> None:
    actions.load_checklists()
    standard = Checklist.objects.get()
    sent = {"items": as_lines(standard) + "\n补充谈话对象", "note": "增加一项"}
    head = at(made.fresh("office_head"))
    assert head.post(reverse("briefs:revise_checklist", args=[standard.pk]), sent).status_code == 302
    own = Checklist.objects.get(office=made.office)
    assert own.items.count() == standard.items.count() + 1
    assert own.items.latest("order").group == "四必谈"


def test_completion_is_counted_from_the_items(made: Made) -> None:
    actions.choose_checklist(made.round, revised(made), by=made.fresh("office_staff"))
    actions.tick(made.task.checks.earliest("created_at"), by=made.fresh("member"), note="已调阅")
    ratio: Any = registry.get("checklist_completion")
    assert ratio.value(Scope(round=made.round.pk), INSTALLATION) == Decimal("25.00")


def test_the_overview_needs_no_more_statements_for_more_organisations() -> None:
    def needed(organisations: int) -> int:
        made = make_round_with_people("ready", organisations=organisations)
        make_checklist(made)
        client = at(made.fresh("office_staff"))
        client.get("/")
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("briefs:round_checks", args=[made.round.pk]))
        return len(found)

    assert needed(1) == needed(4)
