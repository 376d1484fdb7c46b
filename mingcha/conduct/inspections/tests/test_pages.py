"""The pages: who gets them, who does not, bad input, and how many statements the lists take."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.workflow import COMMENTS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.testing.conduct import Site, make_activity, make_site
from mingcha.testing.foundation import make_administrator
from mingcha.testing.prepare import make_round_with_people
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_the_page_of_an_inspection_shows_its_steps_and_its_moves(site: Site) -> None:
    make_activity(site.inspection, by=site.leader, status="confirmed")
    page = as_user(site.leader).get(site.inspection.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("进驻中", "撤点", "0000-0000001", "听取汇报", "驻点结束"):
        assert words in text, words
    for who in ("office_staff", "office_head", "group_head", "member"):
        assert as_user(site.person(who)).get(site.inspection.get_absolute_url()).status_code == 200
    for user in (make_administrator("audit"), make_officer(make_office())):
        assert as_user(user).get(site.inspection.get_absolute_url()).status_code == 404


def test_the_inspected_organisation_sees_a_reduced_page_from_the_notice_on(site: Site) -> None:
    make_activity(site.inspection, by=site.leader, title="秘密谈话安排", status="confirmed")
    guest = as_user(make_representative(site.inspection.organisation))
    page = guest.get(site.inspection.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert "送达本单位的材料" in text
    assert "秘密谈话安排" not in text
    assert site.leader.full_name not in text
    assert guest.get(reverse("inspections:arrange", args=[site.inspection.pk])).status_code == 404
    for name in ("inspections", "activities", "petitions", "comments", "prompts"):
        assert guest.get(ledger_url(name)).status_code in (403, 404)
    waiting = make_site("preparing")
    guest = as_user(make_representative(waiting.inspection.organisation))
    assert guest.get(waiting.inspection.get_absolute_url()).status_code == 404


def test_the_office_opens_inspections_from_the_page_of_the_round() -> None:
    made = make_round_with_people("ready")
    staff = as_user(made.people["office_staff"])
    round_page = staff.get(made.round.get_absolute_url())
    address = reverse("inspections:open", args=[made.round.pk])
    assert address in round_page.content.decode()
    assert as_user(made.members["leader"]).post(address).status_code == 403
    assert staff.get(address).status_code == 405
    assert staff.post(address).status_code == 302
    assert Inspection.objects.filter(round=made.round).count() == 1
    assert address not in staff.get(made.round.get_absolute_url()).content.decode()


def test_the_arrangement_is_shown_again_with_what_was_typed(site: Site) -> None:
    client = as_user(site.staff)
    address = reverse("inspections:arrange", args=[site.inspection.pk])
    assert client.get(address).status_code == 200
    bad = client.post(address, {"phone": "0000-99", "planned_entry_on": "someday"})
    assert bad.status_code == 422
    assert "0000-99" in bad.content.decode()
    good = client.post(address, {"phone": "0000-99", "planned_entry_on": "2026-03-02"})
    assert good.status_code == 302
    site.inspection.refresh_from_db()
    assert site.inspection.phone == "0000-99"


@pytest.mark.parametrize("kind", Activity.Kind.values)
def test_each_kind_has_a_form_with_only_its_own_fields(kind: str, site: Site) -> None:
    page = as_user(site.leader).get(reverse("inspections:create_activity", args=[site.inspection.pk, kind]))
    assert page.status_code == 200
    assert ("interviewee" in page.context["form"].fields) == (kind == "talk")
    assert ("sent" in page.context["form"].fields) == (kind == "questionnaire")


def test_a_talk_is_written_read_and_confirmed_on_pages(site: Site) -> None:
    client = as_user(site.leader)
    address = reverse("inspections:create_activity", args=[site.inspection.pk, "talk"])
    typed: dict[str, Any] = {
        "interviewee": "",
        "held_on": "2026-03-05",
        "starts_at": "10:00",
        "ends_at": "09:00",
        "record": "问答内容",
        "persons": 1,
    }
    bad = client.post(address, typed)
    assert bad.status_code == 422
    assert "问答内容" in bad.content.decode()
    typed |= {"interviewee": "测试乙", "ends_at": "11:00"}
    typed |= {"inspectors": [str(site.leader.pk), str(site.member.pk)], "recorder": str(site.member.pk)}
    assert client.post(address, typed).status_code == 302
    talk = Activity.objects.get()
    assert talk.title == "与测试乙谈话"
    assert talk.inspectors.count() == 2
    page = client.get(talk.get_absolute_url())
    assert "问答内容" in page.content.decode()
    assert Event.objects.filter(action="activity.read", by=site.leader).count() == 1
    edit = reverse("inspections:edit_activity", args=[talk.pk])
    more = {"interviewee_post": "科长", "talk_class": "must", "place": "谈话室", "rights_told": "on"}
    assert client.post(edit, typed | more | {"read_back_on": "2026-03-06"}).status_code == 302
    move = reverse("inspections:activity_move", args=[talk.pk, "confirm"])
    assert client.post(move).status_code == 302
    talk.refresh_from_db()
    assert talk.status == "confirmed"
    assert as_user(make_officer(make_office())).get(talk.get_absolute_url()).status_code == 404
    unknown = reverse("inspections:create_activity", args=[site.inspection.pk, "picnic"])
    assert client.get(unknown).status_code == 404


def test_comments_and_prompts_are_given_and_answered_on_pages(site: Site) -> None:
    staff, leader = as_user(site.staff), as_user(site.leader)
    assert staff.get(reverse("inspections:choose_comment")).status_code == 302
    address = reverse("inspections:create_comment", args=[site.inspection.pk])
    assert staff.post(address, {"text": ""}).status_code == 422
    assert staff.post(address, {"text": "聚焦重点", "given_on": "2026-04-01"}).status_code == 302
    comment = MidTermComment.objects.get()
    assert leader.get(comment.get_absolute_url()).status_code == 404
    COMMENTS.perform(comment, "issue", by=site.staff)
    assert leader.get(comment.get_absolute_url()).status_code == 200
    answer = reverse("inspections:comment_move", args=[comment.pk, "answer"])
    assert leader.post(answer, {"answer": ""}).status_code == 422
    assert leader.post(answer, {"answer": "已落实"}).status_code == 302
    comment.refresh_from_db()
    assert comment.answer == "已落实"
    assert staff.get(reverse("inspections:edit_comment", args=[comment.pk])).status_code == 200
    address = reverse("inspections:create_prompt", args=[site.made.round.pk])
    typed = {"title": "规范", "text": "请规范", "given_on": "2026-04-02"}
    assert staff.post(address, typed).status_code == 422
    assert staff.post(address, typed | {"teams": [str(site.made.team.pk)]}).status_code == 302
    prompt = Prompt.objects.get()
    assert staff.get(prompt.get_absolute_url()).status_code == 200
    assert leader.get(prompt.get_absolute_url()).status_code == 404


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_take_as_many_statements_for_many_rows_as_for_few(site: Site) -> None:
    client = as_user(site.leader)
    addresses = [ledger_url("activities"), ledger_url("activities", within=site.inspection)]
    make_activity(site.inspection, by=site.leader)
    client.get(addresses[0])
    few = [_statements(client, address) for address in addresses]
    for _each in range(12):
        make_activity(site.inspection, by=site.leader)
    assert [_statements(client, address) for address in addresses] == few
    assert client.get(reverse("inspections:choose_activity")).status_code == 200
    assert as_user(site.staff).get(ledger_url("inspections")).status_code == 200
