"""COPY writes what an ordinary statement would, from a few rows to many."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mingcha.foundation.audit.models import Event
from mingcha.foundation.copying import FEW, insert, update, upsert
from mingcha.foundation.exchange.models import Channel, Package, Sent
from mingcha.foundation.records import new_id
from mingcha.testing.exchange import make_channel
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db
MANY = pytest.mark.parametrize("count", [1, FEW - 1, FEW, 3 * FEW])
TEXT = "制表\t换行\n反斜杠\\ \\N 引号\" '"


def events(count: int) -> list[Any]:
    given = {"at": timezone.now(), "by": make_user(), "action": TEXT[:80], "subject_type": "x"}
    return [Event(subject_id=str(n), facts={"n": n, "text": TEXT, "no": None}, **given) for n in range(count)]


@MANY
def test_rows_arrive_as_they_were_given(count: int) -> None:
    made = events(count)
    insert(Event, made)
    for row in Event.objects.in_bulk([one.pk for one in made]).values():
        assert (row.action, row.facts) == (TEXT, {"n": int(row.subject_id), "text": TEXT, "no": None})
        assert row.created_at is not None
    assert Event.objects.filter(action=TEXT).count() == count


@MANY
def test_a_row_that_is_there_is_refused(count: int) -> None:
    made = events(count)
    insert(Event, made)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Event, made)
    assert Event.objects.filter(action=TEXT).count() == count


@MANY
def test_fields_are_written_into_rows_that_are_there(count: int) -> None:
    by = make_user()
    made = [channel(by, number) for number in range(count)]
    for number, one in enumerate(made):
        one.name, one.sent_number, one.peer_sealing = f"{TEXT}{number}", number, bytes([0, 9, 92, 255])
    update(Channel, made, ["name", "peer_sealing"])
    for number, one in enumerate(made):
        one.refresh_from_db()
        assert (one.name, one.sent_number) == (f"{TEXT}{number}", 0)
        assert bytes(one.peer_sealing or b"") == bytes([0, 9, 92, 255])


def channel(by: Any, number: int) -> Any:
    given = {"name": str(number), "partner": "upper", "office": new_id(), "peer_signing": number.to_bytes(32)}
    made = Channel(proposed_by=by, **given)
    made.save(force_insert=True)
    return made


@MANY
def test_what_is_there_is_overwritten_and_what_is_not_is_added(count: int) -> None:
    way, _partner = make_channel(new_id(), by=make_user())
    package = Package.objects.create(channel=way, direction="sent", outcome="written", by=make_user())
    keys = [new_id() for _number in range(count + 1)]
    for digest, some in ((b"1" * 16, keys[:-1]), (b"2" * 16, keys)):
        rows = [Sent(channel=way, package=package, kind="k", item=key, digest=digest) for key in some]
        upsert(Sent, rows, ["digest"], unique=["channel", "kind", "item"])
    found = [bytes(row.digest) for row in Sent.objects.filter(channel=way)]
    assert found == [b"2" * 16] * (count + 1)


def test_nothing_is_written_of_nothing() -> None:
    insert(Event, [])
    update(Channel, [], ["name"])
    upsert(Sent, [], ["digest"])
    assert not Sent.objects.exists()
