"""The whole life of a round: who is offered what, and what must be true first."""

from datetime import date
from typing import Any

import pytest

from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds import actions, signals
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.rounds.workflow import FOLLOWING, STATIONS, WORKFLOW
from mingcha.registry.bodies.models import Role
from mingcha.testing.prepare import authorise, make_round, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_representative

pytestmark = pytest.mark.django_db
Status = Round.Status

# Anything not listed is refused.
ALLOWED: dict[tuple[str, str], list[str]] = {
    ("draft", "office_head"): ["submit"],
    ("for_group", "group_head"): ["approve", "return"],
    ("for_group", "group_member"): ["approve", "return"],
    ("for_committee", "committee_clerk"): ["record", "return"],
    ("approved", "office_head"): ["form", "revise"],
    ("approved", "group_head"): ["stop"],
    ("approved", "group_member"): ["stop"],
    ("forming", "office_head"): ["revise"],
    ("forming", "group_head"): ["stop"],
    ("forming", "group_member"): ["stop"],
    ("ready", "group_head"): ["stop"],
    ("ready", "group_member"): ["stop"],
    ("on_site", "group_head"): ["extend", "stop"],
    ("on_site", "group_member"): ["extend", "stop"],
    ("reporting", "group_head"): ["stop"],
    ("reporting", "group_member"): ["stop"],
    ("rectifying", "office_head"): ["conclude"],
    ("to_archive", "office_head"): ["archive"],
    ("to_archive", "office_staff"): ["archive"],
}
PEOPLE = ("office_head", "office_staff", "group_head", "group_member", "committee_clerk", "leader", "member")


@pytest.mark.parametrize("status", Status.values)
def test_each_person_is_offered_exactly_the_moves_they_may_make(status: str) -> None:
    made = make_round_with_people(status)
    for who in PEOPLE:
        if who in made.people or who in made.members:
            offered = [move.name for move in WORKFLOW.available(made.round, made.fresh(who))]
            assert offered == ALLOWED.get((status, who), []), who


@pytest.mark.parametrize("status", ["draft", "for_group", "for_committee", "forming", "to_archive"])
def test_the_office_beside_the_level_above_and_the_inspected_may_do_nothing(status: str) -> None:
    above = make_office("province")
    office = make_office("city", parent=above)
    made = make_round_with_people(status, office=office)
    for stranger in (
        officer(make_office(), Role.OFFICE_HEAD),
        officer(above, Role.OFFICE_HEAD),
        officer(above, Role.GROUP_HEAD),
        make_representative(made.task.organisation),
    ):
        assert WORKFLOW.available(made.round, stranger) == []


def test_every_move_starts_where_a_round_can_be() -> None:
    reached = {"draft"} | {move.target for move in WORKFLOW.moves.values()}
    assert all(move.sources <= reached for move in WORKFLOW.moves.values())
    assert reached == set(Status.values)


def test_a_round_needs_organisations_before_it_is_submitted() -> None:
    made = make_round_with_people("draft")
    actions.remove_task(made.task, by=made.people["office_staff"])
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "submit", by=made.people["office_head"])


def test_a_look_back_names_the_rounds_it_looks_back_on() -> None:
    earlier = make_round_with_people("archived")
    made = make_round_with_people("draft", office=earlier.office, kind="look_back")
    head, staff = made.people["office_head"], made.people["office_staff"]
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "submit", by=head)
    actions.edit_round(made.round, by=staff, covers=[earlier.round])
    WORKFLOW.perform(made.round, "submit", by=head)
    assert made.round.status == "for_group"


def test_whoever_submitted_does_not_approve() -> None:
    made = make_round_with_people("draft")
    head = officer(made.office, Role.GROUP_MEMBER)
    Round.objects.filter(pk=made.round.pk).update(status="for_group", submitted_by=head)
    made.round.refresh_from_db()
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(made.round, "approve", by=head)


def test_a_round_is_returned_with_a_reason_and_can_be_changed_again() -> None:
    made = make_round_with_people("for_committee")
    clerk = made.people["committee_clerk"]
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "return", by=clerk)
    WORKFLOW.perform(made.round, "return", by=clerk, note="对象偏少")
    assert (made.round.status, made.round.submitted_by) == ("draft", None)
    actions.edit_round(made.round, by=made.people["office_staff"], name="第一轮（修改）")
    assert Event.objects.filter(action="round.return", facts__note="对象偏少").exists()


def test_a_round_is_ready_only_with_authorised_teams() -> None:
    made = make_round_with_people("forming")
    staff = made.people["office_staff"]
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "prepare", by=staff)
    authorise(made)
    WORKFLOW.perform(made.round, "prepare", by=staff)
    assert made.round.status == "ready"


def test_an_authorised_round_cannot_go_back_to_planning() -> None:
    made = make_round_with_people("forming")
    authorise(made)
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "revise", by=made.people["office_head"], note="重来")


def test_the_first_entry_takes_the_round_on_site() -> None:
    made = make_round_with_people("ready", organisations=2)
    actions.note_entered(made.task, on=date(2026, 3, 5), by=made.members["leader"])
    made.round.refresh_from_db()
    assert (made.round.status, made.round.entered_on) == ("on_site", date(2026, 3, 5))
    actions.note_entered(made.tasks[1], on=date(2026, 3, 9), by=made.members["leader"])
    made.round.refresh_from_db()
    assert made.round.entered_on == date(2026, 3, 5)


def test_nobody_enters_before_the_round_is_ready() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(NotNow):
        actions.note_entered(made.task, on=date(2026, 3, 5), by=made.members["leader"])


def test_nothing_is_concluded_before_it_is_entered() -> None:
    made = make_round_with_people("ready")
    with pytest.raises(NotNow):
        actions.note_concluded(made.task, on=date(2026, 3, 5), by=made.members["leader"])


def test_advancing_twice_changes_nothing_and_skipping_is_refused() -> None:
    made = make_round_with_people("on_site")
    staff = made.people["office_staff"]
    assert actions.advance_round(made.round, "withdraw", by=staff) is True
    assert actions.advance_round(made.round, "withdraw", by=staff) is False
    with pytest.raises(NotNow):
        actions.advance_round(made.round, "rectify", by=staff)
    with pytest.raises(Invalid):
        actions.advance_round(made.round, "archive", by=staff)


def test_later_steps_may_hold_a_round_back() -> None:
    made = make_round_with_people("on_site")

    def still_on_site(sender: Any, **given: Any) -> str | None:
        return "还有 1 个组未撤点。" if given["move"] == "withdraw" else None

    signals.advancing.connect(still_on_site)
    try:
        with pytest.raises(NotNow, match="未撤点"):
            actions.catch_up(made.round, by=made.people["office_staff"])
    finally:
        signals.advancing.disconnect(still_on_site)
    assert actions.catch_up(made.round, by=made.people["office_staff"])


def test_only_the_office_brings_a_round_up_to_date() -> None:
    made = make_round_with_people("on_site")
    with pytest.raises(NotAllowed):
        actions.catch_up(made.round, by=made.members["leader"])


def test_later_steps_may_keep_a_round_out_of_the_archive() -> None:
    made = make_round_with_people("to_archive")

    def open_items(sender: Any, **given: Any) -> list[str]:
        return ["还有整改未销号。"]

    signals.archiving.connect(open_items)
    try:
        with pytest.raises(NotNow, match="未销号"):
            WORKFLOW.perform(made.round, "archive", by=made.people["office_staff"])
    finally:
        signals.archiving.disconnect(open_items)


def test_stopping_needs_a_reason() -> None:
    made = make_round_with_people("on_site")
    with pytest.raises(NotNow):
        WORKFLOW.perform(made.round, "stop", by=made.people["group_head"])


def test_a_stay_is_only_lengthened() -> None:
    made = make_round_with_people("on_site")
    head, shorter = made.people["group_head"], date(2026, 3, 3)
    with pytest.raises(Invalid):
        WORKFLOW.perform(made.round, "extend", by=head, note="情况复杂", plan_to=shorter)
    WORKFLOW.perform(made.round, "extend", by=head, note="情况复杂", plan_to=date(2026, 7, 1))
    made.round.refresh_from_db()
    assert (made.round.status, made.round.plan_to) == ("on_site", date(2026, 7, 1))


def test_a_stale_copy_cannot_repeat_a_move() -> None:
    in_round = make_round("for_group")
    stale = Round.objects.get(pk=in_round.pk)
    head = officer(in_round.office, Role.GROUP_HEAD)
    WORKFLOW.perform(in_round, "approve", by=head)
    with pytest.raises(NotNow):
        WORKFLOW.perform(stale, "approve", by=head)


def test_the_moves_of_the_inspections_have_no_buttons() -> None:
    assert all(WORKFLOW.moves[name].quiet for name in FOLLOWING)
    assert STATIONS[-1] == "archived"
