"""Forming teams, declaring and deciding recusal, and the one authorisation of a round."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow, Refusal
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams import actions
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration
from mingcha.prepare.teams.queries import fixed_pairs, gaps_in, rights_of
from mingcha.prepare.teams.workflow import RECUSALS
from mingcha.registry.bodies.models import Role
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import Made, add_team, make_member, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


def _tie(made: Made, who: str) -> RecusalDeclaration:
    declaration = RecusalDeclaration.objects.get(user=made.members[who], task=made.task)
    tie: dict[str, Any] = {"relation": "in_law", "statement": "姻亲关系"}
    RECUSALS.perform(declaration, "declare", by=made.fresh(who), **tie)
    return declaration


def test_only_the_office_forms_teams_and_only_once_the_round_is_approved() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(NotAllowed):
        actions.form_team(made.round, name="三组", by=made.people["group_head"])
    early = make_round_with_people("draft")
    with pytest.raises(NotNow):
        actions.form_team(early.round, name="一组", by=early.people["office_staff"])


def test_two_teams_of_a_round_do_not_share_a_number() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(Invalid):
        actions.form_team(made.round, name="又一组", number=1, by=made.people["office_staff"])


def test_a_team_has_one_leader() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(NotNow):
        make_member(made.team, "leader")


def test_a_person_is_in_one_team_a_round() -> None:
    made = make_round_with_people("forming")
    other = actions.form_team(made.round, name="二组", by=made.people["office_staff"])
    with pytest.raises(NotNow):
        make_member(other, user=made.members["member"])


def test_strangers_and_administrators_are_not_put_into_teams() -> None:
    made = make_round_with_people("forming")
    beside = make_officer(make_office())
    for stranger in (make_user(), make_administrator("audit"), beside):
        with pytest.raises(Invalid):
            make_member(made.team, user=stranger)
    below = make_officer(make_office("county", parent=made.office))
    assert make_member(made.team, user=below)


def test_nobody_inspects_the_organisation_they_represent() -> None:
    made = make_round_with_people("forming")
    person = make_officer(made.office)
    make_representative(made.task.organisation, person)
    with pytest.raises(NotNow):
        make_member(made.team, user=person)


def test_a_recused_person_cannot_be_added_to_the_team_nor_the_task_given_to_theirs() -> None:
    made = make_round_with_people("forming", organisations=2)
    staff = made.people["office_staff"]
    declaration = _tie(made, "member")
    actions.decide_recusal(declaration, granted=True, by=made.people["office_head"], reason="姻亲")
    membership = Membership.objects.get(user=made.members["member"])
    actions.end_membership(membership, by=staff, reason="回避")
    with pytest.raises(NotNow):
        make_member(made.team, user=made.members["member"])
    other = actions.form_team(made.round, name="二组", by=staff)
    actions.release_tasks(made.round, [made.task], by=staff)
    make_member(other, user=made.members["member"])
    with pytest.raises(NotNow):
        actions.assign_team([made.task], other, by=staff)


def test_a_tie_is_described_and_declared_once() -> None:
    made = make_round_with_people("forming")
    late = make_member(made.team, declared=False)
    with pytest.raises(Invalid):
        actions.declare_recusal(made.task, relation="kin", by=late)
    with pytest.raises(Invalid):
        actions.declare_recusal(made.task, relation="unknown", by=late)
    actions.declare_recusal(made.task, relation="kin", statement="配偶任职", by=late)
    with pytest.raises(NotNow):
        actions.declare_recusal(made.task, relation="nothing", by=late)


def test_who_sits_on_the_leading_group_declares_and_somebody_else_decides() -> None:
    made = make_round_with_people("forming")
    office_head, group_head = made.people["office_head"], made.people["group_head"]
    member = make_officer(made.office, Role.GROUP_MEMBER)
    tie = {"relation": "kin", "statement": "近亲属任职"}
    declared = actions.declare_recusal(made.task, by=member, **tie)
    assert made.task not in Task.objects.visible_to(member)
    with pytest.raises(NotAllowed):
        actions.decide_recusal(declared, granted=True, by=office_head)
    actions.decide_recusal(declared, granted=True, by=group_head)
    assert made.task not in Task.objects.visible_to(User.objects.get(pk=member.pk))
    of_the_head = actions.declare_recusal(made.task, by=group_head, **tie)
    clerk = make_officer(made.office, Role.COMMITTEE_CLERK)
    assert set(RecusalDeclaration.objects.visible_to(clerk)) == {of_the_head}
    for by in (group_head, office_head, member):
        with pytest.raises(NotAllowed):
            actions.decide_recusal(of_the_head, granted=False, reason="不影响", by=by)
    actions.decide_recusal(of_the_head, granted=False, reason="不影响", by=clerk)
    assert made.task in Task.objects.visible_to(User.objects.get(pk=group_head.pk))


def test_outsiders_do_not_declare() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(NotAllowed):
        actions.declare_recusal(made.task, relation="nothing", by=make_user())


def test_the_head_of_the_office_decides_on_members_and_the_head_of_the_group_on_leaders() -> None:
    made = make_round_with_people("forming")
    head, group = made.people["office_head"], made.people["group_head"]
    member, leader = _tie(made, "member"), _tie(made, "leader")
    for declaration, wrong in ((member, group), (leader, head), (member, made.people["office_staff"])):
        with pytest.raises(NotAllowed):
            actions.decide_recusal(declaration, granted=True, by=wrong)
    actions.decide_recusal(member, granted=False, by=head, reason="不影响公正")
    actions.decide_recusal(leader, granted=True, by=group)
    assert (member.status, leader.status) == ("refused", "granted")
    assert Event.objects.filter(action="recusal.refuse", facts__fields=["reason"]).exists()


def test_nobody_decides_on_themselves() -> None:
    made = make_round_with_people("forming")
    head = made.people["office_head"]
    actions.declare_recusal(made.task, relation="native", statement="籍贯", by=head)
    declaration = RecusalDeclaration.objects.get(user=head)
    with pytest.raises(NotAllowed):
        actions.decide_recusal(declaration, granted=False, by=head, reason="无碍")
    actions.decide_recusal(declaration, granted=False, by=made.people["group_head"], reason="无碍")


def test_a_recusal_is_not_set_aside_without_a_reason() -> None:
    made = make_round_with_people("forming")
    with pytest.raises(Invalid):
        actions.decide_recusal(_tie(made, "member"), granted=False, by=made.people["office_head"])


def test_teams_lack_what_the_sentences_say() -> None:
    made = make_round_with_people("forming", organisations=2)
    assert gaps_in(made.round) == []
    staff = made.people["office_staff"]
    actions.release_tasks(made.round, made.tasks[1:], by=staff)
    assert len(gaps_in(made.round)) == 1
    actions.form_team(made.round, name="空组", by=staff)
    assert len(gaps_in(made.round)) == 4
    _tie(made, "member")
    assert len(gaps_in(made.round)) == 5
    with pytest.raises(NotNow):
        actions.authorise_round(made.round, by=made.people["group_head"])


def test_a_recused_leader_must_be_replaced() -> None:
    made = make_round_with_people("forming")
    actions.decide_recusal(_tie(made, "leader"), granted=True, by=made.people["group_head"])
    assert len(gaps_in(made.round)) == 1


def test_the_leading_group_or_the_clerk_authorises_once() -> None:
    made = make_round_with_people("forming")
    for wrong in (made.people["office_head"], made.members["leader"], make_user()):
        with pytest.raises(NotAllowed):
            actions.authorise_round(made.round, by=wrong)
    first = actions.authorise_round(made.round, by=made.people["committee_clerk"])
    with pytest.raises(NotNow):
        actions.authorise_round(made.round, by=made.people["group_head"])
    other = make_round_with_people("forming", office=made.office)
    second = actions.authorise_round(other.round, by=other.people["group_head"])
    assert (first.number, second.number) == (1, 2)


def test_nobody_authorises_a_team_they_are_in() -> None:
    made = make_round_with_people("forming")
    member = officer(made.office, Role.GROUP_MEMBER)
    make_member(made.team, user=member)
    with pytest.raises(NotAllowed):
        actions.authorise_round(made.round, by=member)


def test_an_authorisation_is_ended_with_a_reason_and_not_by_the_office() -> None:
    made = make_round_with_people("on_site")
    authorisation = made.round.authorisation
    with pytest.raises(NotAllowed):
        actions.end_authorisation(authorisation, reason="换人", by=made.people["office_head"])
    with pytest.raises(Invalid):
        actions.end_authorisation(authorisation, reason=" ", by=made.people["group_head"])
    actions.end_authorisation(authorisation, reason="换人", by=made.people["group_head"])
    assert (authorisation.status, authorisation.end_reason) == ("ended", "换人")


def test_leaving_a_team_needs_a_reason_and_happens_once() -> None:
    made = make_round_with_people("on_site")
    staff = made.people["office_staff"]
    membership = Membership.objects.get(user=made.members["member"])
    with pytest.raises(NotNow):
        actions.end_membership(membership, by=staff, reason=" ")
    with pytest.raises(Invalid):
        actions.end_membership(membership, by=staff, reason="离组", on=date(2020, 1, 1))
    actions.end_membership(membership, by=staff, reason="离组")
    with pytest.raises(NotNow):
        actions.end_membership(membership, by=staff, reason="离组")


def test_a_leader_who_led_the_same_organisation_last_time_is_warned_of() -> None:
    before = make_round_with_people("archived")
    leader = before.members["leader"]
    now = make_round_with_people("draft", office=before.office, organisations=0, plan_from=date(2026, 4, 1))
    from mingcha.prepare.rounds.actions import add_tasks
    from mingcha.prepare.rounds.workflow import WORKFLOW

    tasks = add_tasks(now.round, [before.task.organisation], by=now.people["office_staff"])
    for move, who in (
        ("submit", "office_head"),
        ("approve", "group_head"),
        ("record", "committee_clerk"),
        ("form", "office_head"),
    ):
        WORKFLOW.perform(now.round, move, by=now.people[who])
    team = actions.form_team(now.round, name="一组", by=now.people["office_staff"])
    actions.assign_team(tasks, team, by=now.people["office_staff"])
    make_member(team, "leader", user=leader)
    assert len(fixed_pairs(team)) == 1


def test_members_in_bulk_take_few_statements(django_assert_max_num_queries: Any) -> None:
    made = make_round_with_people("forming")
    people = [make_officer(made.office) for _each in range(10)]
    rows = [{"team": made.team, "user": user, "role": "member"} for user in people]
    with django_assert_max_num_queries(18):
        actions.add_members_many(rows, by=made.people["office_staff"])


def test_a_second_team_sees_nothing_of_the_first() -> None:
    made = make_round_with_people("draft", organisations=2)
    from mingcha.prepare.rounds.workflow import WORKFLOW

    for move, who in (
        ("submit", "office_head"),
        ("approve", "group_head"),
        ("record", "committee_clerk"),
        ("form", "office_head"),
    ):
        WORKFLOW.perform(made.round, move, by=made.people[who])
    for task in made.tasks:
        add_team(made, [task])
    actions.authorise_round(made.round, by=made.people["group_head"])
    second = Membership.objects.get(team=made.teams[1], role="leader").user
    assert rights_of(User.objects.get(pk=second.pk)).inspections == {made.tasks[1].pk}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_authorise_at_once_one_is_refused() -> None:
    made = make_round_with_people("forming")
    gate = Barrier(2)
    outcomes: list[Any] = []

    def authorise(person: User) -> None:
        try:
            in_round = Round.objects.get(pk=made.round.pk)
            gate.wait()
            outcomes.append(actions.authorise_round(in_round, by=person).number)
        except Refusal as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    people = [made.people["group_head"], made.people["committee_clerk"]]
    threads = [Thread(target=authorise, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [1, NotNow]
    assert Authorisation.objects.filter(round=made.round).count() == 1
