"""Reports: each step by whose step it is; every statement rests on a finding; nobody overwrites another."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.conclude.reports import actions
from mingcha.conclude.reports.actions import Line
from mingcha.conclude.reports.models import Report, ReviewRemark
from mingcha.conclude.reports.queries import uncited_findings
from mingcha.conclude.reports.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conclude import make_meeting, make_report, reporting_site
from mingcha.testing.conduct import Site, make_activity, make_site
from mingcha.testing.findings import make_finding, representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return reporting_site(2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_of(report: Report) -> list[Line]:
    return [
        Line(each.part, each.text, each.frame_item_id, each.finding_id, each.exempt_reason)
        for each in report.current.sentences.order_by("order")
    ]


def typed(report: Report, **more: str) -> dict[str, str]:
    """The editor's form as the browser sends it."""
    lines = lines_of(report)
    form = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": str(len(lines))}
    form["revision"] = str(report.current.revision)
    for place, line in enumerate(lines):
        form |= {
            f"form-{place}-part": line.part,
            f"form-{place}-text": line.text,
            f"form-{place}-finding": str(line.finding_id or ""),
            f"form-{place}-frame_item": str(line.frame_item_id or ""),
            f"form-{place}-exempt_reason": line.exempt_reason,
            f"form-{place}-ORDER": str(place + 1),
        }
    return form | more


def refused(report: Report, move: str, *people: User) -> None:
    for by in people:
        with pytest.raises(NotAllowed):
            WORKFLOW.perform(report, move, by=by, note="理由")


def test_a_report_is_walked_by_those_whose_step_it_is(site: Site) -> None:
    report = make_report(site)
    group, clerk = site.person("group_head"), site.person("committee_clerk")
    refused(report, "submit", site.staff, representative(site), make_user(), make_administrator("system"))
    WORKFLOW.perform(report, "submit", by=site.member)
    refused(report, "pass_team", site.member, site.person("deputy"), site.staff)
    WORKFLOW.perform(report, "pass_team", by=site.leader)
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "communicate", by=site.leader)
    make_activity(site.inspection, "communication", by=site.leader, status="confirmed")
    WORKFLOW.perform(report, "communicate", by=site.leader)
    refused(report, "pass_review", site.leader, group)
    WORKFLOW.perform(report, "pass_review", by=site.staff)
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "pass_group", by=group)
    make_meeting(site, "leading_group")
    refused(report, "pass_group", site.staff, site.leader, clerk)
    WORKFLOW.perform(report, "pass_group", by=group)
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "approve", by=clerk)
    make_meeting(site, "secretary")
    refused(report, "approve", site.staff, group, site.leader)
    WORKFLOW.perform(report, "approve", by=clerk)
    site.inspection.refresh_from_db()
    assert (report.status, site.inspection.status) == ("approved", "awaiting_feedback")
    assert report.approved_on


def test_a_report_is_drafted_once_and_only_by_the_team_that_left(site: Site) -> None:
    for by in (site.staff, representative(site)):
        with pytest.raises(NotAllowed):
            actions.draft_report(site.inspection, by=by)
    report = make_report(site)
    assert report.current.sentences.exclude(finding=None).values("finding").distinct().count() == 2
    assert not uncited_findings(report).exists()
    with pytest.raises(NotNow):
        actions.draft_report(site.inspection, by=site.member)
    early = make_site()
    with pytest.raises(NotNow):
        actions.draft_report(early.inspection, by=early.member)


def test_who_reads_a_report(site: Site) -> None:
    report = make_report(site, "joint_review")
    url, group = report.get_absolute_url(), site.person("group_head")
    readers = [site.member, site.leader, site.staff, site.head]
    assert [at(user).get(url).status_code for user in readers] == [200] * 4
    assert at(group).get(url).status_code == 404
    WORKFLOW.perform(report, "pass_review", by=site.staff)
    assert at(group).get(url).status_code == 200
    strangers = [
        representative(site),
        make_user(),
        make_administrator("audit"),
        make_site("preparing").leader,
    ]
    assert [at(user).get(url).status_code for user in strangers] == [404] * 4
    assert Event.objects.filter(action="report.read", by=site.staff).exists()
    end_member(site.made.team, site.member)
    assert at(site.member).get(url).status_code == 404


def test_the_recused_neither_read_nor_review(site: Site) -> None:
    report = make_report(site, "joint_review")
    row = {
        "user": site.staff,
        "task": site.inspection.task,
        "relation": "worked_there",
        "statement": "曾任职",
    }
    teams.declare_recusals_many([row])
    forget_rights(site.staff)
    assert not Report.objects.visible_to(site.staff).exists()
    refused(report, "pass_review", site.staff)
    refused(report, "return", site.staff)


def test_whoever_it_lies_before_returns_it_and_a_new_version_opens(site: Site) -> None:
    report = make_report(site, "joint_review")
    refused(report, "return", site.member, site.leader, site.person("group_head"))
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "return", by=site.staff, note=" ")
    WORKFLOW.perform(report, "return", by=site.staff, note="请核实")
    assert (report.status, report.returned_times, report.versions.count()) == ("draft", 1, 2)
    lines = lines_of(report)
    lines[1] = Line(lines[1].part, "改写后的句子。", lines[1].frame_item_id, lines[1].finding_id)
    actions.write_version(report, lines, revision=0, by=site.member)
    old, new = report.versions.order_by("no")
    assert "改写后的句子。" not in old.sentences.values_list("text", flat=True)
    client = at(site.staff)
    page = client.get(reverse("reports:compare", args=[report.pk, 1, 2])).content.decode()
    assert "<ins>" in page
    assert client.get(reverse("reports:compare", args=[report.pk, 1, 9])).status_code == 404
    assert at(make_user()).get(reverse("reports:compare", args=[report.pk, 1, 2])).status_code == 404
    assert (old.no, new.no) == (1, 2)


def test_the_second_to_save_is_told_and_keeps_the_text(site: Site) -> None:
    report = make_report(site)
    url = reverse("reports:write", args=[report.pk])
    first, second = typed(report), typed(report)
    first["form-1-text"], second["form-1-text"] = "先保存的句子。", "后保存的句子。"
    assert at(site.member).post(url, first).status_code == 302
    late = at(site.leader).post(url, second)
    assert late.status_code == 422
    assert "后保存的句子。" in late.content.decode()
    assert lines_of(report)[1].text == "先保存的句子。"


def test_a_sentence_that_was_not_touched_stays_the_same(site: Site) -> None:
    """Browsers send every line end as two signs; versions differ only by what people changed."""
    report = make_report(site)
    lines = lines_of(report)
    lines[1] = Line(lines[1].part, "第一行。\n第二行。", lines[1].frame_item_id, lines[1].finding_id)
    actions.write_version(report, lines, revision=report.current.revision, by=site.member)
    report.refresh_from_db()
    before = [line.text for line in lines_of(report)]
    as_browsers_do = {name: value.replace("\n", "\r\n") for name, value in typed(report).items()}
    saved = at(site.member).post(reverse("reports:write", args=[report.pk]), as_browsers_do)
    assert saved.status_code == 302
    assert [line.text for line in lines_of(report)] == before


def test_sentences_are_moved_and_removed_by_their_rows(site: Site) -> None:
    report = make_report(site)
    client, url = at(site.member), reverse("reports:write", args=[report.pk])
    assert client.get(url).status_code == 200
    texts = [line.text for line in lines_of(report)]
    moved = typed(report, **{"form-1-ORDER": "3", "form-2-ORDER": "2"})
    assert client.post(url, moved).status_code == 302
    assert [line.text for line in lines_of(report)][:3] == [texts[0], texts[2], texts[1]]
    assert client.post(url, typed(report, **{"form-1-DELETE": "on"})).status_code == 302
    assert texts[2] not in [line.text for line in lines_of(report)]
    bad = client.post(url, typed(report, **{"form-0-text": "", "form-1-text": "已经打好的字"}))
    assert bad.status_code == 422
    blank = {"form-TOTAL_FORMS": "8", "form-7-text": "", "form-7-part": "problems", "form-7-ORDER": ""}
    count = int(typed(report)["form-INITIAL_FORMS"])
    form = typed(report) | {name.replace("7", str(count)): value for name, value in blank.items()}
    assert client.post(url, form | {"form-TOTAL_FORMS": str(count + 1)}).status_code == 302
    assert "已经打好的字" in bad.content.decode()


def test_an_unlinked_sentence_is_flagged_and_stops_the_report(site: Site) -> None:
    report = make_report(site)
    client, url = at(site.member), reverse("reports:write", args=[report.pk])
    client.post(url, typed(report, **{"form-1-finding": ""}))
    assert "sentence-unlinked" in client.get(report.get_absolute_url()).content.decode()
    WORKFLOW.perform(report, "submit", by=site.member)
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "pass_team", by=site.leader)
    WORKFLOW.perform(report, "return", by=site.leader, note="补链接")
    client.post(url, typed(report, **{"form-1-finding": "", "form-1-exempt_reason": "概括性表述"}))
    WORKFLOW.perform(report, "submit", by=site.member)
    WORKFLOW.perform(report, "pass_team", by=site.leader)


def test_only_confirmed_findings_of_this_inspection_are_cited(site: Site) -> None:
    report = make_report(site)
    for finding in (make_finding(), make_finding(site, "draft")):
        with pytest.raises(Invalid):
            actions.write_version(
                report, [Line("problems", "引用。", None, finding.pk)], revision=0, by=site.member
            )
    with pytest.raises(Invalid):
        actions.write_version(report, [Line("problems", " ")], revision=0, by=site.member)
    with pytest.raises(NotAllowed):
        actions.write_version(report, [], revision=0, by=site.staff)
    WORKFLOW.perform(report, "submit", by=site.member)
    with pytest.raises(NotNow):
        actions.write_version(report, lines_of(report), revision=0, by=site.member)


def test_remarks_stand_until_their_maker_settles_them(site: Site) -> None:
    report = make_report(site, "joint_review")
    staff, member = at(site.staff), at(site.member)
    url = reverse("reports:remark", args=[report.pk])
    assert member.get(url).status_code == 403
    sentence = report.current.sentences.order_by("order")[1]
    assert staff.get(f"{url}?sentence={sentence.pk}").status_code == 200
    assert staff.post(url, {"text": ""}).status_code == 422
    assert staff.post(url, {"text": "定性偏重", "sentence": sentence.pk}).status_code == 302
    remark = ReviewRemark.objects.get()
    assert remark.sentence_text == sentence.text
    with pytest.raises(NotNow):
        WORKFLOW.perform(report, "pass_review", by=site.staff)
    answer = reverse("reports:answer", args=[remark.pk])
    assert staff.get(answer).status_code == 403
    assert member.post(answer, {"answer": ""}).status_code == 422
    assert member.post(answer, {"answer": "已改"}).status_code == 302
    settle = reverse("reports:settle", args=[remark.pk])
    assert member.post(settle).status_code == 403
    assert staff.get(settle).status_code == 405
    assert staff.post(settle).status_code == 302
    WORKFLOW.perform(report, "pass_review", by=site.staff)


def test_a_report_is_begun_in_the_browser(site: Site) -> None:
    client, url = at(site.member), reverse("reports:create")
    assert client.get(f"{url}?within=inspections.inspection:{site.inspection.pk}").status_code == 200
    assert client.post(url, {"kind": "inspection"}).status_code == 422
    made = client.post(url, {"inspection": site.inspection.pk, "kind": "principal", "title": "专报"})
    assert made.status_code == 302
    assert Report.objects.get().title == "专报"
    assert at(site.staff).get(url).status_code == 403


@pytest.mark.parametrize("name", ["reports", "remarks"])
def test_ledgers_open_for_readers_only(name: str, site: Site) -> None:
    make_report(site)
    assert at(site.staff).get(f"/ledgers/{name}/").status_code == 200
    assert at(representative(site)).get(f"/ledgers/{name}/").status_code in (403, 404)
