"""The use of results: suggestions walked to their effect, and the entries that bodies keep."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Kind
from mingcha.resolve.results import actions
from mingcha.resolve.results.forms import ENTRIES
from mingcha.resolve.results.models import CommonProblem, Suggestion, SupervisionAct
from mingcha.resolve.results.workflow import WORKFLOW
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import make_finding, representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_office, make_officer
from mingcha.testing.resolve import WORKED, body_beside, department, keep, make_suggestion, supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("preparing")


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(suggestion: Suggestion, move: str, *people: User) -> None:
    for by in people:
        with pytest.raises(NotAllowed):
            WORKFLOW.perform(suggestion, move, by=by, note="理由")


def test_a_suggestion_is_walked_to_its_effect(site: Site) -> None:
    made, group, receiver = make_suggestion(site), site.person("group_head"), department(site)
    refused(made, "approve", site.staff, receiver, make_user())
    WORKFLOW.perform(made, "approve", by=group)
    with pytest.raises(NotNow):
        actions.change_suggestion(made, by=site.staff, title="改")
    refused(made, "send", group, receiver)
    WORKFLOW.perform(made, "send", by=site.staff)
    assert re.fullmatch(r"巡察建议〔\d{4}〕\d+号", made.number)
    refused(made, "receipt", site.staff, supervisor(site))
    WORKFLOW.perform(made, "receipt", by=receiver)
    with pytest.raises(Invalid):
        WORKFLOW.perform(made, "answer", by=receiver, answer=" ")
    WORKFLOW.perform(made, "answer", by=receiver, answer="已修订办法", rules_made=1)
    refused(made, "verify", receiver, group)
    WORKFLOW.perform(made, "ask_again", by=site.staff, note="未见成效")
    WORKFLOW.perform(made, "answer", by=receiver, answer="再修订")
    WORKFLOW.perform(made, "verify", by=site.staff, effect="已见效")
    assert made.status == "verified"


def test_a_suggestion_is_seen_by_its_department_once_sent(site: Site) -> None:
    draft, sent = make_suggestion(site), make_suggestion(site, "sent")
    receiver = at(department(site))
    assert receiver.get(draft.get_absolute_url()).status_code == 404
    assert receiver.get(sent.get_absolute_url()).status_code == 200
    assert at(site.person("group_head")).get(draft.get_absolute_url()).status_code == 200
    strangers = [representative(site), make_user(), make_officer(make_office()), make_administrator("audit")]
    assert [at(user).get(sent.get_absolute_url()).status_code for user in strangers] == [404] * 4


def test_suggestions_are_written_in_the_browser(site: Site) -> None:
    client, url = at(site.staff), reverse("results:draft")
    form: dict[str, Any] = {"office": site.made.office.pk, "to_body": body_beside(site, Kind.DEPARTMENT).pk}
    form |= {"title": "完善制度", "text": "已经打好的建议"}
    assert client.get(url).status_code == 200
    bad = client.post(url, form | {"title": ""})
    assert bad.status_code == 422
    assert "已经打好的建议" in bad.content.decode()
    assert client.post(url, form).status_code == 302
    made = Suggestion.objects.get()
    edit = reverse("results:edit", args=[made.pk])
    assert client.post(edit, form | {"title": "改后"}).status_code == 302
    assert Event.objects.filter(action="suggestion.change").count() == 1
    assert at(site.person("group_head")).get(edit).status_code == 403
    assert at(site.person("group_head")).get(url).status_code == 403


def test_entries_are_kept_by_the_office_and_by_those_who_supervise(site: Site) -> None:
    body = body_beside(site)
    given = {"office": site.made.office, "on": WORKED, "text": "实地督查", "kind": "site_check"}
    actions.keep(SupervisionAct, by=supervisor(site), body=body, **given)
    for by in (site.leader, site.person("group_head"), representative(site)):
        with pytest.raises(NotAllowed):
            actions.keep(SupervisionAct, by=by, body=body, **given)
    with pytest.raises(NotAllowed):
        actions.keep(SupervisionAct, by=supervisor(site), body=site.made.office, **given)
    with pytest.raises(Invalid):
        keep(site, SupervisionAct, kind="talk", inspection=make_site("preparing").inspection)


def test_a_correction_keeps_what_was_said_before(site: Site) -> None:
    entry = keep(site, SupervisionAct, kind="talk", amount=2)
    with pytest.raises(NotAllowed):
        actions.change_entry(entry, by=supervisor(site), amount=3)
    actions.change_entry(entry, by=site.staff, amount=3)
    assert "2" in str(Event.objects.get(action="supervisionact.change").facts)
    with pytest.raises(NotAllowed):
        actions.change_entry(entry, by=site.staff, office=make_office())


FIELDS: dict[str, dict[str, Any]] = {
    "supervisionact": {"kind": "talk", "amount": 1},
    "circular": {"kind": "case", "amount": 1, "approved_by": "市委"},
    "accountability": {"kind": "person", "amount": 1, "decided_by": "纪委"},
    "appointmentcorrection": {"corrected": 1, "handled": 0},
    "commonproblem": {"title": "共性问题"},
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_kind_of_entry_has_its_pages(kind: str, site: Site) -> None:
    client, url = at(site.staff), reverse(f"results:create_{kind}")
    place = {"office": site.made.office.pk, "body": site.made.office.pk, "on": WORKED.isoformat()}
    form = {**place, "text": "已经打好的内容", **FIELDS[kind]}
    assert client.get(url).status_code == 200
    bad = client.post(url, form | {"on": ""})
    assert bad.status_code == 422
    assert "已经打好的内容" in bad.content.decode()
    page = client.post(url, form)["Location"]
    assert client.get(page).status_code == 200
    assert client.get(f"{page}edit/").status_code == 200
    assert client.post(f"{page}edit/", form | {"text": "改后"})["Location"] == page
    strangers = [representative(site), site.leader, make_user(), make_administrator("system")]
    assert [at(user).get(page).status_code for user in strangers] == [404] * 4
    group = at(site.person("group_head"))
    assert [group.get(each).status_code for each in (page, f"{page}edit/", url)] == [200, 403, 403]
    assert client.get(f"/results/nothing/{page.split('/')[-2]}/").status_code == 404


def test_a_common_problem_gathers_findings_of_its_office() -> None:
    site = make_site()
    finding, foreign = make_finding(site), make_finding()
    problem = keep(site, CommonProblem, title="共性问题")
    url = reverse("results:gather", args=[problem.pk])
    client = at(site.staff)
    assert client.get(url).status_code == 200
    assert client.post(url, {"findings": [foreign.pk]}).status_code == 422
    assert client.post(url, {"findings": [finding.pk]}).status_code == 302
    assert list(problem.findings.all()) == [finding]
    assert at(site.person("group_head")).get(url).status_code == 403
