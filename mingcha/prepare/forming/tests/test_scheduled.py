"""Forming begins from the adopted schedule: how many teams, who inspects what, where they come from."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.prepare.forming.forms import ProposeForm
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import scheduled
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.models import PlannedRound, PlannedVisit, Proposal
from mingcha.registry.bodies.models import Body
from mingcha.testing.forming import make_forming_round, make_pool, staff_of
from mingcha.testing.registry import make_office, make_organisation
from mingcha.testing.schedule import make_proposal, plan_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def crossed() -> tuple[Round, list[Body]]:
    """A crossed round of four counties; by the adopted schedule county 1 is inspected from 2, 2 from 3 …"""
    city = make_office()
    counties = [make_office("county", parent=city) for _each in range(4)]
    for number, county in enumerate(counties, start=1):
        Body.objects.filter(pk=county.pk).update(division_code=f"99010{number}000000")
        make_pool(county, 3)
    in_round = make_forming_round(city, organisations=4, people=0, cross=True)
    for task, county in zip(in_round.tasks.order_by("entry_on", "pk"), counties, strict=True):
        type(task).objects.filter(pk=task.pk).update(organisation=make_organisation(county))
    proposal = make_proposal(office=city, organisations=0, rounds=0)
    homes = ["990102", "990103", "990104", "990101"]
    planned = plan_round(proposal, places=1, teams=4, crossing=True, homes=homes)
    PlannedRound.objects.filter(pk=planned.pk).update(round=in_round)
    for team, task in enumerate(in_round.tasks.order_by("entry_on", "pk"), start=1):
        PlannedVisit.objects.create(
            proposal=proposal, organisation=task.organisation, planned_round=planned, team=team
        )
    Proposal.objects.filter(pk=proposal.pk).update(status=Proposal.Status.ADOPTED)
    return in_round, counties


def test_it_says_who_inspects_what_and_where_teams_come_from(crossed: tuple[Round, list[Body]]) -> None:
    in_round, (one, two, three, four) = crossed
    found = scheduled(in_round)
    assert found is not None
    tasks = in_round.tasks.order_by("entry_on", "pk")
    assert (found.count, [found.team_of[task.pk] for task in tasks]) == (4, [1, 2, 3, 4])
    assert found.home_of == {1: two.pk, 2: three.pk, 3: four.pk, 4: one.pk}


def test_a_round_of_no_schedule_and_one_not_adopted_begin_from_nothing(
    crossed: tuple[Round, list[Body]],
) -> None:
    assert scheduled(make_forming_round(make_office())) is None
    Proposal.objects.update(status=Proposal.Status.FOR_GROUP)
    assert scheduled(crossed[0]) is None


def test_the_page_begins_from_it_says_so_and_can_be_changed(crossed: tuple[Round, list[Body]]) -> None:
    in_round, (one, two, three, _four) = crossed
    client, url = Client(), reverse("forming:propose", args=[in_round.pk])
    client.force_login(staff_of(in_round))
    page = client.get(url)
    form: ProposeForm = page.context["form"]
    assert "排期方案" in page.content.decode()
    sent = {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if form.get_initial_for_field(field, name) is not None
    }
    assert sent["count"] == 4
    assert sent[ProposeForm.home_key(1)] == str(two.pk)
    sent[ProposeForm.home_key(1)] = str(three.pk)
    assert client.post(url, sent).status_code == 302
    homes = {row["key"]: row["home"] for row in TeamProposal.objects.get(round=in_round).teams}
    assert (homes["1"], homes["2"]) == (str(three.pk), str(three.pk))
