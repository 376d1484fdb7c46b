"""Saved views, and moves on many rows."""

import datetime
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers import bulk
from mingcha.foundation.ledgers.models import SavedView
from mingcha.foundation.ledgers.tests.things import Thing, make_thing
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.usefixtures("things")
OFFICE = uuid.uuid4()


@pytest.fixture
def office() -> Iterator[None]:
    """People of the room belong to one office."""
    before = dict(scopes._scopes)
    scopes._scopes.clear()
    scopes.register("offices", lambda user: frozenset({OFFICE} if user.phone == "room" else ()))
    yield
    scopes._scopes.clear()
    scopes._scopes.update(before)


def sign_in(user: User) -> Client:
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def test_a_view_keeps_filters_order_and_columns(client: Client, user: User) -> None:
    query = "kind=a_flat&sort=-title&cols=number&after=x&panel=1&view=all"
    response = client.post(f"/ledgers/things/views/?{query}", {"name": "Flat ones"})
    view = SavedView.objects.get(owner=user)
    assert view.params == "kind=a_flat&sort=-title&cols=number"
    assert response.headers["Location"] == view.get_absolute_url()
    assert "Flat ones" in client.get("/ledgers/things/").content.decode()
    assert Event.objects.filter(action="view.save", by=user).count() == 1


def test_a_view_is_one_persons_until_it_is_shared(client: Client, user: User, office: None) -> None:
    client.post("/ledgers/things/views/?q=a", {"name": "Mine"})
    client.post("/ledgers/things/views/?q=b", {"name": "Ours", "share": "office"})
    colleague, outsider = make_user(phone="room"), make_user(phone="other")
    assert [view.name for view in SavedView.objects.visible_to(colleague)] == ["Ours"]
    assert not SavedView.objects.visible_to(outsider).exists()
    ours = SavedView.objects.get(name="Ours")
    assert sign_in(colleague).post(f"/ledgers/views/{ours.pk}/delete/").status_code == 403
    assert sign_in(outsider).post(f"/ledgers/views/{ours.pk}/delete/").status_code == 404


def test_a_view_is_shared_with_those_in_the_same_post_or_team(
    client: Client, user: User, office: None
) -> None:
    post, team = uuid.uuid4(), uuid.uuid4()
    scopes.register("roles", lambda one: frozenset({post} if one.full_name.startswith("Clerk") else ()))
    scopes.register("teams", lambda one: frozenset({team} if one.full_name.endswith("Two") else ()))
    User.objects.filter(pk=user.pk).update(full_name="Clerk Two")
    for share in ("role", "team"):
        client.post("/ledgers/things/views/?q=a", {"name": share, "share": share})
    for name, expected in (("Clerk One", ["role"]), ("Head Two", ["team"]), ("Head One", [])):
        other = make_user(full_name=name)
        assert [view.name for view in SavedView.objects.visible_to(other)] == expected


def test_one_cannot_share_with_an_office_one_has_not(client: Client) -> None:
    assert client.post("/ledgers/things/views/", {"name": "x", "share": "office"}).status_code == 302
    assert SavedView.objects.get().shared_with == []


def test_a_view_is_renamed_and_deleted_by_its_owner(client: Client, user: User) -> None:
    client.post("/ledgers/things/views/?q=a", {"name": "One"})
    client.post("/ledgers/things/views/?q=b", {"name": "Two"})
    one = SavedView.objects.get(name="One")
    assert client.post(f"/ledgers/views/{one.pk}/rename/", {"name": "Two"}).status_code == 422
    assert client.post(f"/ledgers/views/{one.pk}/rename/", {"name": ""}).status_code == 422
    client.post(f"/ledgers/views/{one.pk}/rename/", {"name": "Three"})
    client.post(f"/ledgers/views/{SavedView.objects.get(name='Two').pk}/delete/")
    assert [view.name for view in SavedView.objects.all()] == ["Three"]


def test_a_ledger_opens_with_the_default_view(client: Client) -> None:
    client.post("/ledgers/things/views/?q=a", {"name": "First", "is_default": "on"})
    view = SavedView.objects.get()
    assert client.get("/ledgers/things/").headers["Location"] == view.get_absolute_url()
    assert client.get("/ledgers/things/?view=all").status_code == 200
    client.post("/ledgers/things/no-default/")
    assert client.get("/ledgers/things/").status_code == 200


def test_a_view_without_a_name_is_asked_for_again(client: Client) -> None:
    assert client.post("/ledgers/things/views/?q=a", {"name": " "}).status_code == 422


def test_a_bulk_move_is_shown_before_it_is_made(client: Client, user: User) -> None:
    ready = make_thing("ready", owner=user, found_on="2026-01-05")
    lacking = make_thing("lacking", owner=user)
    foreign = make_thing("foreign", owner=make_user(), found_on="2026-01-05")
    hidden = make_thing("hidden", owner=user, found_on="2026-01-05", room="other")
    keys = [str(thing.pk) for thing in (ready, lacking, foreign, hidden)]
    text = client.post("/ledgers/things/bulk/thing.finish/", {"row": keys}).content.decode()
    assert "Say first when it was found." in text
    assert "You may not do “Finish” here." in text
    assert "Thing hidden" not in text
    assert not Thing.objects.filter(status="done").exists()
    data = {"row": keys, "confirm": "1", "on": "2026-01-06"}
    done = client.post("/ledgers/things/bulk/thing.finish/", data).content.decode()
    assert "1 row was moved." in done
    assert "Say first when it was found." in done
    assert [thing.number for thing in Thing.objects.filter(status="done")] == ["ready"]
    assert Event.objects.get(action="thing.finish").facts["on"] == "2026-01-06"


def test_all_that_match_are_moved_and_no_others(client: Client, user: User) -> None:
    for number in range(3):
        make_thing(str(number), owner=user, found_on="2026-01-05", kind="a_flat" if number else "")
    shown = client.post("/ledgers/things/bulk/thing.finish/?kind=a_flat", {"all": "1"}).content.decode()
    assert "Thing 0" not in shown
    client.post("/ledgers/things/bulk/thing.finish/?kind=a_flat", {"all": "1", "confirm": "1"})
    assert Thing.objects.filter(status="done").count() == 2


def test_a_needed_reason_is_asked_for(client: Client, user: User) -> None:
    thing = make_thing("1", owner=user, status="done")
    address, data = "/ledgers/things/bulk/thing.reopen/", {"row": [str(thing.pk)], "confirm": "1"}
    assert client.post(address, data | {"note": " "}).status_code == 422
    assert client.post(address, data | {"note": "wrong", "on": "someday"}).status_code == 422
    tomorrow = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
    assert client.post(address, data | {"note": "wrong", "on": tomorrow}).status_code == 422
    assert client.post(address, data | {"note": "wrong"}).status_code == 200
    thing.refresh_from_db()
    assert thing.status == "draft"


def test_no_rows_too_many_rows_and_unknown_moves_are_refused(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/ledgers/things/bulk/thing.finish/").status_code == 422
    assert client.post("/ledgers/things/bulk/thing.finish/", {"row": ["x"]}).status_code == 422
    assert client.post("/ledgers/things/bulk/thing.vanish/").status_code == 404
    assert client.get("/ledgers/things/bulk/thing.finish/").status_code == 405
    monkeypatch.setattr(bulk, "MOST", 1)
    for number in range(2):
        make_thing(str(number), owner=user)
    assert client.post("/ledgers/things/bulk/thing.finish/", {"all": "1"}).status_code == 409
