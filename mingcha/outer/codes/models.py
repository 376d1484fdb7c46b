"""Codes of running inspections, exactly as the inner site published them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CodeQuerySet(models.QuerySet["Code"]):
    def open(self) -> CodeQuerySet:
        """Those that take reports today."""
        return self.filter(Q(ends=None) | Q(ends__gte=today()), state=Code.State.OPEN)


class Code(models.Model):
    """One inspected organisation in one round, as the public knows it: the address printed on the poster."""

    class State(models.TextChoices):
        OPEN = "open", _("Open for reports")
        ENDED = "ended", _("Ended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True)  # the inner site's
    code = models.CharField(_("Report code"), max_length=16, unique=True)
    organisation = models.CharField(_("Organisation"), max_length=200)
    round = models.CharField(_("Round"), max_length=200)
    team = models.CharField(_("Team"), max_length=200)
    scope_in = models.JSONField(_("What the team accepts"), default=list)
    scope_out = models.JSONField(_("What the team passes on"), default=list)
    hours = models.CharField(_("Hours"), max_length=200, blank=True)
    phone = models.CharField(_("Telephone"), max_length=100, blank=True)
    ends = models.DateField(_("Accepts reports until"), null=True)
    report_key = models.CharField(max_length=64)  # X25519, hexadecimal
    identity_key = models.CharField(max_length=64, blank=True)  # empty: reports are anonymous only
    texts = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["organisation", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN and (self.ends is None or self.ends >= today())

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    @property
    def reader(self) -> bytes:
        """The public key to which reports are sealed."""
        return bytes.fromhex(self.report_key)

    @property
    def custodian(self) -> bytes | None:
        """The public key to which a reporter's identity is sealed, if the team takes named reports."""
        return bytes.fromhex(self.identity_key) if self.identity_key else None


def today() -> date:
    """All that this site ever keeps of time."""
    return timezone.localdate()
