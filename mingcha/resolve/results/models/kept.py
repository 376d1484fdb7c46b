"""Simple entries that a body keeps: what it did, for which round or organisation, on which day."""

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


class KeptQuerySet(models.QuerySet["Kept"]):
    def visible_to(self, user: User) -> KeptQuerySet:
        """The office it belongs to, those above it, its leading group, and the body that keeps it."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.offices | rights.groups) | Q(body_id__in=rights.bodies)
        if not rights.recused_inspections:
            return self.filter(mine)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)


class Kept(models.Model):
    """Base of the entries."""

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    body = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Kept by"))
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Round")
    )
    inspection = models.ForeignKey(
        "inspections.Inspection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Inspection"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    on = models.DateField(_("Date"), default=timezone.localdate, db_index=True)
    text = models.TextField(_("Content"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    class Meta:
        abstract = True
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} · {self.text[:30]}"

    def get_absolute_url(self) -> str:
        return reverse("results:entry", args=[self._meta.model_name, self.pk])


class SupervisionAct(Kept, Record):
    """Daily supervision of rectification (日常监督) by a discipline body or an organisation department."""

    class Kind(models.TextChoices):
        REPORT_HEARD = "report_heard", _("Report on rectification heard")
        MEETING = "meeting", _("Meeting to push rectification")
        SITE_CHECK = "site_check", _("Check on site")
        TALK = "talk", _("Talk or letter of enquiry")
        ADVICE_LETTER = "advice_letter", _("Discipline advice letter")
        BRIEFING = "briefing", _("Briefing and training on policy")
        ADVICE = "advice", _("Advice on rectification")
        TRAINING = "training", _("Personnel officers trained")
        PRINCIPAL_TALK = "principal_talk", _("Talk with the head of a slow organisation")

    UNITS = {
        Kind.REPORT_HEARD: _("times"),
        Kind.MEETING: _("times"),
        Kind.SITE_CHECK: _("times"),
        Kind.TALK: _("persons"),
        Kind.ADVICE_LETTER: _("letters"),
        Kind.BRIEFING: _("times"),
        Kind.ADVICE: _("pieces"),
        Kind.TRAINING: _("person-times"),
        Kind.PRINCIPAL_TALK: _("organisations"),
    }

    kind = models.CharField(_("Kind"), max_length=16, choices=Kind)
    amount = models.PositiveIntegerField(
        _("How many"), default=1, help_text=_("Times, persons, letters or pieces, by the kind.")
    )

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("act of daily supervision")
        verbose_name_plural = _("daily supervision")


class Circular(Kept, Record):
    """A circular inside the Party, or a case made public, with approval (通报)."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("Problems of weak rectification")
        CASE = "case", _("Typical cases of rectification")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    amount = models.PositiveIntegerField(_("Problems or cases named"), default=1)
    approved_by = models.CharField(_("Approved by"), max_length=100)
    public = models.BooleanField(_("Made public"), default=False)

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")


class Accountability(Kept, Record):
    """Organisations or persons held to account for weak rectification (问责)."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")

    kind = models.CharField(_("Who"), max_length=14, choices=Kind)
    amount = models.PositiveIntegerField(_("How many"), default=1)
    measure = models.CharField(_("Measure"), max_length=100, blank=True)
    decided_by = models.CharField(_("Decided by"), max_length=100)

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("accountability")
        verbose_name_plural = _("accountability")


class AppointmentCorrection(Kept, Record):
    """Wrong appointments put right, as the organisation department reports (纠正违规任用)."""

    corrected = models.PositiveIntegerField(_("Appointments corrected (person-times)"), default=0)
    handled = models.PositiveIntegerField(_("Organisational handling (persons)"), default=0)

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("correction of appointments")
        verbose_name_plural = _("corrections of appointments")


class CommonProblem(Kept, Record):
    """A problem that several inspections share (共性问题), with the findings it rests on."""

    title = models.CharField(_("Title"), max_length=200)
    findings: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "findings.Finding", blank=True, related_name="common_problems", verbose_name=_("Findings")
    )

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("common problem")
        verbose_name_plural = _("common problems")

    def __str__(self) -> str:
        return self.title
