"""The pages: who gets them, what a bad form does, and what is on the trail."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.documents import TEMPLATES
from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.files.models import Attachment
from mingcha.testing.conduct import Site, make_activity, make_site
from mingcha.testing.findings import (
    issue_class,
    make_finding,
    make_immediate,
    make_paper,
    make_signed_paper,
    paper_values,
    representative,
    section,
)
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def within(site: Site) -> str:
    return f"?within=inspections.inspection:{site.inspection.pk}"


def typed(site: Site, **fields: Any) -> dict[str, Any]:
    """A paper's form as a browser sends it."""
    given = paper_values() | {"agents": [site.member.pk, site.person("liaison").pk], "revision": "0"}
    kept = {name: value for name, value in given.items() if not name.startswith(("opinion", "organisation"))}
    return kept | fields


def test_pages_open_for_the_team_and_its_office_only(site: Site) -> None:
    paper = make_signed_paper(site)
    finding, immediate = make_finding(site, paper=paper), make_immediate(site)
    inside = [site.member, site.leader, site.staff]
    outside = [make_user(), representative(site), make_site().member, make_administrator("system")]
    for record in (paper, finding, immediate):
        url = record.get_absolute_url()
        assert [at(user).get(url).status_code for user in inside] == [200] * 3
        assert [at(user).get(url).status_code for user in outside] == [404] * 4


def test_reading_a_paper_is_on_the_trail(site: Site) -> None:
    paper = make_paper(site)
    at(site.staff).get(paper.get_absolute_url())
    assert Event.objects.filter(action="workingpaper.read", by=site.staff).count() == 1


def test_moves_of_a_stranger_find_nothing(site: Site) -> None:
    paper = make_paper(site)
    url = reverse("findings:paper_move", args=[paper.pk, "submit"])
    assert at(representative(site)).post(url).status_code == 404
    assert at(site.person("deputy")).post(url).status_code == 403
    assert at(site.member).post(url).status_code == 302


def test_signing_asks_for_the_team_meetings_opinion(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    url = reverse("findings:paper_move", args=[paper.pk, "sign"])
    client = at(site.leader)
    assert client.get(url).status_code == 200
    assert client.post(url, {"meeting_opinion": ""}).status_code == 422
    assert client.post(url, {"meeting_opinion": "组务会同意"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.status, paper.meeting_opinion) == ("signed", "组务会同意")


def test_a_paper_is_written_in_the_browser(site: Site) -> None:
    client = at(site.member)
    url = reverse("findings:paper_create")
    assert client.get(url).status_code == 200
    assert client.post(url, {"inspection": site.inspection.pk})["Location"].endswith(str(site.inspection.pk))
    assert client.get(url + within(site)).status_code == 200
    response = client.post(url + within(site), typed(site))
    paper = WorkingPaper.objects.get()
    assert response["Location"] == paper.get_absolute_url()
    assert set(paper.agents.all()) == {site.member, site.person("liaison")}


def test_a_bad_form_keeps_what_was_typed(site: Site) -> None:
    url = reverse("findings:paper_create") + within(site)
    response = at(site.member).post(url, typed(site, title="", facts="已经打好的事实"))
    assert response.status_code == 422
    assert "已经打好的事实" in response.content.decode()
    response = at(site.member).post(url, typed(site, agents=[site.member.pk, site.person("deputy").pk]))
    assert response.status_code == 422


def test_only_writers_get_the_form(site: Site) -> None:
    paper = make_paper(site)
    url = reverse("findings:paper_edit", args=[paper.pk])
    assert at(site.member).get(url).status_code == 200
    assert at(site.leader).get(url).status_code == 403
    assert at(site.leader).get(reverse("findings:paper_create") + within(site)).status_code == 403
    assert at(make_user()).get(url).status_code == 404


def test_the_second_saver_keeps_their_text_and_sees_the_other(site: Site) -> None:
    paper = make_paper(site)
    actions.edit_paper(paper, by=site.person("liaison"), revision=0, facts="别人先保存的事实")
    url = reverse("findings:paper_edit", args=[paper.pk])
    response = at(site.member).post(url, typed(site, facts="我打的事实"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "别人先保存的事实" in page
    assert "我打的事实" in page
    assert 'name="revision" value="1"' in page
    assert at(site.member).post(url, typed(site, facts="合并", revision="1")).status_code == 302


def test_evidence_is_uploaded_handed_out_and_removed(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    client, url = at(site.member), reverse("findings:evidence_create", args=[paper.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind": "document"}).status_code == 422
    bad = SimpleUploadedFile("坏.exe", b"MZ")
    assert client.post(url, {"kind": "document", "file": bad, "marking": "internal"}).status_code == 422
    good = SimpleUploadedFile("账页.pdf", b"%PDF-1.4")
    sent = {"kind": "voucher", "file": good, "marking": "work_secret", "page_range": "3-5"}
    assert client.post(url, sent).status_code == 302
    item = paper.evidence.get()
    assert (item.title, item.page_range, len(item.digest)) == ("账页.pdf", "3-5", 64)
    download = reverse("files:download", args=[Attachment.objects.get(subject_id=item.pk).pk])
    assert at(site.staff).get(download).status_code == 200
    assert at(representative(site)).get(download).status_code == 404
    remove = reverse("findings:evidence_remove", args=[item.pk])
    assert at(make_user()).post(remove).status_code == 404
    assert at(site.leader).post(remove).status_code == 403
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert not paper.evidence.exists()


def test_a_confirmed_record_is_chosen_as_evidence(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    talk = make_activity(site.inspection, by=site.member, status="confirmed")
    url = reverse("findings:evidence_create", args=[paper.pk])
    assert at(site.member).post(url, {"kind": "talk", "activity": talk.pk}).status_code == 302
    assert paper.evidence.get().activity == talk


def test_the_opinion_is_recorded_whole(site: Site) -> None:
    paper = make_paper(site, organisation_opinion="none", opinion_by="")
    url, client = reverse("findings:paper_opinion", args=[paper.pk]), at(site.member)
    assert client.get(url).status_code == 200
    sent = {"organisation_opinion": "partly", "opinion_on": "2026-03-12"}
    assert client.post(url, sent).status_code == 422
    sent |= {"opinion_reason": "金额有出入", "opinion_refused": "负责人出差"}
    assert client.post(url, sent).status_code == 302
    paper.refresh_from_db()
    assert paper.organisation_opinion == "partly"


def test_a_reopened_papers_old_version_can_be_read(site: Site) -> None:
    paper = make_paper(site, "reopening")
    PAPERS.perform(paper, "agree_reopen", by=site.head)
    kept = paper.versions.get()
    page = at(site.staff).get(kept.get_absolute_url())
    assert page.status_code == 200
    assert paper.facts in page.content.decode()
    assert at(make_user()).get(kept.get_absolute_url()).status_code == 404


def test_a_finding_is_written_and_changed_in_the_browser(site: Site) -> None:
    paper = make_signed_paper(site)
    sent = {
        "title": "违规发放津补贴",
        "text": "违规发放。",
        "frame_item": section(site).pk,
        "issue_class": issue_class().pk,
        "severity": "major",
        "found_on": "2026-03-12",
        "papers": [paper.pk],
    }
    client, url = at(site.member), reverse("findings:create")
    assert client.get(f"{url}?within=findings.workingpaper:{paper.pk}&paper={paper.pk}").status_code == 200
    assert client.post(url + within(site), {**sent, "title": ""}).status_code == 422
    assert client.post(url + within(site), sent).status_code == 302
    finding = Finding.objects.get()
    assert (finding.number, finding.severity) == ("001", "major")
    edit = reverse("findings:edit", args=[finding.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {**sent, "title": "改", "revision": "0"}).status_code == 302
    stale = client.post(edit, {**sent, "title": "我的", "revision": "0"})
    assert stale.status_code == 422
    assert "我的" in stale.content.decode()
    assert client.post(url + within(site), {**sent, "number": "001"}).status_code == 422


def test_the_level_above_reads_a_finding_without_its_papers(site: Site) -> None:
    finding = make_finding(site)
    paper = finding.papers.get()
    page = at(site.person("group_head")).get(finding.get_absolute_url())
    assert page.status_code == 200
    assert paper.title not in page.content.decode()
    assert paper.title in at(site.staff).get(finding.get_absolute_url()).content.decode()


def test_the_organisation_reads_its_notice_without_the_teams_doings(site: Site) -> None:
    finding = make_finding(site)
    immediate = make_immediate(site, "issued", finding=finding)
    page = at(representative(site)).get(immediate.get_absolute_url())
    text = page.content.decode()
    assert page.status_code == 200
    assert immediate.request in text
    for hidden in (site.member.full_name, site.leader.full_name, finding.title):
        assert hidden not in text


def test_the_organisation_reports_with_its_proof(site: Site) -> None:
    immediate = make_immediate(site, "receipted")
    url, client = reverse("findings:immediate_move", args=[immediate.pk, "report"]), at(representative(site))
    assert client.get(url).status_code == 200
    assert client.post(url, {"result": "已改"}).status_code == 422
    proof = SimpleUploadedFile("照片.txt", b"x")
    assert client.post(url, {"result": "已改", "proof_file": proof}).status_code == 302
    immediate.refresh_from_db()
    assert (immediate.status, str(immediate.proof)) == ("done", "照片.txt")
    assert at(site.member).get(immediate.get_absolute_url()).status_code == 200


def test_immediate_rectification_is_proposed_in_the_browser(site: Site) -> None:
    client, url = at(site.member), reverse("findings:immediate_create") + within(site)
    sent = {"kind": "rectify", "title": "收费未公开", "issue": "x", "request": "公开", "due_on": "2026-03-20"}
    assert client.get(url).status_code == 200
    assert client.post(url, {**sent, "due_on": "明天"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    immediate = ImmediateRectification.objects.get()
    edit = reverse("findings:immediate_edit", args=[immediate.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {**sent, "title": "改"}).status_code == 302
    assert at(site.leader).get(edit).status_code == 403


@pytest.mark.parametrize("query", ["?within=inspections.inspection:nonsense", "?within=x", ""])
def test_without_an_inspection_the_page_asks_for_one(site: Site, query: str) -> None:
    for name in ("create", "paper_create", "immediate_create"):
        assert at(site.member).get(reverse(f"findings:{name}") + query).status_code == 200
        assert at(make_user()).get(reverse(f"findings:{name}") + query).status_code == 403


def test_pages_ask_few_questions(site: Site, django_assert_max_num_queries: Any) -> None:
    paper = make_signed_paper(site)
    finding = make_finding(site, paper=paper)
    client = at(site.member)
    for record in (paper, finding):
        client.get(record.get_absolute_url())
        with django_assert_max_num_queries(60):
            client.get(record.get_absolute_url())


def test_the_official_papers_are_built(site: Site) -> None:
    paper = make_signed_paper(site)
    immediate = make_immediate(site, "issued")
    records = {
        "working_paper": paper,
        "fact_confirmation": paper,
        "paper_catalogue": site.inspection,
        "immediate_notice": immediate,
    }
    for template in TEMPLATES:
        record = records[template.name]
        assert template.blocked(record) is None
        official = template.build(record)
        assert official.title
        assert official.blocks
        assert template.who(site.staff, record)
        assert not template.who(representative(site), record)
    proposal = make_immediate(site)
    assert [one for one in TEMPLATES if one.name == "immediate_notice"][0].blocked(proposal)
