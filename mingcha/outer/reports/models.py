"""Sealed submissions on their way to the inner site, and sealed answers on their way back."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.outer.codes.models import Code, today
from mingcha.outer.reports import store


class Submission(models.Model):
    """Something a person sealed and sent: a report, an addition to one, or whether they were satisfied.

    Nothing here says who, from where, or when but the day; the key is random and holds no time.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("A report")
        ADDITION = "addition", _("Addition")
        SATISFACTION = "satisfaction", _("Satisfaction")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        HANDLED = "handled", _("Being handled")
        PASSED_ON = "passed_on", _("Passed on")
        CLOSED = "closed", _("Answered and closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.ForeignKey(Code, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="additions")
    day = models.DateField(default=today)
    lookup = models.CharField(max_length=64, blank=True)  # keyed hash of the receipt's number
    reporter_box = models.CharField(max_length=64, blank=True)
    reporter_sign = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128, blank=True)
    sealed_by = models.CharField(max_length=8)  # "browser" or "server"
    complete = models.BooleanField(default=False)
    forwarded = models.BooleanField(default=False)  # the inner site has it: its parts are gone from here
    due = models.DateField(null=True)
    revealed = models.DateField(null=True)  # two of the team opened the name, and the reporter is told
    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["lookup"], condition=Q(kind="report", complete=True), name="one_report_a_receipt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Part(models.Model):
    """One sealed stream of a submission: body, identity, file-0 …"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=16)
    size = models.BigIntegerField()  # bytes, as announced
    received = models.BigIntegerField(default=0)  # bytes
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the sealed stream

    class Meta:
        verbose_name = _("sealed part")
        verbose_name_plural = _("sealed parts")
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="one_part_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return store.path_of(self.pk)


class Reply(models.Model):
    """An answer of the team, sealed to the keys of the reporter's receipt."""

    id = models.UUIDField(primary_key=True)  # the inner site's
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="replies")
    day = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
