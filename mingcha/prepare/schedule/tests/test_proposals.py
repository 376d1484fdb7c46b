"""Making a proposal, its conditions and moves, adopting it, and carrying it out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mingcha.foundation.audit.models import Event
from mingcha.foundation.audit.queries import timeline
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.ui.timeline import sentence
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.actions.carrying import carry_out
from mingcha.prepare.schedule.actions.conditions import add_condition, move_visit, remove_condition
from mingcha.prepare.schedule.actions.proposals import (
    add_look_backs,
    create_proposal,
    edit_proposal,
    lay_out_rounds,
    remove_round,
    save_round,
)
from mingcha.prepare.schedule.actions.solving import ask_for_schedule, keep_schedule
from mingcha.prepare.schedule.models import PlannedVisit, Proposal
from mingcha.prepare.schedule.queries.distances import distance
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.words import conflict_told
from mingcha.prepare.schedule.solving.search import search
from mingcha.prepare.schedule.workflow import WORKFLOW
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Role
from mingcha.testing.prepare import make_round_with_people, make_term, officer
from mingcha.testing.registry import make_frame, make_office, make_organisation, make_rule_set
from mingcha.testing.schedule import make_proposal, plan_round, work_out

pytestmark = pytest.mark.django_db


def staff_of(proposal: Proposal) -> Any:
    return officer(proposal.office, Role.OFFICE_STAFF)


def test_a_proposal_takes_what_is_still_to_be_planned_and_the_draft_rounds() -> None:
    entered = make_round_with_people("on_site")
    office = entered.office
    approved = make_round_with_people("approved", office=office)
    drafted = make_round_with_people("draft", office=office)
    made = make_proposal(office=office, organisations=1, rounds=1)
    there = {visit.organisation_id: visit.planned_round for visit in made.visits.all()}
    assert entered.task.organisation_id not in there
    assert approved.task.organisation_id not in there
    planned = there[drafted.task.organisation_id]
    assert planned is not None
    assert planned.round == drafted.round
    assert Event.objects.filter(action="proposal.create", subject_id=made.pk).exists()


def test_who_is_not_of_the_office_makes_and_changes_none() -> None:
    made = make_proposal()
    stranger = officer(make_office(), Role.OFFICE_STAFF)
    for refused in (
        lambda: create_proposal(made.term, by=stranger, name="x"),
        lambda: edit_proposal(made, by=stranger, name="x"),
        lambda: move_visit(made.visits.all()[0], None, by=stranger),
        lambda: ask_for_schedule(made, by=stranger, seconds=5),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert not Proposal.objects.visible_to(stranger).exists()
    assert not PlannedVisit.objects.visible_to(stranger).exists()


def test_a_term_without_scope_or_closed_has_no_proposal() -> None:
    draft = make_term(status="draft")
    with pytest.raises(NotNow):
        create_proposal(draft, by=officer(draft.office, Role.OFFICE_STAFF), name="x")
    closed = make_term(status="closed")
    with pytest.raises(NotNow):
        create_proposal(closed, by=officer(closed.office, Role.OFFICE_STAFF), name="x")


def test_the_worker_works_out_a_schedule_and_says_how_good_it_is() -> None:
    made = make_proposal(organisations=4)
    job = ask_for_schedule(made, by=staff_of(made), seconds=10)
    with pytest.raises(NotNow):
        ask_for_schedule(made, by=staff_of(made), seconds=10)
    jobs.run(job.pk)
    job.refresh_from_db()
    made.refresh_from_db()
    assert job.status == Job.Status.FINISHED, job.message
    assert made.result == Proposal.Result.OPTIMAL
    assert made.gap == 0
    now = posed(made)
    assert now.left == []
    assert now.breaches == []
    assert all(visit.team for visit in now.visits)


def test_a_search_over_what_has_changed_meanwhile_is_not_kept() -> None:
    made = make_proposal()
    job = ask_for_schedule(made, by=staff_of(made), seconds=10)
    edit_proposal(made, by=staff_of(made), name="改名")
    jobs.run(job.pk)
    job.refresh_from_db()
    made.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert made.result == ""


def test_a_stop_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_proposal()
    job = ask_for_schedule(made, by=staff_of(made), seconds=10)

    def stopped_early(problem: Any, *, watch: Any, **given: Any) -> Any:
        Job.objects.filter(pk=job.pk).update(stop_asked=True)
        found = search(problem, seconds=10, workers=1)
        assert watch(found.trail[-1])
        return found

    monkeypatch.setattr("mingcha.prepare.schedule.tasks.search", stopped_early)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.STOPPED
    assert posed(Proposal.objects.get(pk=made.pk)).left == []


def test_conditions_in_conflict_are_named_in_words() -> None:
    made = make_proposal(organisations=2)
    visit, planned = made.visits.all()[0], made.rounds.all()[0]
    add_condition(made, by=staff_of(made), kind="pinned", visit=visit, planned_round=planned)
    late = planned.plan_from + timedelta(days=1)
    add_condition(made, by=staff_of(made), kind="not_before", visit=visit, day=late)
    job = ask_for_schedule(made, by=staff_of(made), seconds=10)
    jobs.run(job.pk)
    made.refresh_from_db()
    assert made.result == Proposal.Result.IMPOSSIBLE
    sentences = conflict_told(posed(made))
    assert len(sentences) == 2
    assert all(str(visit.organisation) in sentence for sentence in sentences)
    assert any(planned.name in sentence for sentence in sentences)
    remove_condition(made.conditions.get(kind="not_before"), by=staff_of(made))
    made.refresh_from_db()
    assert made.result == ""
    work_out(made)
    assert PlannedVisit.objects.get(pk=visit.pk).planned_round == planned


def test_too_little_room_is_named_in_words() -> None:
    made = make_proposal(organisations=3, rounds=0)
    planned = plan_round(made, places=1)
    jobs.run(ask_for_schedule(made, by=staff_of(made), seconds=10).pk)
    made.refresh_from_db()
    sentences = conflict_told(posed(made))
    assert len(sentences) == 2
    assert any(planned.name in sentence for sentence in sentences)


def test_a_moved_organisation_that_is_pinned_stays_where_it_was_put() -> None:
    made = make_proposal(solved=True)
    visit: Any = made.visits.select_related("planned_round")[0]
    to = made.rounds.exclude(pk=visit.planned_round_id)[0]
    made.refresh_from_db()
    move_visit(visit, to, by=staff_of(made), revision=made.revision, pin=True, reason="先行安排")
    made.refresh_from_db()
    assert made.result == ""
    assert made.conditions.get().visit == visit
    work_out(made)
    assert PlannedVisit.objects.get(pk=visit.pk).planned_round == to


def test_the_second_of_two_who_change_the_same_proposal_is_told() -> None:
    made = make_proposal(solved=True)
    made.refresh_from_db()
    seen = made.revision
    first, second = made.visits.all()[:2]
    to = made.rounds.all()[1]
    move_visit(first, to, by=staff_of(made), revision=seen)
    with pytest.raises(NotNow):
        move_visit(second, to, by=staff_of(made), revision=seen)


def test_conditions_that_say_nothing_are_refused() -> None:
    made, other = make_proposal(), make_proposal()
    visit = made.visits.all()[0]
    wrong: list[dict[str, Any]] = [
        {"kind": "pinned", "visit": visit},
        {"kind": "together", "visit": visit, "other": visit},
        {"kind": "not_before", "visit": visit},
        {"kind": "pinned", "visit": visit, "planned_round": other.rounds.all()[0]},
        {"kind": "sector", "planned_round": made.rounds.all()[0], "sector": "other", "least": 3, "most": 1},
    ]
    for given in wrong:
        with pytest.raises(Invalid):
            add_condition(made, by=staff_of(made), **given)
    assert not made.conditions.exists()


def test_the_trail_says_what_a_condition_is_about() -> None:
    made = make_proposal()
    visit, staff = made.visits.earliest("created_at"), officer(made.office, Role.OFFICE_STAFF)
    pinned: dict[str, Any] = {"visit": visit, "planned_round": made.rounds.earliest("created_at")}
    condition = add_condition(made, by=staff, kind="pinned", reason="上级要求", **pinned)
    remove_condition(condition, by=staff)
    told = [sentence(event) for event in timeline(made)[:2]]
    assert all(str(visit.organisation) in one and "上级要求" in one for one in told)


def test_only_a_sound_schedule_is_submitted_and_only_another_adopts_it() -> None:
    made = make_proposal()
    head = officer(made.office, Role.OFFICE_HEAD)
    with pytest.raises(NotNow):
        WORKFLOW.perform(made, "submit", by=head)
    work_out(made)
    move_visit(made.visits.all()[0], None, by=staff_of(made))
    with pytest.raises(NotNow):
        WORKFLOW.perform(made, "submit", by=head)
    work_out(made)
    WORKFLOW.perform(made, "submit", by=head)
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(made, "adopt", by=head)
    with pytest.raises(NotNow):
        edit_proposal(made, by=staff_of(made), name="改名")
    WORKFLOW.perform(made, "adopt", by=officer(made.office, Role.GROUP_HEAD))
    assert made.adopted_on is not None


def test_the_newer_adopted_proposal_replaces_the_older() -> None:
    older = make_proposal("adopted")
    newer = make_proposal("adopted", office=older.office, organisations=1)
    older.refresh_from_db()
    assert (older.status, newer.status) == ("superseded", "adopted")


def test_an_adopted_proposal_becomes_rounds_and_keeps_their_drafts_in_line() -> None:
    made = make_proposal("adopted", organisations=3)
    planned = next(one for one in made.rounds.all() if one.visits.exists())
    frame, rules = make_frame(), make_rule_set()
    in_round = carry_out(planned, by=staff_of(made), frame=frame, rule_set=rules)
    wanted = set(planned.visits.values_list("organisation", flat=True))
    assert set(in_round.tasks.values_list("organisation", flat=True)) == wanted
    assert in_round.status == Round.Status.DRAFT
    assert in_round.plan_from == planned.plan_from

    newer = create_proposal(Term.objects.get(pk=made.term_id), by=staff_of(made), name="调整", made_from=made)
    row = newer.rounds.get(round=in_round)
    visit = row.visits.all()[0]
    move_visit(visit, newer.rounds.exclude(pk=row.pk)[0], by=staff_of(made))
    newer.refresh_from_db()
    WORKFLOW.perform(newer, "submit", by=officer(made.office, Role.OFFICE_HEAD))
    WORKFLOW.perform(newer, "adopt", by=officer(made.office, Role.GROUP_HEAD))
    carry_out(row, by=staff_of(made), frame=frame, rule_set=rules)
    left = set(in_round.tasks.values_list("organisation", flat=True))
    assert left == wanted - {visit.organisation_id}


def test_nothing_is_carried_out_that_was_not_adopted() -> None:
    made = make_proposal(solved=True)
    with pytest.raises(NotNow):
        carry_out(made.rounds.all()[0], by=staff_of(made), frame=make_frame(), rule_set=make_rule_set())


def test_a_look_back_goes_only_to_who_was_inspected_and_into_rounds_that_take_it() -> None:
    earlier = make_round_with_people("fed_back")
    inspected = earlier.task.organisation
    made = make_proposal(office=earlier.office, organisations=1, rounds=1, rest_days=0)
    with pytest.raises(Invalid):
        add_look_backs(made, [make_organisation(earlier.office)], by=staff_of(made), due=date(2029, 1, 1))
    add_look_backs(made, [inspected], by=staff_of(made), due=date(2029, 1, 1))
    with pytest.raises(Invalid):
        add_look_backs(made, [inspected], by=staff_of(made), due=date(2029, 1, 1))
    takes = plan_round(made, 1, look_backs=True)
    work_out(made)
    assert made.visits.get(kind="look_back").planned_round == takes


def test_rounds_are_laid_out_one_after_the_other_and_taken_out() -> None:
    made = make_proposal(rounds=0)
    given: dict[str, Any] = {
        "first": date(2027, 1, 1),
        "count": 3,
        "days": 60,
        "pause": 30,
        "teams": 2,
        "places": 3,
    }
    rows = lay_out_rounds(made, by=staff_of(made), **given)
    assert [row.plan_from for row in rows] == [date(2027, 1, 1), date(2027, 4, 1), date(2027, 6, 30)]
    work_out(made)
    remove_round(rows[0], by=staff_of(made))
    assert not made.visits.filter(planned_round=None, team__isnull=False).exists()
    with pytest.raises(Invalid):
        save_round(made, by=staff_of(made), name="反了", plan_from=date(2027, 2, 1), plan_to=date(2027, 1, 1))


def test_a_new_version_takes_over_places_and_conditions() -> None:
    older = make_proposal(solved=True)
    visit, planned = older.visits.all()[0], older.rounds.all()[0]
    add_condition(older, by=staff_of(older), kind="pinned", visit=visit, planned_round=planned)
    newer = create_proposal(older.term, by=staff_of(older), name="新版", made_from=older)
    assert newer.number == older.number + 1
    assert newer.conditions.get().planned_round.name == planned.name  # type: ignore[union-attr]
    places = [
        {row.organisation_id: row.planned_round and row.planned_round.name for row in one.visits.all()}
        for one in (older, newer)
    ]
    assert places[0] == places[1]


def test_distance_grows_with_the_level_at_which_two_places_part() -> None:
    pairs = [("220502", "220502"), ("220502", "220503"), ("220502", "220102"), ("220502", "110101")]
    found = [distance(*pair) for pair in pairs]
    assert found == sorted(set(found))


def test_a_kept_schedule_is_of_the_revision_it_was_searched_for() -> None:
    made = make_proposal()
    found = search(posed(made).problem, seconds=10, workers=1)
    made.refresh_from_db()
    with pytest.raises(NotNow):
        keep_schedule(made, found, by=staff_of(made), revision=made.revision - 1)
