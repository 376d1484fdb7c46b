"""The official steps: who takes them, what they need, what they start and what they tell the round."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.workflow import WORKFLOW
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, alone, arrange, make_activity, make_site
from mingcha.testing.prepare import BEGINNING, make_round_with_people

pytestmark = pytest.mark.django_db

# Who is offered which moves in each status, when nothing is missing. Anything not listed is refused.
OFFERED: dict[tuple[str, str], list[str]] = {
    ("preparing", "office_staff"): ["notify"],
    ("preparing", "office_head"): ["notify"],
    ("notified", "leader"): ["enter"],
    ("on_site", "leader"): ["leave"],
    ("rectifying", "office_staff"): ["evaluate"],
    ("rectifying", "office_head"): ["evaluate"],
    ("evaluating", "office_staff"): ["archive"],
    ("evaluating", "office_head"): ["archive"],
}
PEOPLE = ("leader", "deputy", "member", "office_staff", "office_head", "group_head", "committee_clerk")


@pytest.fixture(autouse=True)
def without_later_steps() -> Iterator[None]:
    with alone():
        yield


@pytest.mark.parametrize("status", Inspection.Status.values)
def test_each_person_is_offered_exactly_the_steps_they_may_take(status: str) -> None:
    site = make_site(status)
    if status == "preparing":
        arrange(site)
    if status == "on_site":
        make_activity(site.inspection, by=site.leader, status="confirmed")
    site.inspection.refresh_from_db()
    for who in PEOPLE:
        offered = [move.name for move in WORKFLOW.available(site.inspection, site.person(who))]
        assert offered == OFFERED.get((status, who), []), (status, who)


def test_days_that_do_not_fit_together_are_refused_in_words() -> None:
    site = make_site("on_site")
    make_activity(site.inspection, by=site.leader, status="confirmed")
    assert site.inspection.entered_on
    before = site.inspection.entered_on - timedelta(days=1)
    with pytest.raises(Invalid, match="进驻"), transaction.atomic():
        WORKFLOW.perform(site.inspection, "leave", by=site.leader, on=before)
    site.inspection.refresh_from_db()
    with pytest.raises(Invalid, match="进驻"), transaction.atomic():
        WORKFLOW.perform_many([site.inspection], "leave", by=site.leader, on=before)
    site.inspection.refresh_from_db()
    assert site.inspection.status == Inspection.Status.ON_SITE


def test_more_time_for_the_round_is_more_time_for_its_teams() -> None:
    site = make_site("on_site")
    clock = Deadline.objects.get(subject_id=site.inspection.pk, kind="on_site")
    until = max(clock.due_on, site.made.round.plan_to) + timedelta(days=20)
    ROUNDS.perform(site.made.round, "extend", by=site.person("group_head"), note="情况复杂", plan_to=until)
    clock.refresh_from_db()
    site.inspection.refresh_from_db()
    assert clock.due_on == site.inspection.planned_leave_on == until
    assert Event.objects.filter(action="deadline.extend", subject_id=str(site.inspection.pk)).exists()


def test_only_the_office_opens_and_once_for_each_task() -> None:
    made = make_round_with_people("ready", organisations=2)
    leader, staff = made.members["leader"], made.people["office_staff"]
    with pytest.raises(NotAllowed):
        actions.open_inspections(made.round, by=leader)
    forget_rights(staff)
    assert len(actions.open_inspections(made.round, by=staff)) == 2
    assert actions.open_inspections(made.round, by=staff) == []
    assert Event.objects.filter(action="inspection.open").count() == 2


def test_inspections_are_not_opened_before_the_round_is_ready() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(NotNow):
        actions.open_inspections(made.round, by=made.people["office_staff"])


def test_the_notice_needs_a_date_of_entry() -> None:
    site = make_site("preparing")
    actions.arrange_inspection(site.inspection, by=site.staff, planned_entry_on=None)
    with pytest.raises(NotNow):
        WORKFLOW.perform(site.inspection, "notify", by=site.staff)


def test_the_notice_needs_an_authorisation_in_force() -> None:
    site = make_site("preparing")
    arrange(site)
    authorisation = site.made.round.authorisation
    from mingcha.prepare.teams.actions import end_authorisation

    end_authorisation(authorisation, reason="终止", by=site.person("group_head"))
    with pytest.raises(NotNow):
        WORKFLOW.perform(site.inspection, "notify", by=site.staff)


@pytest.mark.parametrize("missing", ["phone", "phone_hours", "mailbox", "petition_until"])
def test_the_team_does_not_enter_before_the_announcement_is_complete(missing: str) -> None:
    site = make_site("notified")
    value = None if missing == "petition_until" else ""
    actions.arrange_inspection(site.inspection, by=site.staff, **{missing: value})
    with pytest.raises(NotNow):
        WORKFLOW.perform(site.inspection, "enter", by=site.leader)


def test_entering_is_noted_on_the_task_and_takes_the_round_on_site() -> None:
    site = make_site("on_site")
    site.made.task.refresh_from_db()
    assert site.made.task.entered_on == BEGINNING
    assert site.made.round.status == "on_site"


def test_the_round_follows_the_last_of_its_inspections() -> None:
    made = make_round_with_people("ready", organisations=2)
    site = make_site("on_site", made=made)
    first, second = Inspection.objects.filter(round=made.round)
    for inspection, after in ((first, "on_site"), (second, "reporting")):
        make_activity(inspection, by=site.leader, status="confirmed")
        WORKFLOW.perform(inspection, "leave", by=site.leader)
        made.round.refresh_from_db()
        assert made.round.status == after


def test_feedback_concludes_the_task_and_the_round_moves_on_to_rectification() -> None:
    site = make_site("rectifying")
    site.made.task.refresh_from_db()
    assert site.made.task.concluded_on is not None
    assert site.made.round.status == "rectifying"


def test_a_bulk_step_tells_the_round_as_well() -> None:
    made = make_round_with_people("ready", organisations=3)
    site = make_site("notified", made=made)
    rows = list(Inspection.objects.filter(round=made.round).select_related("round", "task"))
    outcome = WORKFLOW.perform_many(rows, "enter", by=site.leader, on=BEGINNING)
    assert len(outcome.done) == 3
    assert not made.round.tasks.filter(entered_on=None).exists()


def test_the_team_does_not_leave_with_loose_records() -> None:
    site = make_site("on_site")
    with pytest.raises(NotNow):
        WORKFLOW.perform(site.inspection, "leave", by=site.leader)
    make_activity(site.inspection, by=site.leader, status="confirmed")
    draft = make_activity(site.inspection, by=site.leader)
    with pytest.raises(NotNow):
        WORKFLOW.perform(site.inspection, "leave", by=site.leader)
    actions.confirm_activity(draft, by=site.leader)
    WORKFLOW.perform(site.inspection, "leave", by=site.leader)
    assert site.inspection.status == "reporting"


def _deadline(site: Site, kind: str) -> Deadline:
    return Deadline.objects.get(subject_id=site.inspection.pk, kind=kind)


def test_each_step_starts_and_meets_its_deadlines() -> None:
    site = make_site("fed_back")
    assert _deadline(site, "notice").due_on == date(2026, 2, 20)
    assert _deadline(site, "notice").met_on == date(2026, 2, 20)
    assert _deadline(site, "on_site").due_on == date(2026, 5, 1)
    assert _deadline(site, "report").met_on is not None
    assert _deadline(site, "feedback").met_on is not None
    assert _deadline(site, "plan").met_on is None
    assert _deadline(site, "focus").met_on is None


def test_the_arrangement_is_closed_once_the_team_has_left() -> None:
    site = make_site("reporting")
    with pytest.raises(NotNow):
        actions.arrange_inspection(site.inspection, by=site.staff, phone="1")


def test_the_arrangement_takes_only_its_own_fields_and_sensible_dates() -> None:
    site = make_site("preparing")
    with pytest.raises(Invalid):
        actions.arrange_inspection(site.inspection, by=site.staff, status="archived")
    with pytest.raises(Invalid):
        actions.arrange_inspection(site.inspection, by=site.staff, planned_leave_on=date(2020, 1, 1))
    with pytest.raises(NotAllowed):
        actions.arrange_inspection(site.inspection, by=site.person("group_head"), phone="1")


def test_a_round_is_archived_after_all_its_inspections() -> None:
    site = make_site("evaluating")
    from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS

    ROUNDS.perform(site.made.round, "conclude", by=site.head)
    with pytest.raises(NotNow):
        ROUNDS.perform(site.made.round, "archive", by=site.staff)
    WORKFLOW.perform(site.inspection, "archive", by=site.staff)
    ROUNDS.perform(site.made.round, "archive", by=site.staff)
    assert site.made.round.status == "archived"
