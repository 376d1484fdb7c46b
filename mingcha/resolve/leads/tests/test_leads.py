"""Leads: who judges, who sends, who signs; the person stays sealed; the inspected never see any."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Kind, Role
from mingcha.resolve.leads import actions
from mingcha.resolve.leads.models import Lead, LeadResult, LeadTransfer
from mingcha.resolve.leads.workflow import TRANSFERS, WORKFLOW
from mingcha.testing.conduct import Site, make_petition, make_site
from mingcha.testing.findings import make_finding, representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member, officer
from mingcha.testing.registry import make_office, make_officer
from mingcha.testing.resolve import (
    PERSON,
    RESULT,
    body_beside,
    case_manager,
    lead_values,
    make_lead,
    make_transfer,
    supervisor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(lead: Lead, move: str, *people: User) -> None:
    for by in people:
        with pytest.raises(NotAllowed):
            WORKFLOW.perform(lead, move, by=by, note="理由")


def test_a_lead_is_judged_by_leader_office_and_group(site: Site) -> None:
    lead, group = make_lead(site), site.person("group_head")
    refused(lead, "approve", site.member, site.staff, group, representative(site), make_user())
    WORKFLOW.perform(lead, "approve", by=site.leader)
    refused(lead, "review", site.leader, group, case_manager(site))
    WORKFLOW.perform(lead, "review", by=site.staff)
    refused(lead, "decide", site.staff, site.leader, site.person("committee_clerk"))
    WORKFLOW.perform(lead, "decide", by=group)
    assert re.fullmatch(r"XS\d{4}-0001", lead.number)
    for move in ("send", "sign_for"):
        assert move not in [each.name for each in WORKFLOW.available(lead, site.staff)]


def test_whoever_it_lies_before_returns_or_drops_it(site: Site) -> None:
    lead = make_lead(site, "leader_approved")
    refused(lead, "return", site.leader, site.person("group_head"))
    with pytest.raises(NotNow):
        WORKFLOW.perform(lead, "return", by=site.staff, note="")
    WORKFLOW.perform(lead, "return", by=site.staff, note="补充")
    actions.edit_lead(lead, by=site.member, person="被反映人乙", summary="补充后的事项")
    assert lead.person == "被反映人乙"
    WORKFLOW.perform(lead, "drop", by=site.leader, note="不具体")
    assert lead.status == "dropped"


def test_only_the_team_proposes_and_from_its_own_sources(site: Site) -> None:
    for by in (site.staff, representative(site), make_user()):
        with pytest.raises(NotAllowed):
            actions.propose_lead(site.inspection, by=by, **lead_values())
    with pytest.raises(Invalid):
        actions.propose_lead(site.inspection, by=site.member, **lead_values(finding=make_finding()))
    with pytest.raises(Invalid):
        actions.propose_lead(site.inspection, by=site.member, **lead_values(person=" "))
    petition = make_petition(site.inspection, by=site.member)
    assert make_lead(site, finding=make_finding(site), petition=petition).petition == petition


def test_the_receiving_body_sees_a_lead_once_sent_and_only_its_own(site: Site) -> None:
    lead, receiver = make_lead(site, "approved"), case_manager(site)
    other = officer(site.made.office, Role.ORGANISATION_OFFICER)
    letter = make_transfer(site, [lead])
    url, page = lead.get_absolute_url(), letter.get_absolute_url()
    assert [at(receiver).get(each).status_code for each in (url, page)] == [404, 404]
    TRANSFERS.perform(letter, "send", by=site.staff)
    assert [at(receiver).get(each).status_code for each in (url, page)] == [200, 200]
    assert at(site.person("group_head")).get(page).status_code == 200
    abroad = make_officer(make_office(), Role.CASE_MANAGER)
    for stranger in (other, abroad, supervisor(site), representative(site), make_administrator("audit")):
        assert [at(stranger).get(each).status_code for each in (url, page)] == [404, 404]
        assert not Lead.objects.visible_to(stranger).exists()
    assert at(site.member).get(page).status_code == 404


def test_the_level_above_counts_leads_but_reads_none(site: Site) -> None:
    above = make_officer(make_office("province"))
    office = site.made.office
    type(office).objects.filter(pk=office.pk).update(parent=above.posts.get().body)
    make_lead(site)
    forget_rights(above)
    assert not Lead.objects.visible_to(above).exists()
    assert Lead.objects.counted_for(above).count() == 1


def test_the_recused_and_those_who_left_see_nothing(site: Site) -> None:
    lead = make_lead(site, "leader_approved")
    row = {"user": site.staff, "task": site.inspection.task, "relation": "kin", "statement": "亲属"}
    teams.declare_recusals_many([row])
    forget_rights(site.staff)
    assert not Lead.objects.visible_to(site.staff).exists()
    refused(lead, "review", site.staff)
    end_member(site.made.team, site.member)
    assert at(site.member).get(lead.get_absolute_url()).status_code == 404


def test_the_person_is_sealed_and_never_in_a_list_or_on_the_trail(site: Site) -> None:
    lead = make_lead(site, "disposing")
    assert PERSON.encode() not in bytes(lead.person_sealed)
    page = at(site.staff).get(lead.get_absolute_url())
    assert PERSON in page.content.decode()
    assert Event.objects.filter(action="lead.read", by=site.staff).count() == 1
    assert not [event for event in Event.objects.all() if PERSON in str(event.__dict__)]
    for name in ("leads", "lead_transfers", "lead_results"):
        answer = at(site.staff).get(f"/ledgers/{name}/", {"q": PERSON})
        assert f">{PERSON}<" not in answer.content.decode()
        assert at(representative(site)).get(f"/ledgers/{name}/").status_code in (403, 404)
    assert PERSON not in str(lead)


def test_a_letter_sends_and_receipts_all_its_leads(site: Site) -> None:
    leads = [make_lead(site, "approved") for _each in range(2)]
    letter = make_transfer(site, leads)
    for by in (site.leader, case_manager(site), site.person("group_head")):
        with pytest.raises(NotAllowed):
            TRANSFERS.perform(letter, "send", by=by)
    TRANSFERS.perform(letter, "send", by=site.staff)
    assert re.fullmatch(r"巡察移交〔\d{4}〕\d+号", letter.number)
    with pytest.raises(NotNow):
        actions.take_off(leads[0], by=site.staff)
    for by in (site.staff, supervisor(site)):
        with pytest.raises(NotAllowed):
            TRANSFERS.perform(letter, "receipt", by=by)
    TRANSFERS.perform(letter, "receipt", by=case_manager(site))
    assert set(letter.leads.values_list("status", flat=True)) == {"receipted"}
    assert Deadline.objects.filter(kind__in=("lead_opinion", "lead_feedback")).count() == 4


def test_a_lead_is_on_one_letter_only(site: Site) -> None:
    lead, draft = make_lead(site, "approved"), make_lead(site)
    letter = make_transfer(site, [lead])
    for wrong in (lead, draft):
        with pytest.raises(NotNow):
            make_transfer(site, [wrong])
    with pytest.raises(Invalid):
        make_transfer(site, [])
    with pytest.raises(Invalid):
        make_transfer(site, [draft], to=body_beside(site, Kind.COMMITTEE))
    with pytest.raises(Invalid):
        make_transfer(make_site("preparing"), [lead])
    assert at(site.staff).post(reverse("leads:take_off", args=[lead.pk])).status_code == 302
    with pytest.raises(NotNow):
        TRANSFERS.perform(letter, "send", by=site.staff)
    assert make_transfer(site, [lead]).leads.count() == 1


def test_the_receiving_body_disposes_and_reports(site: Site) -> None:
    lead, receiver = make_lead(site, "receipted"), case_manager(site)
    refused(lead, "propose_way", site.staff, supervisor(site), site.leader)
    with pytest.raises(Invalid):
        WORKFLOW.perform(lead, "propose_way", by=receiver, way="吃饭")
    WORKFLOW.perform(lead, "propose_way", by=receiver, way="first_check")
    assert Deadline.objects.get(kind="lead_opinion").met_on
    with pytest.raises(NotNow):
        actions.report_result(lead, by=receiver, **RESULT)
    WORKFLOW.perform(lead, "dispose", by=receiver)
    with pytest.raises(NotNow):
        WORKFLOW.perform(lead, "close", by=receiver)
    with pytest.raises(NotAllowed):
        actions.report_result(lead, by=site.staff, **RESULT)
    actions.report_result(lead, by=receiver, **RESULT)
    lead = Lead.objects.get(pk=lead.pk)
    WORKFLOW.perform(lead, "close", by=receiver)
    assert Deadline.objects.get(kind="lead_feedback").met_on
    with pytest.raises(NotNow):
        actions.change_result(lead.result, by=receiver, text="改")
    WORKFLOW.perform(lead, "reopen", by=receiver, note="新情况")
    actions.change_result(lead.result, by=receiver, text="改")


@pytest.mark.parametrize(
    "wrong", [{"form4": 1, "to_courts_persons": 2}, {"filed_persons": 1, "filed_cases": 0}]
)
def test_results_that_contradict_themselves_are_refused(site: Site, wrong: dict[str, Any]) -> None:
    lead, receiver = make_lead(site, "disposing"), case_manager(site)
    with pytest.raises(Invalid):
        actions.report_result(lead, by=receiver, **(RESULT | wrong))
    zeroes = dict.fromkeys(
        ("filed_cases", "filed_persons", "form1", "form2", "form3", "form4", "sanctioned_persons"), 0
    )
    form = {**zeroes, "handled_persons": 0, "to_courts_persons": 0, "recovered": 0, **RESULT, **wrong}
    url = reverse("leads:report", args=[lead.pk])
    bad = at(receiver).post(url, form | {"text": "已经打好的结果"})
    assert bad.status_code == 422
    assert "已经打好的结果" in bad.content.decode()
    right = form | {"form4": 2, "filed_cases": 1}
    assert at(receiver).post(url, right).status_code == 302
    assert at(receiver).post(url, right | {"text": "改后"}).status_code == 302
    assert LeadResult.objects.get().text == "改后"
    assert at(site.staff).get(url).status_code == 403


def test_what_became_of_a_lead_is_not_for_the_team(site: Site) -> None:
    lead = make_lead(site, "disposing")
    actions.report_result(lead, by=case_manager(site), **(RESULT | {"text": "处置结果正文"}))
    url = lead.get_absolute_url()
    assert "处置结果正文" in at(site.staff).get(url).content.decode()
    assert "处置结果正文" in at(case_manager(site)).get(url).content.decode()
    assert "处置结果正文" not in at(site.member).get(url).content.decode()
    assert not LeadResult.objects.visible_to(site.member).exists()
    assert str(site.member) not in at(case_manager(site)).get(url).content.decode()


def test_the_group_supervises_a_lead_by_number_once(site: Site) -> None:
    lead = make_lead(site, "approved")
    url = reverse("leads:supervise", args=[lead.pk])
    assert at(site.staff).post(url).status_code == 403
    group = at(site.person("group_head"))
    assert group.get(url).status_code == 405
    assert [group.post(url).status_code for _each in range(2)] == [302, 409]


def test_leads_and_letters_are_written_in_the_browser(site: Site) -> None:
    client, url = at(site.member), reverse("leads:create")
    assert client.get(f"{url}?within=inspections.inspection:{site.inspection.pk}").status_code == 200
    form = lead_values() | {"inspection": site.inspection.pk, "persons": 1, "category": "first"}
    form |= {"source": "talk", "target": "same_level"}
    bad = client.post(url, form | {"person": "", "summary": "已经打好的摘要"})
    assert bad.status_code == 422
    assert "已经打好的摘要" in bad.content.decode()
    assert client.post(url, form).status_code == 302
    lead = Lead.objects.get()
    edit = reverse("leads:edit", args=[lead.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, form | {"summary": "改后"}).status_code == 302
    assert at(site.staff).get(edit).status_code == 403
    assert at(site.staff).get(url).status_code == 403
    approved, new = make_lead(site, "approved"), reverse("leads:make_transfer")
    assert at(site.leader).get(new).status_code == 403
    staff = at(site.staff)
    assert str(approved) in staff.get(new).content.decode()
    where = {"office": site.made.office.pk, "to_body": body_beside(site).pk}
    assert staff.post(new, where).status_code == 422
    assert staff.post(new, where | {"leads": [approved.pk]}).status_code == 302
    assert LeadTransfer.objects.get().leads.get() == approved


def test_the_ledger_reads_the_same_few_statements_for_more_leads(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    client = at(site.staff)
    rows = [{"inspection": site.inspection, **lead_values()} for _each in range(3)]
    actions.propose_leads_many(rows, by=site.member)
    client.get("/ledgers/leads/")
    with django_assert_max_num_queries(40) as few:
        client.get("/ledgers/leads/")
    actions.propose_leads_many(rows * 5, by=site.member)
    with django_assert_max_num_queries(len(few)):
        client.get("/ledgers/leads/")
