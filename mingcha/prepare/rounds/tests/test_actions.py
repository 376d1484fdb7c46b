"""Planning a round and its tasks."""

from datetime import date
from typing import Any

import pytest

from mingcha.foundation.audit.models import Event
from mingcha.foundation.indicators import Scope, registry
from mingcha.foundation.ledgers import CellError
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds import actions
from mingcha.prepare.rounds.ledger import resolve_task, save_tasks
from mingcha.prepare.rounds.models import Round, Task
from mingcha.registry.bodies.models import Body, Role
from mingcha.testing.prepare import make_round_with_people, make_term, officer
from mingcha.testing.registry import make_frame, make_office, make_organisation, make_rule_set

pytestmark = pytest.mark.django_db


def _fields(office: Body, **more: Any) -> dict[str, Any]:
    return {
        "term": make_term(office),
        "number": 1,
        "year": 2026,
        "name": "第一轮",
        "plan_from": date(2026, 3, 1),
        "plan_to": date(2026, 5, 1),
        "frame": make_frame(),
        "rule_set": make_rule_set(),
    } | more


def test_only_the_office_plans_its_rounds() -> None:
    office = make_office()
    fields = _fields(office)
    for stranger in (officer(make_office(), Role.OFFICE_HEAD), officer(office, Role.GROUP_HEAD)):
        with pytest.raises(NotAllowed):
            actions.create_round(office=office, by=stranger, **fields)
    made = actions.create_round(office=office, by=officer(office, Role.OFFICE_STAFF), **fields)
    assert Event.objects.filter(action="round.create", subject_id=str(made.pk)).exists()


@pytest.mark.parametrize("kind", Round.Kind.values)
def test_every_kind_of_round_can_be_planned_and_is_flagged(kind: str) -> None:
    made = make_round_with_people("draft", kind=kind)
    flags = {name for name in ("joint", "cross", "upgraded") if getattr(made.round, name)}
    assert flags == {kind} & {"joint", "cross", "upgraded"}


def test_a_round_that_ends_before_it_begins_is_refused() -> None:
    office = make_office()
    with pytest.raises(Invalid):
        actions.create_round(
            office=office, by=officer(office, Role.OFFICE_STAFF), **_fields(office, plan_to=date(2026, 1, 1))
        )


def test_two_rounds_of_a_kind_do_not_share_a_number() -> None:
    made = make_round_with_people("draft")
    office, staff = made.office, made.people["office_staff"]
    again: dict[str, Any] = {
        "term": made.round.term,
        "number": made.round.number,
        "year": 2026,
        "name": "重号",
        "plan_from": date(2026, 3, 1),
        "plan_to": date(2026, 5, 1),
        "frame": made.round.frame,
        "rule_set": made.round.rule_set,
    }
    with pytest.raises(Invalid):
        actions.create_round(office=office, by=staff, **again)
    actions.create_round(office=office, by=staff, **again, kind="special")


def test_a_round_keeps_the_frame_and_the_rules_it_began_with() -> None:
    made = make_round_with_people("draft")
    with pytest.raises(Invalid):
        actions.edit_round(made.round, by=made.people["office_staff"], frame=make_frame())


def test_a_submitted_plan_can_no_longer_change() -> None:
    made = make_round_with_people("for_group")
    staff = made.people["office_staff"]
    with pytest.raises(NotNow):
        actions.edit_round(made.round, by=staff, name="改名")
    with pytest.raises(NotNow):
        actions.add_tasks(made.round, [make_organisation(made.office)], by=staff)
    with pytest.raises(NotNow):
        actions.remove_task(made.task, by=staff)


def test_an_organisation_is_in_a_round_once() -> None:
    made = make_round_with_people("draft")
    staff = made.people["office_staff"]
    with pytest.raises(Invalid):
        actions.add_tasks(made.round, [made.task.organisation], by=staff)
    twice = make_organisation(made.office)
    with pytest.raises(Invalid):
        actions.add_tasks(made.round, [twice, twice], by=staff)


def test_a_round_inspects_its_own_organisations_and_those_below_only_when_levels_work_together() -> None:
    office = make_office()
    below = make_organisation(make_office("county", parent=office), level="county")
    beside = make_organisation(make_office())
    regular = make_round_with_people("draft", office=office)
    staff = regular.people["office_staff"]
    with pytest.raises(Invalid):
        actions.add_tasks(regular.round, [below], by=staff)
    raised = make_round_with_people("draft", office=office, kind="upgraded")
    actions.add_tasks(raised.round, [below], by=staff)
    with pytest.raises(Invalid):
        actions.add_tasks(raised.round, [beside], by=staff)


def test_many_tasks_take_few_statements(django_assert_max_num_queries: Any) -> None:
    made = make_round_with_people("draft")
    many = [make_organisation(made.office) for _each in range(12)]
    with django_assert_max_num_queries(12):
        actions.add_tasks(made.round, many, by=made.people["office_staff"])
    assert made.round.tasks.count() == 13


def test_dates_are_set_until_the_team_enters() -> None:
    made = make_round_with_people("ready")
    staff = made.people["office_staff"]
    actions.plan_tasks(made.round, made.tasks, by=staff, entry_on=date(2026, 3, 9), leave_on=date(2026, 5, 9))
    with pytest.raises(Invalid):
        actions.plan_tasks(made.round, made.tasks, by=staff, leave_on=date(2026, 3, 1))
    task = Task.objects.get(pk=made.task.pk)
    actions.note_entered(task, on=date(2026, 3, 9), by=made.members["leader"])
    with pytest.raises(NotNow):
        actions.plan_tasks(made.round, [task], by=staff, entry_on=date(2026, 3, 10))


def test_who_sees_a_round() -> None:
    above = make_office("province")
    office = make_office(parent=above)
    made = make_round_with_people("on_site", office=office)
    for who in ("office_head", "office_staff", "group_head", "committee_clerk", "leader", "member"):
        assert list(Round.objects.visible_to(made.fresh(who))) == [made.round], who
        assert list(Task.objects.visible_to(made.fresh(who))) == made.tasks, who
    assert list(Round.objects.visible_to(officer(above, Role.OFFICE_STAFF))) == [made.round]
    below = make_office("county", parent=office)
    for stranger in (officer(below, Role.OFFICE_HEAD), officer(make_office(parent=above), Role.OFFICE_HEAD)):
        assert not Round.objects.visible_to(stranger).exists()
        assert not Task.objects.visible_to(stranger).exists()


def test_tasks_are_imported_from_a_sheet_and_again_without_harm() -> None:
    made = make_round_with_people("draft")
    staff, new = made.people["office_staff"], make_organisation(made.office)
    context = {"user": staff, "within": made.round}
    rows = [
        resolve_task({"code": new.code, "mode": "villages", "entry_on": date(2026, 4, 1)}, context),
        resolve_task({"code": made.task.organisation.code, "entry_on": date(2026, 4, 2)}, context),
    ]
    first = save_tasks(rows, by=staff, existing="skip", context=context)
    assert (first.created, first.updated, first.skipped) == (1, 0, 1)
    again = save_tasks(rows, by=staff, existing="update", context=context)
    assert (again.created, again.updated, again.skipped) == (0, 2, 0)
    made.task.refresh_from_db()
    assert made.task.entry_on == date(2026, 4, 2)
    with pytest.raises(CellError):
        resolve_task({"code": "不存在"}, context)


def test_figures_of_rounds_are_counted_from_what_has_entered() -> None:
    made = make_round_with_people("fed_back")
    back = make_round_with_people("draft", office=made.office, kind="look_back")
    make_round_with_people("approved", office=made.office)
    actions.edit_round(back.round, by=back.people["office_staff"], covers=[made.round])
    Round.objects.filter(pk=back.round.pk).update(entered_on=date(2026, 9, 1))
    head = made.fresh("office_head")
    figures = {
        "rounds": 2,
        "regular_rounds": 1,
        "look_back_rounds": 1,
        "rounds_looked_back_on": 1,
        "tasks_entered": 1,
    }
    for code, value in figures.items():
        assert registry.indicator(code).value(Scope(), head) == value, code
        assert registry.indicator(code).value(Scope(), officer(make_office(), Role.OFFICE_HEAD)) == 0
