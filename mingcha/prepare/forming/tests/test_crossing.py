"""Crossed and joint rounds: teams of one place inspect another, and recusal looks at the whole place."""

from datetime import date

import pytest
from django.test import Client

from mingcha.foundation.refusals import NotNow
from mingcha.prepare.forming import actions
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.queries import default_teams, sheet_of, why_not_told, with_homes
from mingcha.prepare.forming.rules import Records, hits
from mingcha.prepare.forming.solving.reasons import why_not
from mingcha.prepare.forming.workflow import PROPOSALS
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.queries import gaps_in
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.organisations.models import Division, Organisation
from mingcha.registry.talent.actions import add_post_held
from mingcha.registry.talent.models import Talent
from mingcha.testing.forming import ASKED, make_forming_round, make_pool, staff_of
from mingcha.testing.registry import keeper, make_office, make_officer, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def crossed() -> tuple[Round, list[Body]]:
    """A city's crossed round over two organisations of each of three counties, each county with a pool."""
    city = make_office()
    counties = [make_office("county", parent=city) for _each in range(3)]
    in_round = make_forming_round(city, organisations=6, people=0, cross=True)
    tasks = in_round.tasks.order_by("entry_on", "pk")
    for number, task in enumerate(tasks):
        home = make_organisation(counties[number % 3])
        type(task).objects.filter(pk=task.pk).update(organisation=home)
    for county in counties:
        make_pool(county, 9)
    return in_round, counties


def test_in_a_crossed_round_each_team_comes_from_one_place_and_inspects_another(
    crossed: tuple[Round, list[Body]],
) -> None:
    """A team of county A inspects county B; in a circle of three no two inspect each other."""
    in_round, counties = crossed
    rows = with_homes(in_round, default_teams(in_round, 3, **ASKED), {})
    staff = staff_of(in_round)
    proposal = actions.propose(in_round, name="交叉", teams=rows, seconds=20, by=staff)
    actions.work_out(proposal, by=staff)
    sheet = sheet_of(proposal)
    pairs = set()
    for key in sheet.names:
        own = {sheet.talents[one.person].office for one in proposal.answer if one.team == key}
        inspected = {task.organisation.office for task in sheet.tasks[key]}
        assert len(own) == len(inspected) == 1
        assert own <= set(counties)
        pairs.add((own.pop(), inspected.pop()))
    assert len(pairs) == 3
    assert not pairs & {(inspected, own) for own, inspected in pairs}
    assert all(own != inspected for own, inspected in pairs)
    PROPOSALS.perform(proposal, "adopt", by=staff)
    assert in_round.teams.count() == 3
    told = {one.person: why_not_told(sheet, one) for one in why_not(sheet.problem, proposal.answer)}
    assert all(told.values())


def test_which_place_sends_the_team_may_be_said(crossed: tuple[Round, list[Body]]) -> None:
    in_round, (first, second, third) = crossed
    client = Client()
    client.force_login(staff_of(in_round))
    asked = {
        "name": "交叉",
        "count": 3,
        "seats": 4,
        "least": 3,
        "unit_most": 9,
        "former_most": 9,
        "seconds": 5,
    }
    places = sorted([first, second, third], key=lambda one: str(one.pk))  # dealt out in this order
    team_to = {place.pk: number for number, place in enumerate(places, start=1)}
    wish = {f"home_of_{team_to[first.pk]}": str(third.pk), f"home_of_{team_to[third.pk]}": str(first.pk)}
    made = client.post(f"/forming/of/{in_round.pk}/new/", {**asked, **wish})
    proposal = TeamProposal.objects.get()
    assert made.headers["Location"] == proposal.get_absolute_url()
    homes = {row["home"]: row["name"] for row in proposal.teams}
    offices = {str(one.pk): str(one.organisation.office_id) for one in in_round.tasks.all()}
    sent = {offices[row["tasks"][0]]: row["home"] for row in proposal.teams}
    assert (sent[str(first.pk)], sent[str(third.pk)]) == (str(third.pk), str(first.pk))
    assert str(third) in homes[str(third.pk)]
    at_home = {f"home_of_{team_to[first.pk]}": str(first.pk)}
    own = client.post(f"/forming/of/{in_round.pk}/new/", {**asked, **at_home})
    assert own.status_code == 422
    assert list(own.context["form"].errors) == list(at_home)


def test_two_teams_to_one_place_may_come_from_two(crossed: tuple[Round, list[Body]]) -> None:
    """As a schedule plans: by team, not by the place inspected."""
    in_round, (first, second, third) = crossed
    rows = default_teams(in_round, 6, **ASKED)
    offices = {str(one.pk): one.organisation.office_id for one in in_round.tasks.all()}
    to_first = [row["key"] for row in rows if offices[row["tasks"][0]] == first.pk]
    wanted = dict(zip(to_first, [str(second.pk), str(third.pk)], strict=True))
    homes = {row["key"]: row["home"] for row in with_homes(in_round, rows, wanted)}
    assert {key: homes[key] for key in to_first} == wanted


def test_in_a_crossed_round_the_whole_place_counts_for_recusal(crossed: tuple[Round, list[Body]]) -> None:
    """Who was born or served in county A inspects nothing of county A, whichever office there it was."""
    in_round, (first, second, _third) = crossed
    native, served = Talent.objects.filter(office=second, pool="specialist").order_by("pk")[:2]
    county = Division.objects.create(code="9901", name="甲县", level="county", path="9901/")
    task = in_round.tasks.filter(organisation__office=first).first()
    assert task is not None
    Organisation.objects.filter(pk=task.organisation_id).update(division=county)
    Talent.objects.filter(pk=native.pk).update(native_place=county)
    native.refresh_from_db()
    beside = make_organisation(first)
    add_post_held(served, title="科员", since=date(2026, 1, 1), organisation=beside, by=keeper(second))
    found = {(hit.talent, hit.task, hit.rule) for hit in hits(Records.of(in_round, [native, served]))}
    assert (native.pk, task.pk, "native") in found
    theirs = {one.pk for one in in_round.tasks.filter(organisation__office=first)}
    assert {(served.pk, one, "served") for one in theirs} <= found
    assert not [hit for hit in found if hit[0] == served.pk and hit[1] not in theirs]


def test_teams_formed_by_hand_cross_as_well(crossed: tuple[Round, list[Body]]) -> None:
    in_round, (first, _second, _third) = crossed
    staff = staff_of(in_round)
    team = teams.form_team(in_round, name="一组", by=staff)
    teams.assign_team(list(in_round.tasks.filter(organisation__office=first)), team, by=staff)
    at_home = Talent.objects.filter(office=first, user__isnull=False)[0]
    with pytest.raises(NotNow, match="本地"):
        teams.add_member(team, at_home.user, role="member", by=staff)  # type: ignore[arg-type]
    guest = Talent.objects.filter(user__isnull=False).exclude(office=first)[0]
    teams.add_member(team, guest.user, role="member", by=staff)  # type: ignore[arg-type]
    theirs = list(in_round.tasks.filter(organisation__office=guest.office))
    with pytest.raises(NotNow, match="本地"):
        teams.assign_team(theirs, team, by=staff)


def test_a_joint_round_is_not_authorised_while_a_team_lacks_a_level() -> None:
    city = make_office()
    county = make_office("county", parent=city)
    in_round = make_forming_round(city, people=0, joint=True)
    staff = staff_of(in_round)
    team = teams.form_team(in_round, name="一组", by=staff)
    teams.add_member(team, make_officer(city, Role.DEPARTMENT_OFFICER), role="leader", by=staff)
    assert any("下级" in gap for gap in gaps_in(in_round))
    teams.add_member(team, make_officer(county, Role.DEPARTMENT_OFFICER), role="member", by=staff)
    assert not any("下级" in gap or "本级" in gap for gap in gaps_in(in_round))
