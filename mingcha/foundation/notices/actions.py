"""Telling people, and people having read it. Reading one's own notices is not an event of the trail."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.models import Notice, NoticeQuerySet
from mingcha.foundation.workflow import Then


@transaction.atomic
def notify(users: Iterable[User], text: str, *, record: Any = None) -> None:
    """Tell each person once. `record` gives the page the notice leads to."""
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    people = {user.pk for user in users if user.is_active}
    notices = [Notice(user_id=person, text=text[:300], url=url) for person in people]
    Notice.objects.bulk_create(notices, batch_size=1000)


def telling(whom: Callable[[Any], Iterable[User]], text: str | Promise, then: Then | None = None) -> Then:
    """For a move's `then`: what it does itself, then a notice to these people, but for whoever made it.

    `text` has a place for the record: “Returned: %(record)s”.
    """

    def told(record: Any, by: User, given: dict[str, Any]) -> None:
        if then:
            then(record, by, given)
        with translation.override(settings.LANGUAGE_CODE):
            sentence = str(text) % {"record": record}
        notify([user for user in whom(record) if user.pk != by.pk], sentence, record=record)

    return told


def mark_read(notices: NoticeQuerySet, *, by: User) -> int:
    """Mark those of `notices` that are this person's; says how many were new."""
    return notices.visible_to(by).unread().update(read_at=timezone.now())
