"""The pages of rounds and tasks: who may open them, and what bad input gives."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.actions import attach
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Role
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import add_team, make_round_with_people, make_term, officer
from mingcha.testing.registry import (
    make_frame,
    make_office,
    make_organisation,
    make_representative,
    make_rule_set,
)

pytestmark = pytest.mark.django_db


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_office_the_group_and_the_team_open_the_round_and_its_task() -> None:
    made = make_round_with_people("on_site")
    for who in ("office_head", "group_member", "committee_clerk", "leader", "member"):
        client = as_person(made.fresh(who))
        for record in (made.round, made.task):
            page = client.get(record.get_absolute_url())
            assert page.status_code == 200, who
            assert made.task.organisation.name in page.content.decode()


def test_strangers_do_not_know_the_round() -> None:
    made = make_round_with_people("on_site")
    strangers = [
        make_user(),
        make_administrator("audit"),
        officer(make_office(), Role.OFFICE_HEAD),
        make_representative(made.task.organisation),
    ]
    for stranger in strangers:
        client = as_person(stranger)
        assert client.get(made.round.get_absolute_url()).status_code == 404
        assert client.get(made.task.get_absolute_url()).status_code == 404
        assert client.post(reverse("rounds:catch_up", args=[made.round.pk])).status_code == 404
        assert client.post(reverse("rounds:remove_task", args=[made.task.pk])).status_code == 404
        assert client.get(reverse("rounds:edit", args=[made.round.pk])).status_code == 404


def test_a_member_may_look_and_not_plan() -> None:
    made = make_round_with_people("on_site")
    client = as_person(made.fresh("leader"))
    for name in ("edit", "add_tasks", "plan_tasks"):
        assert client.get(reverse(f"rounds:{name}", args=[made.round.pk])).status_code == 403
    assert client.get(reverse("rounds:create")).status_code == 403


def _sent(office: Any, **more: Any) -> dict[str, Any]:
    return {
        "term": make_term(office).pk,
        "kind": "regular",
        "number": 1,
        "year": 2026,
        "name": "第一轮巡察",
        "plan_from": "2026-03-01",
        "plan_to": "2026-05-01",
        "frame": make_frame().pk,
        "rule_set": make_rule_set().pk,
    } | more


def test_the_office_drafts_a_round_in_the_browser() -> None:
    office = make_office()
    client = as_person(officer(office, Role.OFFICE_STAFF))
    assert client.get(reverse("rounds:create")).status_code == 200
    sent = _sent(office)
    made = client.post(reverse("rounds:create"), sent)
    found = Round.objects.get()
    assert made.status_code == 302
    assert (found.office, found.name) == (office, "第一轮巡察")
    edited = client.post(reverse("rounds:edit", args=[found.pk]), sent | {"name": "首轮巡察"})
    found.refresh_from_db()
    assert (edited.status_code, found.name) == (302, "首轮巡察")


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"plan_to": "2026-01-01"}, {"kind": "unknown"}, {"frame": "x"}, {"number": "-1"}],
)
def test_a_wrong_form_comes_back_with_what_was_typed(wrong: dict[str, str]) -> None:
    office = make_office()
    client = as_person(officer(office, Role.OFFICE_STAFF))
    sent = _sent(office, purpose="本轮重点") | wrong
    page = client.post(reverse("rounds:create"), sent)
    assert page.status_code == 422
    assert "本轮重点" in page.content.decode()
    assert not Round.objects.exists()


def test_organisations_are_chosen_by_box_or_by_code() -> None:
    made = make_round_with_people("draft")
    client = as_person(made.fresh("office_staff"))
    url = reverse("rounds:add_tasks", args=[made.round.pk])
    first, second = make_organisation(made.office), make_organisation(made.office, sector="universities")
    page = client.get(url, {"sector": "universities"}).content.decode()
    assert second.short_name or second.name in page
    assert f'value="{first.pk}"' not in page
    sent = {"organisations": [first.pk], "codes": second.code, "mode": "one", "counts_to_coverage": "on"}
    assert client.post(url, sent).status_code == 302
    assert made.round.tasks.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [{}, {"codes": "不存在"}, {"leave_on": "2026-01-01", "entry_on": "2026-02-01"}, {"organisations": ["x"]}],
)
def test_organisations_wrongly_chosen_are_refused(wrong: dict[str, Any]) -> None:
    made = make_round_with_people("draft")
    client = as_person(made.fresh("office_staff"))
    page = client.post(reverse("rounds:add_tasks", args=[made.round.pk]), {"mode": "one", **wrong})
    assert page.status_code == 422
    assert made.round.tasks.count() == 1


def test_dates_are_set_in_the_browser() -> None:
    made = make_round_with_people("draft")
    client = as_person(made.fresh("office_staff"))
    url = reverse("rounds:plan_tasks", args=[made.round.pk])
    assert client.get(url).status_code == 200
    sent = {"tasks": [made.task.pk], "mode": "one", "entry_on": "2026-03-20", "leave_on": "2026-04-20"}
    assert client.post(url, sent).status_code == 302
    made.task.refresh_from_db()
    assert (made.task.entry_on, made.task.counts_to_coverage) == (date(2026, 3, 20), False)
    assert client.post(url, sent | {"tasks": []}).status_code == 422


def test_moves_are_made_in_the_browser() -> None:
    made = make_round_with_people("for_group")
    client = as_person(made.fresh("group_head"))
    url = reverse("rounds:round_move", args=[made.round.pk, "return"])
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "对象偏少"}).status_code == 302
    made.round.refresh_from_db()
    assert made.round.status == "draft"
    assert client.post(reverse("rounds:round_move", args=[made.round.pk, "enter"])).status_code == 404


@pytest.mark.parametrize("status", ["draft", "forming", "ready", "archived", "stopped"])
def test_the_round_page_stands_in_every_status(status: str) -> None:
    made = make_round_with_people(status)
    for who in ("office_head", "group_head"):
        assert as_person(made.fresh(who)).get(made.round.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["rounds", "tasks"])
def test_the_lists_open(name: str) -> None:
    made = make_round_with_people("on_site")
    page = as_person(made.fresh("office_staff")).get(f"/ledgers/{name}/")
    assert page.status_code == 200
    assert made.round.name in page.content.decode()


def test_a_file_of_the_whole_round_is_not_for_a_team_that_inspects_a_part_of_it() -> None:
    """It may name what others inspect; one team that inspects all of it reads it."""
    made = make_round_with_people("forming", organisations=2)
    named = attach(made.round, SimpleUploadedFile("对象名册.txt", b"x"), by=made.people["office_staff"])
    address = reverse("files:download", args=[named.pk])
    assert as_person(made.fresh("member")).get(address).status_code == 200
    add_team(made, made.tasks[1:])
    page = as_person(made.fresh("member")).get(made.round.get_absolute_url()).content.decode()
    assert "不负责巡察" in page
    assert "对象名册" not in page
    assert as_person(made.fresh("member")).get(address).status_code == 404
    for who in ("office_staff", "group_member", "committee_clerk"):
        assert as_person(made.fresh(who)).get(address).status_code == 200, who
