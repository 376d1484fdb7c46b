"""The chain, tampered with as someone with the database's password could."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.audit.models import Event, Link
from mingcha.foundation.audit.queries import Verdict, timeline, verify_chain
from mingcha.testing.foundation import make_administrator, make_user


@pytest.fixture(autouse=True)
def own_anchors(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


def write_events(how_many: int = 4) -> list[Event]:
    user = make_user()
    return [audit.record("thing.change", user, by=user, step=step) for step in range(how_many)]


def tamper(statement: str, *values: Any) -> None:
    """What a superuser of the database can do: switch the triggers off for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, values)


def only_fault(verdict: Verdict) -> str:
    assert len(verdict.faults) == 1, verdict.faults
    return verdict.faults[0]


@pytest.mark.django_db(transaction=True)
def test_an_untouched_chain_is_whole() -> None:
    write_events()
    verdict = verify_chain()
    assert verdict.whole
    assert verdict.links == Event.objects.count() == 4


@pytest.mark.django_db
def test_the_trail_is_never_read_through_to_add_to_it() -> None:
    """Not even by a session that planned while it was empty: n events would take n times n steps."""
    with connection.cursor() as cursor:
        cursor.execute("analyze audit_link")
        cursor.execute("discard plans")
        write_events(40)
        connection.check_constraints()
        cursor.execute("select seq_scan from pg_stat_xact_user_tables where relname = 'audit_link'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_changed_event_is_found() -> None:
    event = write_events()[1]
    tamper("""update audit_event set facts = '{"step": 9}' where id = %s""", event.pk)
    assert "was changed" in only_fault(verify_chain())


@pytest.mark.django_db(transaction=True)
def test_a_removed_event_is_found() -> None:
    event = write_events()[1]
    tamper("delete from audit_event where id = %s", event.pk)
    assert "was removed" in only_fault(verify_chain())


@pytest.mark.django_db(transaction=True)
def test_an_event_removed_with_its_link_is_found() -> None:
    event = write_events()[1]
    tamper("delete from audit_link where event_id = %s", event.pk)
    tamper("delete from audit_event where id = %s", event.pk)
    assert any("is missing" in fault for fault in verify_chain().faults)


@pytest.mark.django_db(transaction=True)
def test_an_inserted_event_is_found() -> None:
    event = write_events()[1]
    tamper(
        "insert into audit_event (id, created_at, at, by_id, action, subject_type, subject_id, facts) "
        "select gen_random_uuid(), created_at, at, by_id, 'thing.forged', subject_type, subject_id, facts "
        "from audit_event where id = %s",
        event.pk,
    )
    assert "outside the chain" in only_fault(verify_chain())


@pytest.mark.django_db(transaction=True)
def test_a_chain_cut_at_its_end_is_found_by_the_anchor() -> None:
    event = write_events()[3]
    call_command("audit", "verify", verbosity=0)
    tamper("delete from audit_link where event_id = %s", event.pk)
    tamper("delete from audit_event where id = %s", event.pk)
    assert "removed from the end" in only_fault(verify_chain())
    with pytest.raises(CommandError):
        call_command("audit", "verify")


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["update {} set {} = {}", "delete from {}"])
@pytest.mark.parametrize(("table", "column"), [("audit_event", "action"), ("audit_link", "position")])
def test_the_database_refuses_changes(deed: str, table: str, column: str) -> None:
    write_events(1)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(deed.format(table, column, column))


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_event() -> None:
    with transaction.atomic():
        write_events()
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_a_timeline_tells_changes_and_not_who_looked() -> None:
    user = make_user()
    audit.record("account.create", user, by=user)
    audit.read(user, by=user)
    assert [event.action for event in timeline(user)] == ["account.create"]


@pytest.mark.django_db
def test_only_the_audit_administrator_sees_the_trail() -> None:
    write_events()
    assert Event.objects.visible_to(make_administrator("audit")).exists()
    for other in (make_user(), make_administrator("system"), make_administrator("security")):
        assert not Event.objects.visible_to(other).exists()
