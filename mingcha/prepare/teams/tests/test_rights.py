"""Who may see what. Every right begins and ends where the regulation says."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.actions import advance_round
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.workflow import WORKFLOW
from mingcha.prepare.teams import actions
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import NONE, Rights, forget_rights, rights_of, scope
from mingcha.prepare.teams.workflow import RECUSALS
from mingcha.prepare.training.actions import sign_pledge
from mingcha.registry.bodies.models import Body, Kind, Post, Role
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member, make_member, make_round_with_people, pledge_and_train
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


def of_the_work(user: User) -> Rights:
    """Rights without those of the person's own body, which has lent them to the team."""
    return replace(rights_of(user), bodies=NONE, receiving=NONE, roles=NONE)


def test_a_stranger_has_no_rights_at_all() -> None:
    make_round_with_people()
    assert rights_of(make_user()) == Rights()


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_have_no_rights_at_all(kind: str) -> None:
    made = make_round_with_people()
    person = made.people["office_head"]
    person.administration = kind
    person.save()
    assert rights_of(made.fresh("office_head")) == Rights()
    assert rights_of(make_administrator(kind)) == Rights()


def test_an_account_that_may_not_sign_in_has_no_rights() -> None:
    made = make_round_with_people()
    User.objects.filter(pk=made.members["leader"].pk).update(is_active=False)
    assert of_the_work(made.fresh("leader")) == Rights()


def test_a_member_of_an_authorised_team_sees_the_tasks_of_the_team() -> None:
    made = make_round_with_people("ready")
    task = made.task.pk
    assert rights_of(made.fresh("member")).inspections == {task}
    assert rights_of(made.fresh("leader")).leads == {task}
    assert rights_of(made.fresh("deputy")).deputies == {task}
    assert rights_of(made.fresh("member")).leads == NONE
    assert rights_of(made.fresh("leader")).offices == NONE


def test_rights_begin_with_the_authorisation() -> None:
    made = make_round_with_people("forming")
    before = rights_of(made.fresh("leader"))
    assert (before.inspections, before.leads) == (NONE, NONE)
    assert before.teams == {made.team.pk}
    actions.authorise_round(made.round, by=made.people["group_head"])
    assert rights_of(made.fresh("leader")).leads == {made.task.pk}


def test_rights_end_when_the_authorisation_is_ended() -> None:
    made = make_round_with_people()
    actions.end_authorisation(made.round.authorisation, reason="违反纪律", by=made.people["group_head"])
    assert of_the_work(made.fresh("leader")) == Rights()


@pytest.mark.parametrize("status", ["archived", "stopped"])
def test_rights_end_with_the_round(status: str) -> None:
    made = make_round_with_people(status)
    assert of_the_work(made.fresh("leader")) == Rights()
    assert not Round.objects.visible_to(made.fresh("leader")).exists()


def test_rights_end_with_the_membership() -> None:
    made = make_round_with_people()
    end_member(made.team, made.members["member"])
    assert of_the_work(made.fresh("member")) == Rights()
    assert rights_of(made.fresh("deputy")).inspections == {made.task.pk}


def test_whoever_has_not_declared_sees_nothing_of_the_organisation() -> None:
    made = make_round_with_people()
    late = make_member(made.team, declared=False)
    assert rights_of(late).inspections == NONE
    actions.declare_recusal(made.task, relation="nothing", by=late)
    assert rights_of(late).inspections == {made.task.pk}


def test_who_joins_after_entry_is_held_back_until_pledged_and_trained() -> None:
    """Nobody enters without them; who comes later does not slip in."""
    made = make_round_with_people()
    late = make_member(made.team, "deputy", prepared=False)
    rights = rights_of(late)
    assert (rights.inspections, rights.deputies, rights.rounds) == (NONE, NONE, frozenset({made.round.pk}))
    sign_pledge(made.round, text="严守保密纪律", by=late)
    forget_rights(late)
    assert rights_of(late).inspections == NONE
    pledge_and_train(made.round)
    forget_rights(late)
    assert rights_of(late).deputies == {made.task.pk}


def test_before_entry_a_member_without_pledge_prepares_with_the_team() -> None:
    made = make_round_with_people("ready")
    assert rights_of(make_member(made.team, prepared=False)).inspections == {made.task.pk}


def test_who_joined_late_may_still_be_pledged_and_trained_when_the_team_has_left() -> None:
    made = make_round_with_people()
    late = make_member(made.team, prepared=False)
    advance_round(made.round, "withdraw", by=made.people["office_staff"])
    assert rights_of(late).inspections == NONE
    pledge_and_train(made.round)
    forget_rights(late)
    assert rights_of(late).inspections == {made.task.pk}


def _declare(made: Any, who: str) -> RecusalDeclaration:
    """The person has found a tie after all."""
    declaration = RecusalDeclaration.objects.get(user=made.members[who])
    fields: dict[str, Any] = {"relation": "kin", "statement": "近亲属在该单位任职"}
    RECUSALS.perform(declaration, "declare", by=made.fresh(who), **fields)
    return declaration


def test_a_declared_tie_shuts_out_until_it_is_decided() -> None:
    made = make_round_with_people(organisations=2)
    declaration = RecusalDeclaration.objects.filter(user=made.members["member"]).earliest("created_at")
    other = next(task for task in made.tasks if task.pk != declaration.task_id)
    fields: dict[str, Any] = {"relation": "kin", "statement": "近亲属在该单位任职"}
    RECUSALS.perform(declaration, "declare", by=made.fresh("member"), **fields)
    rights = rights_of(made.fresh("member"))
    assert rights.recused_inspections == {declaration.task_id}
    assert rights.inspections == {other.pk}
    assert list(Task.objects.visible_to(made.fresh("member"))) == [other]


def test_a_granted_recusal_shuts_out_for_good_and_a_refused_one_lets_in_again() -> None:
    made = make_round_with_people()
    head = made.people["office_head"]
    kept_out, let_in = _declare(made, "member"), _declare(made, "deputy")
    actions.decide_recusal(kept_out, granted=True, by=head)
    actions.decide_recusal(let_in, granted=False, by=head, reason="不影响公正")
    assert rights_of(made.fresh("member")).recused_inspections == {made.task.pk}
    assert rights_of(made.fresh("member")).inspections == NONE
    assert rights_of(made.fresh("deputy")).deputies == {made.task.pk}


def test_a_recused_leader_no_longer_leads() -> None:
    made = make_round_with_people()
    actions.decide_recusal(_declare(made, "leader"), granted=True, by=made.people["group_head"])
    rights = rights_of(made.fresh("leader"))
    assert (rights.leads, rights.inspections) == (NONE, NONE)


def test_staff_of_the_office_may_be_recused_too() -> None:
    made = make_round_with_people()
    staff = made.people["office_staff"]
    actions.declare_recusal(made.task, relation="worked_there", by=staff, statement="曾任职")
    assert rights_of(made.fresh("office_staff")).recused_inspections == {made.task.pk}
    assert not Task.objects.visible_to(made.fresh("office_staff")).exists()
    assert not Task.objects.filter(scope(made.fresh("office_staff"), inspection="pk")).exists()


def test_posts_give_the_rights_of_their_body() -> None:
    office = make_office()
    assert rights_of(make_officer(office, Role.OFFICE_HEAD)).headed_offices == {office.pk}
    staff = rights_of(make_officer(office))
    assert (staff.own_offices, staff.headed_offices) == (frozenset({office.pk}), NONE)
    assert rights_of(make_officer(office, Role.GROUP_MEMBER)).groups == {office.pk}
    head = rights_of(make_officer(office, Role.GROUP_HEAD))
    assert (head.groups, head.headed_groups, head.offices) == (
        frozenset({office.pk}),
        frozenset({office.pk}),
        NONE,
    )
    assert rights_of(make_officer(office, Role.COMMITTEE_CLERK)).clerks == {office.pk}
    case = rights_of(make_officer(office, Role.CASE_MANAGER))
    assert (case.case_offices, case.supervised_offices) == (frozenset({office.pk}), frozenset({office.pk}))
    supervisor = rights_of(make_officer(office, Role.SUPERVISOR))
    assert (supervisor.case_offices, supervisor.supervised_offices) == (NONE, frozenset({office.pk}))
    assert rights_of(make_officer(office, Role.ORGANISATION_OFFICER)).supervised_offices == {office.pk}
    department = rights_of(make_officer(office, Role.DEPARTMENT_OFFICER))
    assert (department.supervised_offices, department.offices) == (NONE, NONE)
    assert department.bodies == set(
        Body.objects.filter(office=office, kind=Kind.DEPARTMENT).values_list("pk", flat=True)
    )


def test_a_post_gives_rights_only_while_it_lasts() -> None:
    office = make_office()
    today = timezone.localdate()
    ended, coming = make_officer(office), make_officer(office)
    Post.objects.filter(user=ended).update(until=today - timedelta(days=1))
    Post.objects.filter(user=coming).update(since=today + timedelta(days=1))
    assert rights_of(ended) == rights_of(coming) == Rights()


def test_a_post_in_a_body_that_was_dissolved_gives_nothing() -> None:
    office = make_office()
    staff = make_officer(office)
    Body.objects.filter(pk=office.pk).update(is_active=False)
    assert rights_of(staff) == Rights()


def test_the_level_above_reads_all_below_and_siblings_read_nothing_of_each_other() -> None:
    province = make_office("province")
    city, beside = make_office(parent=province), make_office(parent=province)
    county = make_office("county", parent=city)
    assert rights_of(make_officer(province)).offices == {province.pk, city.pk, beside.pk, county.pk}
    assert rights_of(make_officer(city)).offices == {city.pk, county.pk}
    assert rights_of(make_officer(beside)).offices == {beside.pk}
    assert rights_of(make_officer(city)).own_offices == {city.pk}


def test_a_representative_has_the_organisation_and_nothing_else() -> None:
    made = make_round_with_people()
    user = make_representative(made.task.organisation)
    assert rights_of(user) == Rights(organisations=frozenset({made.task.organisation_id}))
    assert not Round.objects.visible_to(user).exists()
    assert not Task.objects.visible_to(user).exists()
    user.representations.update(until=timezone.localdate())
    forget_rights(user)
    assert rights_of(user) == Rights()


def test_rights_take_five_queries_and_are_read_once(django_assert_max_num_queries: Any) -> None:
    made = make_round_with_people()
    head = made.fresh("office_head")
    with django_assert_max_num_queries(5):
        rights_of(head)
    with django_assert_max_num_queries(0):
        scope(head)
    before = rights_of(head)
    Post.objects.filter(user=head).update(until=date(2026, 1, 1))
    assert rights_of(head) is before
    forget_rights(head)
    assert rights_of(head) == Rights()


def test_a_team_beside_sees_its_own_tasks_only() -> None:
    made = make_round_with_people()
    other = make_round_with_people(office=made.office)
    assert list(Task.objects.visible_to(made.fresh("leader"))) == made.tasks
    assert list(Round.objects.visible_to(other.fresh("leader"))) == [other.round]


def test_a_stopped_round_ends_the_authorisation() -> None:
    made = make_round_with_people()
    WORKFLOW.perform(made.round, "stop", by=made.people["group_member"], note="上级要求")
    made.round.authorisation.refresh_from_db()
    assert made.round.authorisation.status == "ended"
    assert not made.team.memberships.in_force().exists()


def test_registry_asks_for_the_offices_of_a_person_through_the_scopes() -> None:
    made = make_round_with_people()
    offices = scopes.get("offices")
    assert offices is not None
    assert offices(made.fresh("member")) == {made.office.pk}
    assert offices(make_user()) == NONE
