"""Moves as the browser makes them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ui.moves import buttons_of
from mingcha.foundation.ui.tests.parcel import WORKFLOW, Parcel
from mingcha.testing.foundation import make_user

Make = Callable[..., Parcel]


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def web(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def url(parcel: Parcel, move: str) -> str:
    return f"/parcel/{parcel.pk}/do/{move}/"


def test_a_move_that_asks_nothing_is_made_at_once(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user)
    response = web.post(url(parcel, "issue"))
    assert response.headers["Location"] == parcel.get_absolute_url()
    parcel.refresh_from_db()
    assert parcel.status == "issued"
    assert Event.objects.get(action="parcel.issue").by == user


def test_the_page_says_what_will_happen(web: Client, user: User, make_parcel: Make) -> None:
    text = web.get(url(make_parcel(user, status="issued"), "settle")).content.decode()
    assert "已办结" in text
    assert 'name="answer"' in text
    assert 'name="on"' in text
    assert 'name="note"' not in text


def test_a_forms_mistake_is_shown_with_what_was_typed(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, status="issued")
    response = web.post(url(parcel, "settle"), {"answer": "包裹一"})
    assert response.status_code == 422
    assert "答复不能与标题相同。" in response.content.decode()
    assert "包裹一</textarea>" in response.content.decode()


def test_the_forms_fields_reach_the_record(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, status="issued")
    web.post(url(parcel, "settle"), {"answer": "已收到", "on": "2026-03-02"})
    parcel.refresh_from_db()
    assert (parcel.status, parcel.answer) == ("settled", "已收到")
    assert Event.objects.get(action="parcel.settle").facts["on"] == "2026-03-02"


def test_a_move_that_is_known_by_its_day_asks_for_it(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, status="settled")
    [button] = [one for one in buttons_of(WORKFLOW, parcel, user) if one.move.name == "post"]
    assert button.asks
    assert 'name="on"' in web.get(url(parcel, "post")).content.decode()
    web.post(url(parcel, "post"), {"on": "2026-03-02"})
    assert Event.objects.get(action="parcel.post").facts["on"] == "2026-03-02"


def test_a_day_to_come_is_refused(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, status="settled")
    response = web.post(url(parcel, "post"), {"on": (localdate() + timedelta(days=1)).isoformat()})
    assert response.status_code == 422
    assert "该日期尚未到来。" in response.content.decode()
    parcel.refresh_from_db()
    assert parcel.status == "settled"


def test_a_required_reason_must_be_given(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, status="issued")
    assert web.post(url(parcel, "return"), {"note": " "}).status_code == 422
    assert web.post(url(parcel, "return"), {"note": "缺少附件"}).status_code == 302


def test_a_refusal_shows_the_sentence_again(web: Client, user: User, make_parcel: Make) -> None:
    response = web.post(url(make_parcel(user, title="无题"), "issue"), {"on": "2026-03-02"})
    assert response.status_code == 409
    assert "请先填写标题。" in response.content.decode()
    assert "2026-03-02" in response.content.decode()


def test_a_move_out_of_its_time_is_refused_when_asked_for(web: Client, user: User, make_parcel: Make) -> None:
    assert web.get(url(make_parcel(user), "settle")).status_code == 409


@pytest.mark.parametrize("move", ["lapse", "unknown"])
def test_quiet_and_unknown_moves_have_no_page(web: Client, user: User, make_parcel: Make, move: str) -> None:
    assert web.post(url(make_parcel(user, status="issued"), move)).status_code == 404


def test_a_stranger_finds_no_record(web: Client, make_parcel: Make) -> None:
    parcel = make_parcel(make_user())
    assert web.get(url(parcel, "issue")).status_code == 404
    assert web.post(url(parcel, "issue")).status_code == 404
    assert web.get(parcel.get_absolute_url()).status_code == 404


def test_the_way_back_stays_in_the_house(web: Client, user: User, make_parcel: Make) -> None:
    first, second = make_parcel(user), make_parcel(user)
    assert web.post(url(first, "issue"), {"next": "/notices/"}).headers["Location"] == "/notices/"
    response = web.post(url(second, "issue"), {"next": "https://example.org/"})
    assert response.headers["Location"] == second.get_absolute_url()


def test_primary_buttons_come_first_and_blocked_ones_say_why(user: User, make_parcel: Make) -> None:
    issued = buttons_of(WORKFLOW, make_parcel(user, status="issued"), user)
    assert [button.label for button in issued] == ["办结", "退回"]
    (blocked,) = buttons_of(WORKFLOW, make_parcel(user, title="无题"), user)
    assert blocked.reason == "请先填写标题。"
