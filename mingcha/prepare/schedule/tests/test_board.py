"""The board of a term: what stands where, and what it forecasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.prepare.rounds.models import Task
from mingcha.prepare.schedule.queries import effect as effects
from mingcha.prepare.schedule.queries.board import board_of
from mingcha.prepare.schedule.queries.effect import effect_of
from mingcha.prepare.schedule.signals import Told, measuring
from mingcha.prepare.terms.actions import take_snapshot
from mingcha.registry.bodies.models import Role
from mingcha.testing.foundation import make_user
from mingcha.testing.prepare import make_round_with_people, officer
from mingcha.testing.registry import make_organisation, make_representative
from mingcha.testing.schedule import make_proposal

pytestmark = pytest.mark.django_db


def test_every_organisation_in_scope_stands_once_and_as_it_is() -> None:
    site = make_round_with_people("on_site")
    office = site.office
    fed_back = make_round_with_people("fed_back", office=office)
    approved = make_round_with_people("approved", office=office)
    made = make_proposal("adopted", office=office, organisations=2)
    board = board_of(made.term, date(2027, 1, 1))
    states = {place.organisation.pk: place.state for place in board.places}
    assert len(states) == len(board.places) == board.total
    assert states[site.task.organisation_id] == "entered"
    assert states[fed_back.task.organisation_id] in ("effective", "thin")
    assert states[approved.task.organisation_id] == "planned"
    for visit in made.visits.all():
        assert states[visit.organisation_id] == "planned"
    assert board.forecast == 100
    assert (board.entered, board.fed_back) == (2, 1)
    assert sum(line.total for line in board.lines(board.places)) == board.total


def test_what_is_late_or_in_no_round_near_the_end_is_at_risk() -> None:
    made = make_round_with_people("draft", plan_from=date(2029, 11, 1), plan_to=date(2029, 12, 20))
    Task.objects.filter(round=made.round).update(entry_on=date(2029, 11, 1))
    alone = make_organisation(made.office)
    term = made.round.term
    take_snapshot(term, by=made.people["office_staff"])

    def states(on: date) -> dict[Any, str]:
        return {place.organisation.pk: place.state for place in board_of(term, on).places}

    early, late = states(date(2027, 1, 1)), states(term.ends_on - timedelta(days=100))
    assert early[made.task.organisation_id] == late[made.task.organisation_id] == "risk"
    assert (early[alone.pk], late[alone.pk]) == ("left", "risk")


def test_an_inspection_far_below_its_peers_is_not_effective(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_round_with_people("fed_back", organisations=4)
    tasks = list(first.round.tasks.select_related("organisation").order_by("pk"))
    found = {task.pk: number for task, number in zip(tasks, (10, 10, 10, 4), strict=True)}
    talks = {task.pk: number for task, number in zip(tasks, (20, 20, 20, 9), strict=True)}
    papers = {task.pk: 5 for task in tasks}
    told = [Told("findings", found), Told("talks", talks), Told("papers", papers)]
    monkeypatch.setattr(effects, "told_by", lambda signal, tasks: told)
    effect = effect_of(tasks)
    assert [effect.by_task[task.pk].effective for task in tasks] == [True, True, True, False]
    assert effect.by_task[tasks[3].pk].reached == ["papers"]
    assert effect.medians[""] == {"findings": 10, "talks": 20, "papers": 5}


def test_what_later_stages_know_of_tasks_is_asked_of_them() -> None:
    made = make_round_with_people("fed_back")
    answers = measuring.send(None, tasks=[made.task.pk])
    told: list[Any] = [
        one for _to, answer in answers for one in (answer if isinstance(answer, list) else [answer])
    ]
    assert {one.component for one in told} == set(effects.MEASURES)


def test_every_cell_opens_its_organisations() -> None:
    made = make_round_with_people("on_site", organisations=3)
    term = made.round.term
    take_snapshot(term, by=made.people["office_staff"])
    client = Client()
    client.force_login(made.people["office_staff"])
    url = reverse("schedule:board", args=[term.pk])
    context = client.get(url, {"sector": "departments", "round": str(made.round.pk)}).context
    assert {place.organisation.pk for place, _round in context["rows"]} == {
        task.organisation_id for task in made.tasks
    }
    assert client.get(url, {"state": "effective"}).context["page"].paginator.count == 0
    assert client.get(url).context["page"] is None


def test_who_may_not_see_the_term_sees_no_board() -> None:
    made = make_round_with_people("on_site")
    url = reverse("schedule:board", args=[made.round.term_id])
    inspected = make_representative(made.task.organisation)
    for who, status in ((make_user(), 404), (inspected, 404), (made.members["leader"], 404)):
        client = Client()
        client.force_login(who)
        assert client.get(url).status_code == status
        assert client.get(reverse("schedule:boards")).status_code == 403
    client = Client()
    client.force_login(officer(made.office, Role.GROUP_HEAD))
    assert client.get(reverse("schedule:boards"), follow=True).status_code == 200
