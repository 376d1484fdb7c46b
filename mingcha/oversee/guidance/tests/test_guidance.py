"""Guidance: an office guides those below it, and the office guided answers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.oversee.guidance import actions
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit
from mingcha.registry.bodies.models import Body
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import BEGINNING
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> tuple[Body, Body]:
    above = make_office("city")
    return above, make_office("county", parent=above)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def values(above: Body, below: Body, **fields: Any) -> dict[str, Any]:
    given = {"office": above, "to_office": below, "kind": "full", "group": "督导一组", "text": "督导情况"}
    return given | {"held_on": BEGINNING} | fields


def test_an_office_guides_those_below_it_only(offices: tuple[Body, Body]) -> None:
    above, below = offices
    guide, guided = make_officer(above), make_officer(below)
    visit = actions.enter_visit(by=guide, **values(above, below))
    for by, given in (
        (guided, values(below, above)),
        (guided, values(above, below)),
        (guide, values(above, above)),
        (guide, values(above, make_office("county"))),
    ):
        with pytest.raises(NotAllowed):
            actions.enter_visit(by=by, **given)
    with pytest.raises(Invalid):
        actions.enter_visit(by=guide, **values(above, below, until=BEGINNING.replace(day=1)))
    beside = make_officer(make_office("county", parent=above))
    url = visit.get_absolute_url()
    assert [at(user).get(url).status_code for user in (guide, guided)] == [200, 200]
    strangers = [beside, make_user(), make_administrator("audit")]
    assert [at(user).get(url).status_code for user in strangers] == [404] * 3


def test_what_was_found_is_answered_by_the_office_guided(offices: tuple[Body, Body]) -> None:
    above, below = offices
    guide, guided = make_officer(above), make_officer(below)
    visit = actions.enter_visit(by=guide, **values(above, below))
    add = reverse("guidance:add_note", args=[visit.pk])
    assert at(guided).get(add).status_code == 403
    assert at(guide).post(add, {"kind": "opinion", "text": ""}).status_code == 422
    assert at(guide).post(add, {"kind": "opinion", "text": "规范底稿"}).status_code == 302
    note = GuidanceNote.objects.get()
    answer = reverse("guidance:answer", args=[note.pk])
    assert at(guide).get(answer).status_code == 403
    assert at(guided).get(answer).status_code == 200
    assert at(guided).post(answer, {"answer": ""}).status_code == 422
    assert at(guided).post(answer, {"answer": "已规范"}).status_code == 302
    note.refresh_from_db()
    assert (note.answer, note.answered_on is not None) == ("已规范", True)
    with pytest.raises(NotAllowed):
        actions.add_note(visit, kind="opinion", text="自评", by=guided)


def test_a_visit_is_entered_in_the_browser(offices: tuple[Body, Body]) -> None:
    above, below = offices
    client, url = at(make_officer(above)), reverse("guidance:enter")
    assert at(make_officer(below)).get(url).status_code == 403
    form = values(above, below) | {"office": above.pk, "to_office": below.pk}
    form["held_on"] = BEGINNING.isoformat()
    assert client.get(url).status_code == 200
    bad = client.post(url, form | {"group": "", "text": "已经打好的情况"})
    assert bad.status_code == 422
    assert "已经打好的情况" in bad.content.decode()
    assert client.post(url, form).status_code == 302
    assert GuidanceVisit.objects.count() == 1
    for name in ("guidance_visits", "guidance_notes"):
        assert client.get(f"/ledgers/{name}/").status_code == 200
