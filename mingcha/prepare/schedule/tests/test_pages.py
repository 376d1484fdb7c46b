"""The pages of proposals and priorities."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.foundation.audit.models import Event
from mingcha.foundation.documents.actions import draw_up
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import NotNow
from mingcha.foundation.ui.timeline import sentence
from mingcha.prepare.schedule import documents
from mingcha.prepare.schedule.actions.conditions import move_visit
from mingcha.prepare.schedule.actions.proposals import create_proposal
from mingcha.prepare.schedule.models import PriorityRule, Proposal
from mingcha.prepare.schedule.queries import grid
from mingcha.prepare.schedule.queries.priorities import COMPONENTS
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.words import COSTS
from mingcha.registry.bodies.models import Role
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office
from mingcha.testing.schedule import make_proposal, plan_round

pytestmark = pytest.mark.django_db


def client_of(proposal: Proposal, role: str = Role.OFFICE_STAFF) -> Client:
    client = Client()
    client.force_login(officer(proposal.office, role))
    return client


def test_the_board_shows_each_organisation_once_under_its_round() -> None:
    made = make_proposal(solved=True)
    response = client_of(made).get(made.get_absolute_url())
    text = response.content.decode()
    shown = re.findall(r'class="piece[^"]*"\s+href="([^"]+)"', text)
    assert sorted(shown) == sorted(visit.get_absolute_url() for visit in made.visits.all())
    for planned in made.rounds.all():
        assert planned.name in text


def test_a_group_member_reads_it_and_finds_nothing_to_change() -> None:
    made = make_proposal(solved=True)
    text = client_of(made, Role.GROUP_MEMBER).get(made.get_absolute_url()).content.decode()
    assert "draggable" not in text
    assert reverse("schedule:add_condition", args=[made.pk]) not in text
    assert reverse("schedule:solve", args=[made.pk]) not in text


PAGES = ["edit", "add_round", "lay_out", "add_look_backs", "add_condition"]


@pytest.mark.parametrize("name", PAGES)
def test_who_only_reads_gets_no_form(name: str) -> None:
    made = make_proposal()
    url = reverse(f"schedule:{name}", args=[made.pk])
    assert client_of(made, Role.GROUP_HEAD).get(url).status_code == 403
    beside = Client()
    beside.force_login(officer(make_office(), Role.OFFICE_STAFF))
    assert beside.get(url).status_code == 404
    assert beside.post(url).status_code == 404


@pytest.mark.parametrize("name", ["priorities", "set_weights", "emphasise"])
def test_priorities_are_the_offices_own(name: str) -> None:
    made = make_proposal()
    url = reverse(f"schedule:{name}", args=[made.term_id])
    expected = 200 if name == "priorities" else 403
    assert client_of(made, Role.GROUP_HEAD).get(url).status_code == expected
    beside = Client()
    beside.force_login(officer(make_office(), Role.OFFICE_STAFF))
    assert beside.get(url).status_code == 404


def test_a_move_is_shown_with_its_cost_before_it_is_saved() -> None:
    made = make_proposal(organisations=4, rounds=0)
    tight, loose = plan_round(made, 0, places=2), plan_round(made, 1, places=4)
    client = client_of(made)
    url = reverse("schedule:move", args=[made.visits.all()[0].pk])
    response = client.get(url, {"to": str(tight.pk)})
    preview = response.context["preview"]
    assert preview.to == tight
    assert preview.more < 0  # nothing is left out more dearly than anything is placed
    made.refresh_from_db()
    sent = {"to": str(tight.pk), "revision": made.revision, "pin": "on"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 409  # what was looked at is no longer there
    assert made.conditions.get().planned_round == tight
    assert loose.visits.count() == 0


def test_every_other_round_is_priced_on_the_organisations_page() -> None:
    made = make_proposal(organisations=3, rounds=0)
    plan_round(made, 0, places=1), plan_round(made, 1, places=5)
    visit = made.visits.all()[0]
    found = list(client_of(made).get(visit.get_absolute_url()).context["alternatives"])
    assert [one.to and one.to.name for one in found] == ["计划第1轮", "计划第2轮", None]
    assert [one.here for one in found] == [False, False, True]


def test_the_search_is_asked_for_on_the_page_and_seen_while_it_runs() -> None:
    made = make_proposal()
    client = client_of(made)
    response = client.post(reverse("schedule:solve", args=[made.pk]), {"seconds": 30})
    assert response.status_code == 302
    job = Job.objects.get(task="work_out_schedule")
    assert job.arguments["seconds"] == 30
    assert reverse("jobs:stop", args=[job.pk]) in client.get(made.get_absolute_url()).content.decode()
    assert client.post(reverse("schedule:solve", args=[made.pk]), {"seconds": 1}).status_code == 422


def test_a_board_too_large_to_draw_shows_numbers_until_a_sector_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = make_proposal(solved=True)
    monkeypatch.setattr(grid, "MOST_CHIPS", 1)
    client = client_of(made)
    assert 'class="piece' not in client.get(made.get_absolute_url()).content.decode()
    text = client.get(made.get_absolute_url(), {"sector": "departments"}).content.decode()
    assert text.count('class="piece ') == made.visits.count()


def test_new_weights_are_a_new_version_and_change_the_order() -> None:
    made = make_proposal()
    client = client_of(made)
    first, second = (visit.organisation for visit in made.visits.select_related("organisation")[:2])
    page = reverse("schedule:priorities", args=[made.term_id])
    for organisation, points in ((first, 2), (second, 9)):
        given = {"organisation": organisation.pk, "points": points, "reason": "资金密集"}
        assert client.post(reverse("schedule:emphasise", args=[made.term_id]), given).status_code == 302
    sent: dict[str, Any] = {f"weight_{one.name}": 0 for one in COMPONENTS}
    sent |= {f"full_{one.name}": one.full_at for one in COMPONENTS}
    url = reverse("schedule:set_weights", args=[made.term_id])
    assert client.post(url, {**sent, "reason": "试行"}).status_code == 422
    assert client.post(url, {**sent, "weight_power": 10, "reason": "突出权力集中"}).status_code == 302
    rows = client.get(page).context["rows"]
    assert [(organisation, value) for organisation, value, _cells in rows[:2]] == [(second, 90), (first, 20)]
    assert PriorityRule.objects.get().number == 1


def test_a_page_needs_as_many_statements_for_many_organisations_as_for_few() -> None:
    few, many = make_proposal(organisations=2, solved=True), make_proposal(organisations=12, solved=True)
    counts = []
    for made in (few, many):
        client = client_of(made)
        client.get("/")
        urls = [
            made.get_absolute_url(),
            made.visits.all()[0].get_absolute_url(),
            reverse("schedule:priorities", args=[made.term_id]),
        ]
        with CaptureQueriesContext(connection) as asked:
            for url in urls:
                assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1


def test_two_versions_stand_side_by_side_with_what_differs() -> None:
    older = make_proposal(solved=True)
    staff = officer(older.office, Role.OFFICE_STAFF)
    newer = create_proposal(older.term, by=staff, name="调整版", made_from=older)
    visit: Any = newer.visits.select_related("planned_round", "organisation")[0]
    move_visit(visit, newer.rounds.exclude(pk=visit.planned_round_id)[0], by=staff)
    client = client_of(older)
    found = client.get(reverse("schedule:compare", args=[newer.pk])).context["comparison"]
    assert [row.organisation for row in found.differences] == [visit.organisation]
    assert found.same == newer.visits.count() - 1
    assert found.one.proposal == older
    alone = make_proposal(solved=True)
    assert client_of(alone).get(reverse("schedule:compare", args=[alone.pk])).status_code == 200


def test_each_part_of_the_cost_stands_beside_the_same_part() -> None:
    """One version as the search found it, the other changed since: the parts come from two sources."""
    older = make_proposal(solved=True)
    newer = create_proposal(
        older.term, by=officer(older.office, Role.OFFICE_STAFF), name="调整版", made_from=older
    )
    found = client_of(older).get(reverse("schedule:compare", args=[newer.pk])).context["comparison"]
    kept = Proposal.objects.get(pk=older.pk).parts
    now = posed(newer).cost
    assert [(str(COSTS[part.name]), kept[part.name], getattr(now, part.name)) for part in fields(now)] == (
        found.rows
    )
    assert len(set(kept.values())) > 1


def test_choosing_another_round_shows_what_that_move_would_do() -> None:
    """The select asks this page again; the trail says where an organisation went, also where to none."""
    made = make_proposal(solved=True)
    client, visit = client_of(made), made.visits.select_related("organisation")[0]
    url = reverse("schedule:move", args=[visit.pk])
    page = client.get(url, {"to": ""}).content.decode()
    assert f'hx-get="{url}"' in page
    assert 'id="effect"' in page
    revision = Proposal.objects.get(pk=made.pk).revision
    assert client.post(url, {"to": "", "revision": revision}).status_code == 302
    event = Event.objects.get(action="proposal.take_out")
    assert sentence(event) == f"将“{visit.organisation}”移出所在轮次"


def test_a_plan_is_drawn_up_only_from_what_was_adopted() -> None:
    waiting = make_proposal("for_group")
    with pytest.raises(NotNow):
        draw_up("term_plan", waiting, by=officer(waiting.office, Role.OFFICE_STAFF))
    adopted = make_proposal("adopted")
    paper = documents.build_term_plan(adopted)
    said = repr(paper.blocks)
    for visit in adopted.visits.select_related("organisation"):
        assert str(visit.organisation) in said
    assert documents.build_year_plan(adopted).title.startswith("2027年度")
