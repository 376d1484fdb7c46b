"""Two people, one button, many threads: on PostgreSQL exactly one of them wins, and nothing hangs."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Refusal
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.actions import authorise_round, declare_recusal
from mingcha.prepare.teams.models import Authorisation
from mingcha.prepare.teams.queries import forget_rights
from mingcha.prepare.terms.actions import take_snapshot
from mingcha.prepare.terms.models import ScopeEntry, Term
from mingcha.registry.bodies.models import Body, Role
from mingcha.testing.conclude import make_feedback, make_meeting, make_report
from mingcha.testing.conduct import make_site
from mingcha.testing.findings import FOUND, make_paper, representative
from mingcha.testing.intake import make_report as make_sealed_report
from mingcha.testing.prepare import make_member, make_round, make_round_with_people, make_term, officer
from mingcha.testing.registry import make_organisation
from mingcha.testing.resolve import make_plan
from tests.registry import workflows
from tests.world import World, build, leaving_site

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 6
# What the moves that ask for something are given.
GIVEN: dict[str, dict[str, Any]] = {
    "answer": {"answer": "已改正"},
    "grant": {"reason": "应当回避"},
    "declare": {"relation": "kin", "statement": "近亲属"},
    "end": {"end_reason": "提前结束"},
    "summarise": {"summary": "摘要"},
    "dismiss": {"outcome": "allowed", "false_positive": "other", "explained_until": None, "reason": "已核实"},
    "propose": {"outcome": "confirmed", "reason": "已核实"},
    "confirm": {"result": "情况属实"},
    "exclude": {"result": "查无此事"},
    "qualify": {"organisation_opinion": "同意", "discipline_opinion": "同意"},
    "admit": {"expires_on": date(2031, 12, 31)},
    "take_out": {"out_reason": "post"},
    "destroy": {"witness": "监销人", "reason": "期满"},
}


def together(press: Callable[[int], Any], people: int = PEOPLE) -> list[Any]:
    """What each thread came back with: a Refusal counts as None."""

    def one(number: int) -> Any:
        try:
            return press(number)
        except Refusal:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(one, range(people), timeout=120))


def test_of_many_at_one_button_exactly_one_wins_in_every_workflow() -> None:
    world = build()
    _add_what_is_under_way(world)
    tried = set()
    for workflow in workflows():
        for record, move, user in open_moves(world, workflow):
            before = Event.objects.filter(subject_id=record.pk).count()
            wins = together(lambda _n, w=workflow, r=record, m=move, u=user: press(w, r, m, u))  # type: ignore[misc]
            assert wins.count(True) == 1, f"{workflow.name} {move.name}"
            action = f"{workflow.name}.{move.name}"
            now = Event.objects.filter(subject_id=record.pk)
            assert now.filter(action=action).count() - now.filter(action=action)[1:].count() == 1
            assert now.count() > before
            tried.add(workflow.name)
    assert tried == {workflow.name for workflow in workflows()}


def _add_what_is_under_way(world: World) -> None:
    """Records in a status that somebody may move on from, beside those of the world."""
    office = Body.objects.get(short_name="本级巡察办")
    reporting, fed_back, planning = (leaving_site(office) for _each in range(3))
    notified = make_site("notified", office=office)
    forming = make_round_with_people("forming", office=office)
    declarer = make_member(forming.team, declared=False)
    more = {
        "report": make_report(reporting),
        "feedback": make_feedback(fed_back),
        "notified": notified.inspection,
        "minutes": make_meeting(fed_back, status="draft", decides=False),
        "declared": declare_recusal(forming.task, relation="kin", statement="近亲属", by=declarer),
        "draft_round": make_round("draft", office=office),
        "plan": make_plan(planning, "adopted"),
        **_reporting_at_its_end(office),
        "draft_term": _term_to_begin(Body.objects.get(short_name="下级巡察办")),
    }
    world.records = {f"{name} under way": record for name, record in more.items()} | world.records
    for site in (reporting, fed_back, planning, notified):
        world.people |= {f"{name} {site.inspection.pk}": user for name, user in site.made.members.items()}
        world.people[f"representative {site.inspection.pk}"] = representative(site)
    for user in world.people.values():
        forget_rights(user)


def _reporting_at_its_end(office: Body) -> dict[str, Any]:
    """Keys of a round that is over, and a report whose petition was laid aside long ago."""
    site = make_site(office=office)
    report = make_sealed_report(site)
    long_ago = report.day - timedelta(days=400)
    Petition.objects.filter(pk=report.petition_id).update(status="kept", classified_on=long_ago)
    ROUNDS.perform(site.made.round, "stop", by=site.person("group_head"), note="提前结束")
    return {"keys": report.keys, "sealed_report": report}


def _term_to_begin(office: Body) -> Term:
    term = make_term(office, status="draft")
    make_organisation(office)
    take_snapshot(term, by=officer(office, Role.OFFICE_STAFF))
    return term


def open_moves(world: World, workflow: Workflow) -> Iterator[tuple[Any, Move, User]]:
    """One move of the workflow that someone of the world may make now."""
    for record in [one for one in world.records.values() if type(one) is workflow.model]:
        fresh = workflow.model._base_manager.get(pk=record.pk)
        for move in workflow.moves.values():
            if move.quiet or move.target in move.sources or (move.fields and move.name not in GIVEN):
                continue
            for user in world.people.values():
                if move.refusal(fresh, user) is None:
                    yield fresh, move, user
                    return


def press(workflow: Workflow, record: Any, move: Move, user: User) -> bool:
    mine = workflow.model._base_manager.get(pk=record.pk)
    given = GIVEN.get(move.name, {}) if move.fields else {}
    workflow.perform(mine, move.name, by=User.objects.get(pk=user.pk), note="理由", **given)
    return True


def test_papers_signed_at_once_are_numbered_without_gap_or_double() -> None:
    site = make_site()
    papers = [make_paper(site, "leader_review") for _each in range(PEOPLE)]
    leader = site.leader

    def sign(number: int) -> bool:
        paper = WorkingPaper.objects.get(pk=papers[number].pk)
        PAPERS.perform(paper, "sign", by=leader, on=FOUND, meeting_opinion="组务会同意")
        return True

    assert together(sign).count(True) == PEOPLE
    numbers = sorted(WorkingPaper.objects.values_list("number", flat=True))
    assert len(set(numbers)) == PEOPLE
    assert [number[-3:-1] for number in numbers] == [f"{one:02}" for one in range(1, PEOPLE + 1)]


def test_a_round_is_authorised_once_however_many_press() -> None:
    made = make_round_with_people("forming")
    head = made.people["group_head"]
    wins = together(lambda _n: authorise_round(made.round.__class__.objects.get(pk=made.round.pk), by=head))
    assert len([one for one in wins if one]) == 1
    assert Authorisation.objects.filter(round=made.round).count() == 1


def test_a_scope_taken_by_several_at_once_is_one_list_for_the_day() -> None:
    made = make_round_with_people("draft")
    term, staff = made.round.term, made.people["office_staff"]
    together(lambda _n: take_snapshot(Term.objects.get(pk=term.pk), by=staff))
    today = ScopeEntry.objects.filter(snapshot=term.snapshots.latest("taken_on", "created_at"))
    assert today.count() == today.values("organisation").distinct().count() > 0
