"""Visits of an office to those below, and what came of each."""

from __future__ import annotations

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


class GuidanceVisitQuerySet(models.QuerySet["GuidanceVisit"]):
    def visible_to(self, user: User) -> GuidanceVisitQuerySet:
        """The office that guides with those above it, its leading group, and the office guided."""
        rights = rights_of(user)
        guided = Q(to_office_id__in=rights.own_offices | rights.groups)
        return self.filter(Q(office_id__in=rights.offices | rights.groups) | guided)


class GuidanceVisit(Record):
    """A guidance group of an office at work with an office below it (督导)."""

    class Kind(models.TextChoices):
        FULL = "full", _("Full guidance")
        RESEARCH = "research", _("Stationed research")
        SINKING = "sinking", _("Going down to guide")
        JOINT = "joint", _("Joint supervision with departments")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    to_office = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office guided")
    )
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Round")
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    group = models.CharField(_("Guidance group"), max_length=60)
    held_on = models.DateField(_("From"), default=timezone.localdate, db_index=True)
    until = models.DateField(_("Until"), null=True, blank=True)
    members = models.TextField(_("Members"), blank=True)
    text = models.TextField(_("Account of the visit"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = GuidanceVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance visit")
        verbose_name_plural = _("guidance visits")
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"{self.group} · {self.to_office} {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:visit", args=[self.pk])


class GuidanceNoteQuerySet(models.QuerySet["GuidanceNote"]):
    def visible_to(self, user: User) -> GuidanceNoteQuerySet:
        rights = rights_of(user)
        guided = Q(visit__to_office_id__in=rights.own_offices | rights.groups)
        return self.filter(Q(visit__office_id__in=rights.offices | rights.groups) | guided)


class GuidanceNote(Record):
    """One problem, opinion, practice or piece of advice from a visit, and what was done about it."""

    class Kind(models.TextChoices):
        COMMON_PROBLEM = "common_problem", _("Common problem")
        OPINION = "opinion", _("Opinion")
        PRACTICE = "practice", _("Good practice")
        ADVICE = "advice", _("Professional advice")

    visit = models.ForeignKey(
        GuidanceVisit, models.PROTECT, related_name="notes", verbose_name=_("Guidance visit")
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    text = models.TextField(_("Content"))
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)

    objects = GuidanceNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance note")
        verbose_name_plural = _("guidance notes")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()
