"""Telling people, and people having read it. Reading one's own notices is not an event of the trail."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.models import Notice, NoticeQuerySet


@transaction.atomic
def notify(users: Iterable[User], text: str, *, record: Any = None) -> None:
    """Tell each person once. `record` gives the page the notice leads to."""
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    people = {user.pk for user in users if user.is_active}
    notices = [Notice(user_id=person, text=text[:300], url=url) for person in people]
    Notice.objects.bulk_create(notices, batch_size=1000)


def mark_read(notices: NoticeQuerySet, *, by: User) -> int:
    """Mark those of `notices` that are this person's; says how many were new."""
    return notices.visible_to(by).unread().update(read_at=timezone.now())
