"""Meetings: minuted by one, put on record by another, read by those who decide and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingcha.conclude.meetings import actions
from mingcha.conclude.meetings.models import Decision, Meeting, NamedMatter
from mingcha.conclude.meetings.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conclude import REPORTED, make_meeting
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import make_finding, representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(site: Site, **fields: Any) -> dict[str, Any]:
    return {
        "office": site.made.office.pk,
        "kind": "leading_group",
        "round": site.made.round.pk,
        "held_on": REPORTED.isoformat(),
        "chair": "测试己",
        "attendees": "测试庚",
        "agenda": "听取汇报",
        "minutes": "",
        **fields,
    }


def test_only_the_office_and_the_clerk_minute(site: Site) -> None:
    given: dict[str, Any] = {"office": site.made.office, "kind": "secretary"}
    given |= {"held_on": REPORTED, "chair": "测试己"}
    for user in (site.leader, site.person("group_head"), representative(site), make_user()):
        with pytest.raises(NotAllowed):
            actions.minute_meeting(by=user, **given)
    made = actions.minute_meeting(by=site.person("committee_clerk"), **given)
    assert Event.objects.filter(action="meeting.minute").count() == 1
    assert made.status == "draft"


def test_a_round_of_another_office_is_refused(site: Site) -> None:
    other = make_site("preparing")
    with pytest.raises(Invalid):
        actions.minute_meeting(
            office=site.made.office,
            kind="secretary",
            held_on=REPORTED,
            chair="测试己",
            by=site.staff,
            in_round=other.made.round,
        )


def test_minutes_are_put_on_record_by_another_person_and_then_fixed(site: Site) -> None:
    meeting = make_meeting(site, status="draft")
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(meeting, "record", by=site.staff)
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(meeting, "record", by=site.leader)
    WORKFLOW.perform(meeting, "record", by=site.person("group_member"))
    for write in (
        lambda: actions.change_meeting(meeting, by=site.staff, place="会议室"),
        lambda: actions.decide(meeting, site.inspection, text="再议", owner="巡察办", by=site.staff),
    ):
        with pytest.raises(NotNow):
            write()


def test_empty_minutes_are_not_put_on_record(site: Site) -> None:
    meeting = make_meeting(site, status="draft", decides=False, minutes=" ")
    with pytest.raises(NotNow):
        WORKFLOW.perform(meeting, "record", by=site.head)


def test_a_meeting_decides_on_its_own_inspections_only(site: Site) -> None:
    other = make_site("preparing")
    meeting = make_meeting(site, status="draft")
    with pytest.raises(Invalid):
        actions.decide(meeting, other.inspection, text="同意", owner="巡察办", by=site.staff)
    with pytest.raises(NotAllowed):
        actions.decide(meeting, site.inspection, text="同意", owner="巡察办", by=site.leader)


def test_those_who_decide_read_the_minutes_and_nobody_else(site: Site) -> None:
    meeting = make_meeting(site)
    readers = [site.staff, site.head, *map(site.person, ("group_head", "group_member", "committee_clerk"))]
    beside = make_officer(make_office(parent=site.made.office.parent))
    strangers = [site.leader, site.member, representative(site), beside, make_user()]
    strangers.append(make_administrator("audit"))
    url = meeting.get_absolute_url()
    assert [at(user).get(url).status_code for user in readers] == [200] * 5
    assert [at(user).get(url).status_code for user in strangers] == [404] * 6


def test_persons_named_are_not_for_the_team(site: Site) -> None:
    meeting = make_meeting(site, status="draft")
    finding = make_finding(site)
    named = actions.name_matter(
        meeting,
        site.inspection,
        kind="person",
        name="被点名人",
        decision="核查",
        carried_out_by="纪委",
        by=site.staff,
        finding=finding,
    )
    assert NamedMatter.objects.visible_to(site.person("group_head")).get() == named
    for user in (site.leader, representative(site), make_user(), make_administrator("system")):
        assert not NamedMatter.objects.visible_to(user).exists()
    assert "被点名人" in at(site.head).get(meeting.get_absolute_url()).content.decode()


def test_the_team_reads_what_was_decided_on_its_inspection(site: Site) -> None:
    meeting = make_meeting(site)
    decision = Decision.objects.get()
    assert Decision.objects.visible_to(site.leader).get() == decision
    assert not Decision.objects.visible_to(representative(site)).exists()
    assert not Decision.objects.visible_to(make_site("preparing").leader).exists()
    page = at(site.leader).get(decision.get_absolute_url())
    assert page.status_code == 200
    assert decision.text in page.content.decode()
    assert meeting.get_absolute_url() not in page.content.decode()


def test_minutes_are_taken_in_the_browser(site: Site) -> None:
    client, url = at(site.staff), reverse("meetings:create")
    assert client.get(f"{url}?within=rounds.round:{site.made.round.pk}").status_code == 200
    bad = client.post(url, typed(site, held_on="", agenda="已经打好的议题"))
    assert bad.status_code == 422
    assert "已经打好的议题" in bad.content.decode()
    meeting = Meeting.objects.get(pk=client.post(url, typed(site))["Location"].split("/")[-2])
    at_work = {"inspection": site.inspection.pk, "text": "原则同意", "owner": "巡察办"}
    assert client.post(reverse("meetings:decide", args=[meeting.pk]), at_work).status_code == 302
    assert client.post(reverse("meetings:decide", args=[meeting.pk]), {"text": "缺"}).status_code == 422
    changed = typed(site, place="第二会议室")
    assert client.post(reverse("meetings:edit", args=[meeting.pk]), changed).status_code == 302
    person = {"inspection": site.inspection.pk, "kind": "matter", "name": "事", "decision": "办"}
    name = reverse("meetings:name", args=[meeting.pk])
    assert client.post(name, person).status_code == 422
    assert client.post(name, person | {"carried_out_by": "纪委"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.decisions.count(), meeting.named.count()) == ("第二会议室", 1, 1)


def test_a_finding_of_another_inspection_cannot_be_named_with_this_one(site: Site) -> None:
    two = make_site(organisations=2)
    meeting = make_meeting(two, status="draft")
    other = two.made.round.tasks.exclude(pk=two.inspection.pk).get().inspection
    form = {
        "inspection": other.pk,
        "kind": "matter",
        "name": "事",
        "decision": "办",
        "carried_out_by": "纪委",
    }
    form["finding"] = make_finding(two).pk
    answer = at(two.staff).post(reverse("meetings:name", args=[meeting.pk]), form)
    assert answer.status_code == 422


def test_who_may_not_write_is_not_shown_a_form(site: Site) -> None:
    draft, recorded = make_meeting(site, status="draft"), make_meeting(site)
    group = at(site.person("group_head"))
    for page in ("edit", "decide", "name"):
        assert group.get(reverse(f"meetings:{page}", args=[draft.pk])).status_code == 403
        assert at(site.staff).get(reverse(f"meetings:{page}", args=[recorded.pk])).status_code == 409
    assert group.get(reverse("meetings:create")).status_code == 403


def test_the_office_notes_that_a_decision_was_carried_out(site: Site) -> None:
    make_meeting(site)
    decision = Decision.objects.get()
    url = reverse("meetings:finish", args=[decision.pk])
    assert at(site.leader).get(url).status_code == 403
    late = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert at(site.staff).post(url, {"on": late}).status_code == 422
    assert at(site.staff).post(url, {"on": "2026-07-01"}).status_code == 302
    decision.refresh_from_db()
    assert str(decision.done_on) == "2026-07-01"
    with pytest.raises(NotAllowed):
        actions.finish_decision(decision, on=REPORTED, by=site.person("group_head"))


@pytest.mark.parametrize("name", ["meetings", "named", "decisions"])
def test_ledgers_read_the_same_few_statements_for_more_rows(
    name: str, site: Site, django_assert_max_num_queries: Any
) -> None:
    client = at(site.staff)
    for kind in ("leading_group", "secretary", "standing_committee"):
        make_meeting(site, kind)
    client.get(f"/ledgers/{name}/")
    with django_assert_max_num_queries(40) as many:
        assert client.get(f"/ledgers/{name}/").status_code == 200
    for _each in range(4):
        make_meeting(site)
    with django_assert_max_num_queries(len(many)):
        client.get(f"/ledgers/{name}/")
