"""Feedback: approved by another, told, served, signed for; the organisation reads it once it is served."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.conclude.feedback import actions
from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.conclude.feedback.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.registry.bodies.models import Role
from mingcha.testing.conclude import SERVED, make_feedback, make_report, reporting_site
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return reporting_site(2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(opinion: FeedbackOpinion, move: str, *people: User) -> None:
    for by in people:
        with pytest.raises(NotAllowed):
            WORKFLOW.perform(opinion, move, by=by, note="理由")


def test_an_opinion_waits_for_the_approved_report(site: Site) -> None:
    report = make_report(site)
    with pytest.raises(NotNow):
        actions.draft_opinion(site.inspection, by=site.member)
    report.delete()
    opinion = make_feedback(site)
    cited = [issue.finding.title for issue in opinion.issues.select_related("finding").order_by("order")]
    assert [issue.text for issue in opinion.issues.order_by("order")] == cited
    assert len(cited) == 2
    with pytest.raises(NotNow):
        actions.draft_opinion(site.inspection, by=site.member)
    for by in (site.person("group_head"), representative(site)):
        with pytest.raises(NotAllowed):
            actions.draft_opinion(site.inspection, by=by)


def test_each_step_by_whose_step_it_is_and_the_clocks_start(site: Site) -> None:
    opinion, org = make_feedback(site), representative(site)
    group = site.person("group_head")
    refused(opinion, "approve", site.member, site.staff, org, make_user())
    WORKFLOW.perform(opinion, "approve", by=group, on=SERVED)
    number = opinion.number
    assert re.fullmatch(r"巡察反馈〔2026〕\d+号", number)
    WORKFLOW.perform(opinion, "return", by=group, note="改")
    WORKFLOW.perform(opinion, "approve", by=group, on=SERVED)
    assert opinion.number == number
    refused(opinion, "tell", site.member, group, org)
    WORKFLOW.perform(opinion, "tell", by=site.leader, on=SERVED)
    refused(opinion, "serve", site.leader, group, org)
    WORKFLOW.perform(opinion, "serve", by=site.staff, on=SERVED)
    refused(opinion, "receipt", site.staff, site.leader, representative(make_site("preparing")))
    before = set(Deadline.objects.values_list("kind", flat=True))
    WORKFLOW.perform(opinion, "receipt", by=org, on=SERVED)
    site.inspection.refresh_from_db()
    assert (site.inspection.status, opinion.receipted_by) == ("fed_back", org)
    begun = Deadline.objects.exclude(kind__in=before)
    assert "plan" in begun.values_list("kind", flat=True)
    assert {clock.starts_on for clock in begun} == {SERVED}


def test_the_organisation_reads_it_only_once_served_and_never_the_findings(site: Site) -> None:
    opinion, org = make_feedback(site, "told_principal"), representative(site)
    url, finding = opinion.get_absolute_url(), opinion.issues.all()[0].finding
    supervisor = officer(site.made.office, Role.SUPERVISOR)
    for user in (org, supervisor):
        assert at(user).get(url).status_code == 404
        assert not FeedbackIssue.objects.visible_to(user).exists()
    WORKFLOW.perform(opinion, "serve", by=site.staff, on=SERVED)
    for user in (org, supervisor):
        page = at(user).get(url)
        assert page.status_code == 200
        assert str(finding.pk) not in page.content.decode()
        assert FeedbackIssue.objects.visible_to(user).count() == 2
    assert str(finding.pk) in at(site.staff).get(url).content.decode()
    listed = at(org).get("/ledgers/feedback_issues/").content.decode()
    assert str(finding.pk) not in listed
    strangers = [representative(make_site("preparing")), make_user(), make_administrator("system")]
    assert [at(user).get(url).status_code for user in strangers] == [404] * 3


def test_issues_are_reworded_only_in_a_draft(site: Site) -> None:
    opinion, staff = make_feedback(site), at(site.staff)
    issue = opinion.issues.order_by("order")[0]
    url = reverse("feedback:reword", args=[issue.pk])
    assert staff.get(url).status_code == 200
    assert at(site.person("group_head")).get(url).status_code == 403
    assert staff.post(url, {"text": ""}).status_code == 422
    assert staff.post(url, {"text": "改写后的问题"}).status_code == 302
    assert Event.objects.filter(action="feedback.reword").count() == 1
    WORKFLOW.perform(opinion, "approve", by=site.person("group_head"))
    with pytest.raises(NotNow):
        actions.reword_issue(issue, text="再改", by=site.staff)
    with pytest.raises(NotNow):
        actions.write_opinion(opinion, by=site.staff, requests="再改")
    issue.refresh_from_db()
    assert issue.text == "改写后的问题"


def test_an_incomplete_opinion_is_not_approved(site: Site) -> None:
    opinion, group = make_feedback(site), site.person("group_head")
    actions.write_opinion(opinion, by=site.staff, suggestions=" ")
    with pytest.raises(NotNow):
        WORKFLOW.perform(opinion, "approve", by=group)
    actions.write_opinion(opinion, by=site.staff, suggestions="整改")
    opinion.issues.all().delete()
    with pytest.raises(NotNow):
        WORKFLOW.perform(opinion, "approve", by=group)


def test_it_is_written_in_the_browser(site: Site) -> None:
    make_report(site, "approved")
    client, url = at(site.staff), reverse("feedback:create")
    assert client.get(f"{url}?within=inspections.inspection:{site.inspection.pk}").status_code == 200
    assert client.post(url, {"inspection": ""}).status_code == 422
    assert at(representative(site)).get(url).status_code == 403
    page = client.post(url, {"inspection": site.inspection.pk})["Location"]
    opinion = FeedbackOpinion.objects.get()
    assert page == opinion.get_absolute_url()
    edit = reverse("feedback:edit", args=[opinion.pk])
    assert client.get(edit).status_code == 200
    bad = client.post(edit, {"overall": "已经打好的总体情况", "suggestions": "", "requests": ""})
    assert bad.status_code == 422
    assert "已经打好的总体情况" in bad.content.decode()
    good = {"overall": "总体", "suggestions": "建议", "requests": "要求"}
    assert client.post(edit, good).status_code == 302
    assert at(site.person("group_head")).get(edit).status_code == 403
