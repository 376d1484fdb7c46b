"""Reading the trail: one record's timeline, and whether the chain is whole."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from mingcha.foundation.audit.models import Event, Link

_CHAIN = """
    select l.position, l.event_id, l.hash, audit_text(e)
    from audit_link l left join audit_event e on e.id = l.event_id
    order by l.position
"""


def timeline(record: Model, *, most: int = 200, files: bool = True) -> QuerySet[Event]:
    """What happened to one record, newest first, without who read it. Show it only with the record.

    Without `files` it leaves out what names them.
    """
    events = Event.objects.filter(subject_type=record._meta.label_lower, subject_id=str(record.pk))
    if not files:
        events = events.exclude(action__endswith=".attach").exclude(action__endswith=".draw_up")
    return events.exclude(action__endswith=".read").select_related("by")[:most]


@dataclass
class Verdict:
    """The result of a verification: how many links were read, the head, and every fault found."""

    links: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify_chain() -> Verdict:
    """Recompute the chain from its first link: finds a changed, removed or inserted row.

    Rows cut from the very end leave a shorter but consistent chain; those are found by comparing
    with the anchors that earlier verifications wrote outside the database (`anchors`).
    """
    verdict, before, hashes = Verdict(), b"", dict(anchors())
    for position, event_id, stored, text in _links():
        verdict.links += 1
        if position != verdict.links:
            verdict.faults.append(f"link {verdict.links} is missing (next is {position})")
            verdict.links = position
        if text is None:
            verdict.faults.append(f"link {position}: event {event_id} was removed")
        elif hashlib.sha256(before + text.encode()).digest() != stored:
            verdict.faults.append(f"link {position}: event {event_id} was changed")
        before = stored
        if hashes.pop(position, stored.hex()) != stored.hex():
            verdict.faults.append(f"link {position} is not the one that was anchored")
    verdict.head = before.hex()
    verdict.faults += [f"anchored link {position} was removed from the end" for position in hashes]
    loose = Event.objects.exclude(pk__in=Link.objects.values("event_id")).values_list("pk", flat=True)[:20]
    verdict.faults += [f"event {pk} was inserted outside the chain" for pk in loose]
    return verdict


def _links() -> Iterator[tuple[int, object, bytes, str | None]]:
    """The chain in order, streamed: a server-side cursor lives in a transaction."""
    with transaction.atomic(), connection.connection.cursor(name="audit_chain") as cursor:
        cursor.execute(_CHAIN)
        for position, event_id, stored, text in cursor:
            yield position, event_id, bytes(stored), text


def anchor_file() -> Path:
    return Path(settings.STATE_DIR) / "audit-anchors.jsonl"


def anchors() -> Iterator[tuple[int, str]]:
    """Positions and hashes noted by earlier verifications, outside the database."""
    if anchor_file().exists():
        for line in anchor_file().read_text().splitlines():
            noted = json.loads(line)
            yield noted["position"], noted["hash"]
