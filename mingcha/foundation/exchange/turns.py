"""One package at a time: two taken in or written side by side could overwrite each other's pasts."""

from django.db import connection

_EXCHANGE = 7_216_222  # any number that nobody else locks


def take_turn() -> None:
    """Wait until no other package is being taken in or written; it is ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_EXCHANGE])
