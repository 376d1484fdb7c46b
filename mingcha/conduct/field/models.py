"""Field editions that were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User) -> EditionQuerySet:
        """The office that made it and the team it was made for."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def out(self) -> EditionQuerySet:
        return self.filter(wiped_on__isnull=True)


class Edition(Record):
    """A working copy of one inspection on a laptop (单机版), from when it is made until it is wiped.

    `certificate` is the signed paper by which the laptop says what it wiped.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="editions", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    channel = models.OneToOneField(
        "exchange.Channel", models.PROTECT, related_name="edition", verbose_name=_("Exchange channel")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Prepared by")
    )
    made_on = models.DateField(_("Made on"))
    wiped_on = models.DateField(_("Wiped on"), null=True, blank=True)
    certificate = models.JSONField(_("Certificate"), default=dict, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("field edition")
        verbose_name_plural = _("field editions")
        ordering = ["-made_on", "-pk"]
        indexes = [models.Index(fields=["office", "made_on"], name="edition_of_office")]

    def __str__(self) -> str:
        return f"{self.inspection} · {self.made_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("field:edition", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False
