"""The pages of teams, recusals and authorisations."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.prepare.teams.documents import TEMPLATES, build_letter
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.registry.bodies.models import Role
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import make_member, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_strangers_know_neither_team_nor_recusal_nor_authorisation() -> None:
    made = make_round_with_people("on_site")
    records: list[Any] = [
        made.team,
        made.round.authorisation,
        RecusalDeclaration.objects.earliest("created_at"),
    ]
    for stranger in (
        make_user(),
        make_administrator("security"),
        officer(make_office(), Role.OFFICE_HEAD),
        make_representative(made.task.organisation),
    ):
        for record in records:
            assert as_person(stranger).get(record.get_absolute_url()).status_code == 404


def test_team_and_authorisation_open_for_those_of_the_round() -> None:
    made = make_round_with_people("on_site")
    for who in ("office_head", "group_member", "leader", "member"):
        client = as_person(made.fresh(who))
        for record in (made.team, made.round.authorisation):
            assert client.get(record.get_absolute_url()).status_code == 200, who


def test_a_recused_member_does_not_read_the_organisation_in_the_authorisation() -> None:
    made = make_round_with_people("on_site")
    RecusalDeclaration.objects.filter(user=made.members["member"]).delete()
    from mingcha.prepare.teams.actions import declare_recusal

    declare_recusal(made.task, relation="kin", statement="近亲属任职", by=made.fresh("member"))
    client = as_person(made.fresh("member"))
    for record in (made.round, made.team, made.round.authorisation):
        page = client.get(record.get_absolute_url())
        assert page.status_code == 200
        assert made.task.organisation.name not in page.content.decode()


def test_recusals_are_read_by_the_person_and_those_who_decide_and_reading_is_noted() -> None:
    above = make_office("province")
    made = make_round_with_people("on_site", office=make_office(parent=above))
    declaration = RecusalDeclaration.objects.get(user=made.members["member"])
    for who in ("member", "office_head", "group_head"):
        assert as_person(made.fresh(who)).get(declaration.get_absolute_url()).status_code == 200
    for person in (made.fresh("leader"), officer(above, Role.OFFICE_HEAD)):
        assert as_person(person).get(declaration.get_absolute_url()).status_code == 404
    assert Event.objects.filter(action="recusaldeclaration.read").count() == 3


def _team(made: Any) -> dict[str, Any]:
    people = [make_officer(made.office, Role.DEPARTMENT_OFFICER) for _each in range(3)]
    return {"name": "二组", "leader": people[0].pk, "liaison": people[1].pk, "members": [people[2].pk]}


def test_a_team_is_formed_in_the_browser() -> None:
    made = make_round_with_people("forming")
    client = as_person(made.fresh("office_staff"))
    url = reverse("teams:create", args=[made.round.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, _team(made)).status_code == 302
    assert Team.objects.get(name="二组").memberships.count() == 3


def test_nobody_has_two_places_in_one_team() -> None:
    made = make_round_with_people("forming")
    sent = _team(made)
    page = as_person(made.fresh("office_staff")).post(
        reverse("teams:create", args=[made.round.pk]), sent | {"members": [sent["leader"]]}
    )
    assert page.status_code == 422
    assert "二组" in page.content.decode()
    assert not Team.objects.filter(name="二组").exists()


def test_people_join_and_leave_in_the_browser() -> None:
    made = make_round_with_people("forming")
    client, person = as_person(made.fresh("office_staff")), make_officer(made.office)
    add = reverse("teams:add_member", args=[made.team.pk])
    assert client.get(add).status_code == 200
    assert client.post(add, {"user": person.pk, "role": "member", "since": "不是日期"}).status_code == 422
    assert client.post(add, {"user": person.pk, "role": "member", "since": "2026-03-02"}).status_code == 302
    membership = Membership.objects.get(user=person)
    end = reverse("teams:end_member", args=[membership.pk])
    assert client.post(end, {"on": "2026-04-01", "reason": ""}).status_code == 422
    assert client.post(end, {"on": "2026-04-01", "reason": "离组"}).status_code == 302
    assert as_person(made.fresh("leader")).get(add).status_code == 403


def test_organisations_are_given_to_a_team_in_the_browser() -> None:
    made = make_round_with_people("forming")
    client = as_person(made.fresh("office_staff"))
    url = reverse("teams:assign", args=[made.round.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"team": made.team.pk, "tasks": [made.task.pk]}).status_code == 302
    assert client.post(url, {"team": made.team.pk}).status_code == 422


def test_a_member_declares_in_the_browser() -> None:
    made = make_round_with_people("forming")
    late = make_member(made.team, declared=False)
    client, key = as_person(late), made.task.pk.hex
    page = client.get(reverse("teams:declare"))
    assert made.task.organisation.name in page.content.decode()
    assert client.post(reverse("teams:declare"), {f"relation_{key}": "kin"}).status_code == 422
    assert client.post(reverse("teams:declare"), {"any": "thing"}).status_code == 422
    sent = {f"relation_{key}": "kin", f"statement_{key}": "配偶任职"}
    assert client.post(reverse("teams:declare"), sent).status_code == 302
    declaration = RecusalDeclaration.objects.get(user=late)
    assert declaration.status == "declared"
    decide = reverse("teams:recusal_move", args=[declaration.pk, "grant"])
    assert as_person(made.fresh("office_head")).post(decide, {"reason": "应当回避"}).status_code == 302
    declaration.refresh_from_db()
    assert (declaration.status, declaration.reason) == ("granted", "应当回避")


def test_the_leading_group_authorises_in_the_browser() -> None:
    made = make_round_with_people("forming")
    url = reverse("teams:authorise", args=[made.round.pk])
    assert as_person(made.fresh("office_head")).get(url).status_code == 403
    client = as_person(made.fresh("group_head"))
    assert client.get(url).status_code == 200
    assert client.post(url, {"on": "某日"}).status_code == 422
    assert client.post(url, {"on": "2026-03-02"}).status_code == 302
    assert Authorisation.objects.get().issued_by == made.people["group_head"]


def test_the_letter_names_round_teams_and_leaders() -> None:
    made = make_round_with_people("on_site")
    letter = build_letter(made.round.authorisation)
    text = repr(letter)
    for part in (made.round.name, made.team.name, made.members["leader"].full_name, "2026年3月2日"):
        assert part in text
    assert "领导小组" in letter.issuer
    assert TEMPLATES[0].number(made.round.authorisation, 1).startswith("巡授〔2026〕")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["teams", "memberships", "recusals", "authorisations"])
def test_the_lists_open(name: str) -> None:
    made = make_round_with_people("on_site")
    assert as_person(made.fresh("office_staff")).get(f"/ledgers/{name}/").status_code == 200
