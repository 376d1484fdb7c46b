"""The code on the poster: by it the public reports on one inspected organisation in one round."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def of_the_work(user: User) -> Q:
    """The team while its rights last and the office of that level, without those recused."""
    rights = rights_of(user)
    mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
    return mine & ~Q(inspection_id__in=rights.recused_inspections)


class ReportingCodeQuerySet(models.QuerySet["ReportingCode"]):
    def visible_to(self, user: User) -> ReportingCodeQuerySet:
        return self.filter(of_the_work(user))


class ReportingCode(Record):
    """A QR code for reports on one inspected organisation (巡察码). It ends with the day petitions end."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="codes", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    keys = models.ForeignKey(
        "intake.TeamKeys", models.PROTECT, related_name="codes", verbose_name=_("Reporting keys")
    )
    code = models.CharField(_("Code"), max_length=12, unique=True)
    accepts = models.TextField(_("Accepted"), help_text=_("One matter a line; printed on the poster."))
    refuses = models.TextField(_("Not accepted"), help_text=_("One matter a line; printed on the poster."))
    takes_names = models.BooleanField(
        _("Reports in real name are taken"), default=True, help_text=_("Otherwise anonymous reports only.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.OPEN, db_index=True)

    objects = ReportingCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting code")
        verbose_name_plural = _("reporting codes")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(status="open"),
                name="code_one_open",
                violation_error_message=_("This inspection has an open code already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.inspection.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("intake:code", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False

    @property
    def address(self) -> str:
        """What the QR code holds."""
        return f"{settings.REPORTING_URL.rstrip('/')}/c/{self.code}"

    @property
    def ends_on(self) -> date | None:
        return self.inspection.petition_until

    def state(self, on: date | None = None) -> str:
        """open, ended or withdrawn, as the public is told."""
        if self.status != self.Status.OPEN:
            return "withdrawn"
        ends = self.ends_on
        return "ended" if ends is None or ends < (on or timezone.localdate()) else "open"
