"""The first page shows each person their own work, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.petitions.workflow import WORKFLOW as PETITIONS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.models import Notice
from mingcha.oversee.workbench.queries.sources import SOURCES, WAITING
from mingcha.oversee.workbench.queries.work import Pile, work_of
from mingcha.prepare.forming.workflow import PROPOSALS as TEAMS_PROPOSED
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.schedule.workflow import WORKFLOW as SCHEDULE
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Role
from mingcha.resolve.rectification.actions import open_plan
from mingcha.testing.conclude import make_feedback, make_report, reporting_site
from mingcha.testing.conduct import Site, make_petition, make_site
from mingcha.testing.findings import representative
from mingcha.testing.forming import make_forming_round, make_team_proposal
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer, make_representative
from mingcha.testing.schedule import make_proposal
from mingcha.testing.talent import make_talent

pytestmark = pytest.mark.django_db


def home(user: User) -> Any:
    client = Client()
    client.force_login(user)
    return client.get("/")


def records(piles: list[Pile]) -> list[Any]:
    return [entry.record for pile in piles for entry in pile.entries]


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_sources_name_stations_that_the_workflows_have() -> None:
    everything: list[Any] = [*SOURCES, *WAITING]
    for source in everything:
        codes = {code for code, _label in source.workflow.model._meta.get_field("status").choices}
        assert set(source.statuses) <= codes, source.label
    for source in SOURCES:
        taken_on = {status for move in source.workflow.moves.values() for status in move.sources}
        assert source.begins or set(source.statuses) <= taken_on, source.label


def test_a_petition_goes_from_the_team_to_its_leader(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.member)
    assert petition in records(work_of(site.member).do)
    assert petition not in records(work_of(site.leader).review)
    PETITIONS.perform(petition, "summarise", by=site.member, summary="招标问题")
    assert petition not in records(work_of(site.member).do)
    assert petition in records(work_of(site.leader).review)


def begun_from(piles: list[Pile]) -> dict[Any, str]:
    """Where the work begins that the records in these piles wait for."""
    return {entry.record: entry.begin for pile in piles for entry in pile.entries if entry.begin}


def test_what_is_to_be_begun_waits_until_it_is_begun() -> None:
    """The report after the site, the opinion after the decision, the plan after the receipt."""
    site = reporting_site()
    inspection = site.inspection
    address = f"/reports/new/?within=inspections.inspection:{inspection.pk}"
    assert begun_from(work_of(site.member).do) == {inspection: address}
    assert begun_from(work_of(site.head).do) == {}
    make_report(site, "approved")
    assert begun_from(work_of(site.member).do) == {}
    assert list(begun_from(work_of(site.head).do)) == [inspection]
    opinion = make_feedback(site, "receipted")
    assert begun_from(work_of(site.head).do) == {}
    organisation = representative(site)
    assert list(begun_from(work_of(organisation).do)) == [opinion]
    open_plan(opinion, by=organisation)
    assert begun_from(work_of(organisation).do) == {}


def test_a_plan_is_reviewed_waited_for_and_returned_with_its_reason() -> None:
    made = make_round_with_people("for_group")
    people = {name: made.people[name] for name in ("office_head", "group_head")}
    for person in people.values():
        forget_rights(person)
    assert made.round in records(work_of(people["group_head"]).review)
    assert made.round in records(work_of(people["office_head"]).waiting)
    ROUNDS.perform(made.round, "return", by=people["group_head"], note="对象过多")
    work = work_of(people["office_head"])
    assert made.round in records(work.returned)
    assert made.round not in records(work.do)
    assert work.returned[0].entries[0].note == "对象过多"
    assert "对象过多" in home(people["office_head"]).content.decode()


def test_everyone_has_a_first_page(site: Site) -> None:
    representative = make_representative(site.inspection.organisation)
    for name in (
        "office_head",
        "office_staff",
        "group_head",
        "committee_clerk",
        "leader",
        "deputy",
        "member",
    ):
        assert home(site.person(name)).status_code == 200, name
    case_manager = make_officer(site.inspection.office, "case_manager")
    supervisor = make_officer(site.inspection.office, "supervisor")
    for user in (representative, case_manager, supervisor, make_user()):
        assert home(user).status_code == 200
    assert home(representative).context["inspections"] == list(Inspection.objects.all())


def test_no_statement_joins_every_table_there_is(site: Site) -> None:
    """It did once, where a source named no relations: each took a second to plan."""
    for user in (site.head, site.leader, site.person("group_head")):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            work_of(user)
        assert max(one["sql"].count(" JOIN ") for one in asked.captured_queries) < 15


def test_the_office_sees_how_far_its_running_rounds_are(site: Site) -> None:
    running = home(site.head).context["rounds"]
    assert [one.round for one in running] == [site.inspection.round]
    assert (running[0].tasks, running[0].told) == (1, 0)
    assert [part.status for part in running[0].parts] == ["on_site"]
    assert home(make_officer(make_office())).context["rounds"] == []


def test_a_new_office_is_told_what_to_set_up() -> None:
    steps = home(make_officer(make_office())).context["steps"]
    assert [step.done for step in steps] == [True, False, False, False]
    assert [step.current for step in steps] == [False, True, False, False]


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_see_their_own_duty_and_no_inspection(site: Site, kind: str) -> None:
    answer = home(make_administrator(kind))
    assert answer.status_code == 200
    assert answer.context["duties"]
    assert "work" not in answer.context
    assert site.inspection.organisation.name not in answer.content.decode()


def test_strangers_have_none_of_the_work(site: Site) -> None:
    make_petition(site.inspection, by=site.member)
    for user in (make_officer(make_office()), make_user(), make_administrator("system")):
        work = work_of(user)
        assert not records([*work.do, *work.review, *work.returned, *work.waiting])


def test_the_number_of_statements_does_not_grow_with_the_records(site: Site) -> None:
    def statements() -> int:
        client = Client()
        client.force_login(site.leader)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/")
        return len(found)

    make_petition(site.inspection, by=site.member)
    before = statements()
    for _each in range(5):
        make_petition(site.inspection, by=site.member)
    assert statements() == before
    assert before < 80


def test_a_schedule_waits_for_the_leading_group_and_only_for_those_who_may_adopt_it() -> None:
    proposal = make_proposal(solved=True)
    head, member = (officer(proposal.office, role) for role in (Role.OFFICE_HEAD, Role.GROUP_MEMBER))
    assert proposal in records(work_of(head).do)
    SCHEDULE.perform(proposal, "submit", by=head)
    assert proposal in records(work_of(member).review)
    assert proposal in records(work_of(head).waiting)
    assert "排期方案" in Notice.objects.get(user=member).text
    assert not Notice.objects.filter(user=head).exists()


def test_nominations_wait_for_the_organisation_department_then_for_the_head() -> None:
    office = make_office()
    people = {role: officer(office, role) for role in (Role.ORGANISATION_OFFICER, Role.OFFICE_HEAD)}
    nominee, qualified = make_talent(office, "nominated"), make_talent(office, "qualified")
    examined, taken = (records(work_of(person).review) for person in people.values())
    assert (nominee in examined, qualified in examined) == (True, False)
    assert (nominee in taken, qualified in taken) == (False, True)


def test_proposed_teams_wait_until_the_round_has_teams() -> None:
    in_round = make_forming_round(make_office(), people=9)
    one, other = make_team_proposal(in_round), make_team_proposal(in_round)
    staff = officer(in_round.office, Role.OFFICE_STAFF)
    assert {one, other} <= set(records(work_of(staff).do))
    TEAMS_PROPOSED.perform(one, "adopt", by=staff)
    assert not {one, other} & set(records(work_of(staff).do))
