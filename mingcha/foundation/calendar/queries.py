"""Reading the clocks."""

from datetime import date, timedelta

from django.db.models import Model, QuerySet
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar.models import SOON, Deadline


def deadlines_of(record: Model) -> QuerySet[Deadline]:
    """The clocks of one record, the nearest first. Show them only with the record."""
    found = Deadline.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return found.order_by("due_on", "pk")


def open_deadlines(user: User) -> QuerySet[Deadline]:
    """What is running for this user, the nearest first."""
    return Deadline.objects.visible_to(user).open().order_by("due_on", "pk")


def due_soon(user: User, *, within: timedelta = SOON, on: date | None = None) -> QuerySet[Deadline]:
    """Open clocks that end within the span, and those already overdue."""
    today = on or timezone.localdate()
    return open_deadlines(user).filter(due_on__lte=today + within)


def overdue(user: User, *, on: date | None = None) -> QuerySet[Deadline]:
    """Open clocks past their day."""
    return Deadline.objects.visible_to(user).overdue(on).order_by("due_on", "pk")
