"""Sealed submissions to the inner site; sealed answers, deadlines and states from there."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item, opened
from mingcha.foundation.refusals import Invalid
from mingcha.outer.reports import actions
from mingcha.outer.reports.models import Submission

INNER = frozenset({"inner"})


def collect_submissions(channel: Channel) -> Iterator[Item]:
    """Everything that arrived whole, in no order that tells when."""
    found = (
        Submission.objects.filter(complete=True, forwarded=False)
        .select_related("code")
        .prefetch_related("parts")
    )
    for one in found.order_by(F("parent").asc(nulls_first=True), "pk"):  # reports before what belongs to them
        fields = {
            "code": one.code.code,
            "day": one.day.isoformat(),
            "kind": one.kind,
            "parent": str(one.parent_id) if one.parent_id else None,
            "reporter_box": one.reporter_box,
            "reporter_sign": one.reporter_sign,
            "signature": one.signature,
            "sealed_by": one.sealed_by,
        }
        parts = {part.name: part.path for part in one.parts.all()}
        yield Item("intake.submission", one.pk, fields, parts)


def take_replies(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    new = 0
    for item in items:
        with opened(item.files["sealed"]) as file:
            sealed = file.read()
        submission, day = UUID(str(item.fields["submission"])), _day(item.fields.get("day"))
        if day is None:
            raise Invalid(_("An answer in this package has no day."))
        new += actions.answer(item.id, submission, sealed=sealed, day=day)
    return new


def take_deadlines(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    return sum(
        actions.set_deadline(
            UUID(str(item.fields["submission"])),
            due=_day(item.fields.get("due")),
            state=str(item.fields.get("state") or ""),
            revealed=_day(item.fields.get("revealed")),
        )
        for item in items
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


KINDS = [
    Kind("intake.submission", _("Sealed submissions"), sent_to=INNER, collect=collect_submissions, order=20),
    Kind("intake.reply", _("Sealed answers"), taken_from=INNER, apply=take_replies, order=30),
    Kind("intake.deadline", _("Deadlines of answers"), taken_from=INNER, apply=take_deadlines, order=40),
]
