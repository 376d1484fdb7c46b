"""Findings (问题): what the team says is wrong, coded so that it can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.conduct.findings.models.paper import WorkingPaper
from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.frames.models import Discipline

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> FindingQuerySet:
        """The team and its office; once confirmed, the offices above and the leading group too."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        told = Q(office_id__in=rights.offices | rights.groups) & ~Q(status=Finding.Status.DRAFT)
        return self.filter(mine | told).exclude(inspection_id__in=rights.recused_inspections)

    def confirmed(self) -> FindingQuerySet:
        return self.filter(status=Finding.Status.CONFIRMED)

    def with_grounds(self) -> FindingQuerySet:
        """With what the rules look at, so that many can be moved in few statements."""
        return self.select_related("inspection__round").prefetch_related("papers")


class Finding(Record):
    """One problem of one organisation. It rests on signed working papers and on nothing else.

    `writers` are all who ever wrote in it, so that none of them confirms it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Severity(models.TextChoices):
        MAJOR = "major", _("Major")
        LARGER = "larger", _("Larger")
        ORDINARY = "ordinary", _("Ordinary")

    class Responsibility(models.TextChoices):
        MAIN = "main", _("Main responsibility of the organisation")
        SUPERVISION = "supervision", _("Responsibility for supervision")
        PRINCIPAL = "principal", _("First responsible person")
        CHIEF_LEADER = "chief_leader", _("Responsibility of the chief leader")
        LEADER = "leader", _("Responsibility of an important leader")
        DIRECT = "direct", _("Direct responsibility")

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="findings", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="findings",
        verbose_name=_("Inspected organisation"),
    )
    number = models.CharField(_("No."), max_length=40, help_text=_("Within this inspection."))
    title = models.CharField(_("Problem"), max_length=200)
    text = models.TextField(
        pgettext_lazy("finding", "Text"),
        help_text=_("What is seen with figures, what it is at heart, who answers."),
    )
    frame_item = models.ForeignKey(
        "frames.FrameItem", models.PROTECT, related_name="+", verbose_name=_("Section of the frame")
    )
    issue_class = models.ForeignKey(
        "frames.IssueClass", models.PROTECT, related_name="+", verbose_name=_("Class of problem")
    )
    severity = models.CharField(_("Severity"), max_length=10, choices=Severity, default=Severity.ORDINARY)
    core = models.BooleanField(_("Core problem"), default=False)
    amount = models.DecimalField(
        _("Amount (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    responsibility = models.CharField(_("Responsibility"), max_length=20, choices=Responsibility, blank=True)
    discipline_code = models.CharField(
        _("Discipline concerned"), max_length=20, choices=Discipline, blank=True
    )
    people_close = models.BooleanField(
        _("Close to the people"),
        default=False,
        help_text=_("Corruption and bad conduct that people meet in daily life."),
    )
    eight_rules = models.BooleanField(_("Against the eight rules or of the four winds"), default=False)
    found_on = models.DateField(_("Found on"))
    papers: models.ManyToManyField[WorkingPaper, FindingPaper] = models.ManyToManyField(
        WorkingPaper,
        through="findings.FindingPaper",
        related_name="findings",
        verbose_name=_("Working papers"),
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.DRAFT, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Written by")
    )
    writers = ArrayField(models.UUIDField(), default=list, editable=False, verbose_name=_("Writers"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Confirmed by"),
    )
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True, db_index=True)
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["inspection", "status"], name="finding_of_inspection"),
            models.Index(fields=["office", "status", "created_at"], name="finding_of_office"),
            models.Index(fields=["issue_class", "status"], name="finding_of_class"),
            models.Index(fields=["organisation", "created_at"], name="finding_of_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number"),
            models.CheckConstraint(
                name="finding_confirmed_on_matches_status",
                condition=Q(status="confirmed", confirmed_on__isnull=False, confirmed_by__isnull=False)
                | ~Q(status="confirmed"),
                violation_error_message=_("A confirmed finding has a date and who confirmed it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("findings:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """The team, while the finding is a draft."""
        return self.status == self.Status.DRAFT and self.inspection_id in rights_of(user).inspections


class FindingPaper(Record):
    """One paper that one finding rests on."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="resting_on")
    paper = models.ForeignKey(WorkingPaper, models.PROTECT, related_name="carrying")

    class Meta:
        verbose_name = _("paper of a finding")
        verbose_name_plural = _("papers of findings")
        constraints = [models.UniqueConstraint(fields=["finding", "paper"], name="finding_paper_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} – {self.paper_id}"
