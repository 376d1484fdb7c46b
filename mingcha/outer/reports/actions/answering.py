"""What the inner site sends back, and what this site forgets by itself."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from mingcha.outer.codes.models import today
from mingcha.outer.reports import store
from mingcha.outer.reports.models import Part, Reply, Submission


@transaction.atomic
def answer(pk: UUID, submission: UUID, *, sealed: bytes, day: date) -> bool:
    """Keep a sealed answer for whoever holds the receipt; whether it is new."""
    if not Submission.objects.filter(pk=submission, complete=True).exists():
        return False
    values = {"submission_id": submission, "sealed": sealed, "day": day}
    return Reply.objects.get_or_create(pk=pk, defaults=values)[1]


@transaction.atomic
def set_deadline(submission: UUID, *, due: date | None, state: str, revealed: date | None = None) -> bool:
    """Until when the team means to answer, how far it is, and on which day it opened the reporter's name.

    Gives whether the report is known here.
    """
    known = state if state in Submission.State.values else Submission.State.RECEIVED
    return bool(Submission.objects.filter(pk=submission).update(due=due, state=known, revealed=revealed))


def forget_unfinished() -> int:
    """Delete uploads of earlier days that were never finished, and files that belong to nothing."""
    old = Submission.objects.filter(complete=False, day__lt=today() - timedelta(days=1))
    gone = old.count()
    with transaction.atomic():
        old.delete()
    known = {pk.hex for pk in Part.objects.values_list("pk", flat=True)}
    for path in store.folder().iterdir():
        if path.name not in known:
            path.unlink(missing_ok=True)
    return gone


@transaction.atomic
def drop_forwarded(acknowledged: Iterable[UUID]) -> int:
    """Delete the parts of what the inner site acknowledged; who has the receipt still finds the answers."""
    found = Submission.objects.filter(pk__in=acknowledged, complete=True, forwarded=False)
    parts = list(Part.objects.filter(submission__in=found))
    dropped = found.update(forwarded=True)
    for part in parts:
        transaction.on_commit(partial(store.remove, part.pk))
    Part.objects.filter(pk__in=[part.pk for part in parts]).update(size=0, received=0)
    return dropped


def renew_files() -> int:
    """Write every sealed file anew at one moment, so that the file system forgets when each came."""
    paths = [path for path in store.folder().iterdir() if not path.suffix]
    for path in paths:
        store.renew(path)
    return len(paths)
