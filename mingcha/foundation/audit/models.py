"""The audit trail's two tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> EventQuerySet:
        """The whole trail is the audit administrator's; a record's own timeline is read with the record."""
        return self.all() if user.administration == "audit" else self.none()


class Event(Record):
    """One thing that happened, kept for ever.

    The subject is named, not linked: a foreign key would let the live record's
    fate decide the log's.
    """

    at = models.DateTimeField(_("At"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("By")
    )
    action = models.CharField(_("Action"), max_length=80, db_index=True)
    subject_type = models.CharField(_("Kind of record"), max_length=80)
    subject_id = models.CharField(_("Record"), max_length=40)
    facts = models.JSONField(pgettext_lazy("trail", "Facts"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class Link(models.Model):
    """An event's place in the chain: position n holds SHA-256(hash n-1 ‖ the event's text).

    The database adds it when the transaction commits (migration 0002), so that writers queue only
    for that last moment. Never written from Python.
    """

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit link")
        verbose_name_plural = _("audit links")
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.position)
