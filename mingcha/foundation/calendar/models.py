"""The clocks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingcha.foundation import scopes
from mingcha.foundation.calendar.days import is_estimate
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

SOON = timedelta(days=7)


class State(models.TextChoices):
    """How a clock stands on a given day."""

    MET = "met", _("Met")
    MET_LATE = "met_late", _("Met late")
    ON_TIME = "on_time", _("On time")
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> DeadlineQuerySet:
        """Clocks of the offices one serves in and the inspections one works on, not what one only reads."""
        if user.is_administrator:
            return self.none()
        offices, inspections = scopes.get("own_offices")(user), scopes.get("inspections")(user)
        return self.filter(Q(office_id__in=offices) | Q(inspection_id__in=inspections))

    def open(self) -> DeadlineQuerySet:
        return self.filter(met_on=None)

    def overdue(self, on: date | None = None) -> DeadlineQuerySet:
        return self.open().filter(due_on__lt=on or timezone.localdate())


class Deadline(Record):
    """A term running on one record: what must be done by when, and on what rule.

    `title` is a text of the catalogues, English as in the code, and `facts` what stands in its places, so
    that everyone reads it in their language. (Clocks older than `facts` hold a finished Chinese title.)
    `basis` is such a text too, or the words of the rule set that gives the days, as its office wrote them.
    The record is named, not linked; its office and inspection are copied from it so that one
    indexed condition says who sees the clock.
    """

    subject_type = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    kind = models.CharField(_("Kind"), max_length=60)
    title = models.CharField(_("What is due"), max_length=200)
    facts = models.JSONField(default=dict)
    starts_on = models.DateField(_("Counted from"))
    due_on = models.DateField(_("Due on"), db_index=True)
    met_on = models.DateField(_("Met on"), null=True, blank=True)
    basis = models.CharField(_("Basis"), max_length=300, blank=True)
    office_id = models.UUIDField(null=True, db_index=True)
    inspection_id = models.UUIDField(null=True, db_index=True)
    url = models.CharField(max_length=300, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="deadline_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"], condition=Q(met_on=None), name="one_open_clock"
            )
        ]

    def __str__(self) -> str:
        text = gettext(self.title)
        return text % self.facts if self.facts else text

    @property
    def basis_told(self) -> str:
        """The rule it rests on, to the reader."""
        return gettext(self.basis) if self.basis else ""

    def get_absolute_url(self) -> str:
        return self.url

    def state(self, on: date | None = None) -> State:
        """How it stands on a day, today unless said otherwise."""
        if self.met_on:
            return State.MET if self.met_on <= self.due_on else State.MET_LATE
        today = on or timezone.localdate()
        if today > self.due_on:
            return State.OVERDUE
        return State.DUE_SOON if self.due_on - today <= SOON else State.ON_TIME

    @property
    def status(self) -> str:
        return self.state().value

    def get_status_display(self) -> str:
        return str(self.state().label)

    @property
    def days_left(self) -> int:
        """Calendar days until it is due; negative once it is overdue."""
        return (self.due_on - timezone.localdate()).days

    @property
    def is_estimate(self) -> bool:
        """Whether the day was counted without that year's holidays, which are not announced yet."""
        return is_estimate(self.due_on)
