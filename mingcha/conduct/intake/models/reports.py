"""Reports as they came: sealed, with what was added later, who may open them, and what was answered."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.conduct.intake.models.codes import of_the_work
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class SealedReportQuerySet(models.QuerySet["SealedReport"]):
    def visible_to(self, user: User) -> SealedReportQuerySet:
        """That there is one: as the petition it is registered as. What it says, only by opening it."""
        return self.filter(of_the_work(user))


class SealedReport(Record):
    """A report that came by a code (密封举报): registered as a petition, sealed to the team's key.

    Its key is the one the outer site gave it; `reporter_box` seals replies to the reporter,
    `reporter_sign` proves that an addition is the same person's.
    """

    class Status(models.TextChoices):
        SEALED = "sealed", _("Sealed")
        OPENED = "opened", _("Opened")
        EMPTIED = "emptied", _("Content destroyed")

    petition = models.OneToOneField(
        "petitions.Petition", models.PROTECT, related_name="sealed_report", verbose_name=_("Petition")
    )
    code = models.ForeignKey(
        "intake.ReportingCode", models.PROTECT, related_name="reports", verbose_name=_("Code")
    )
    keys = models.ForeignKey(
        "intake.TeamKeys", models.PROTECT, related_name="reports", verbose_name=_("Reporting keys")
    )
    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="sealed_reports", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    day = models.DateField(_("Received on"))
    named = models.BooleanField(_("Real name"), default=False)
    reporter_box = models.BinaryField(editable=False)
    reporter_sign = models.BinaryField(editable=False)
    opened_on = models.DateField(_("First opened on"), null=True, blank=True)
    due_on = models.DateField(_("Reply due on"), null=True, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    held = models.BooleanField(_("Kept on hold"), default=False)
    hold_reason = models.CharField(_("Why it is on hold"), max_length=300, blank=True)
    revealed_on = models.DateField(
        _("Identity opened on"), null=True, blank=True, help_text=_("As the reporter is told.")
    )
    emptied_on = models.DateField(_("Content destroyed on"), null=True, blank=True)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status, default=Status.SEALED, db_index=True
    )

    objects = SealedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed report")
        verbose_name_plural = _("sealed reports")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="report_hold_says_why",
                condition=Q(held=False) | ~Q(hold_reason=""),
                violation_error_message=_("Say why it is kept on hold."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition.number} · {self.inspection.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("intake:report", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Nothing unsealed is laid beside what is sealed; papers go with the petition."""
        return False


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User) -> SubmissionQuerySet:
        return self.filter(report__in=SealedReport.objects.visible_to(user))


class Submission(Record):
    """One thing the reporter sent: the report itself, an addition, or the answer on satisfaction."""

    class Kind(models.TextChoices):
        REPORT = "report", _("First report")
        ADDITION = "addition", _("Addition")
        SATISFACTION = "satisfaction", _("Satisfaction")

    class SealedBy(models.TextChoices):
        BROWSER = "browser", _("in the reporter's browser")
        SERVER = "server", _("on the outer site on arrival")

    report = models.ForeignKey(SealedReport, models.PROTECT, related_name="submissions")
    kind = models.CharField(_("Kind"), max_length=14, choices=Kind)
    day = models.DateField(_("Received on"))
    sealed_by = models.CharField(_("Sealed"), max_length=10, choices=SealedBy)
    proven = models.BooleanField(
        _("Proven to be the reporter's"),
        default=True,
        help_text=_("Signed with the key of the report's receipt."),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["day", "created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


def _place(part: Part, filename: str) -> str:
    """A path that tells nothing, not even when."""
    key = secrets.token_hex(16)
    return f"sealed/{key[:2]}/{key}"


class PartQuerySet(models.QuerySet["Part"]):
    def visible_to(self, user: User) -> PartQuerySet:
        return self.filter(submission__in=Submission.objects.visible_to(user))


class Part(Record):
    """One sealed stream of a submission: what is said, who says it, or one file. `name` is the exchange's."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=60)
    content = models.FileField(upload_to=_place, max_length=120)
    size = models.BigIntegerField(_("Size sealed (bytes)"))

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed part")
        verbose_name_plural = _("sealed parts")
        ordering = ["submission", "name"]
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="part_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> int:
        """Of a file, counted from one; the exchange counts `file-0`, `file-1` …"""
        _word, _dash, number = self.name.partition("-")
        return int(number) + 1 if number.isdecimal() else 0


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def visible_to(self, user: User) -> AdmissionQuerySet:
        return self.filter(report__in=SealedReport.objects.visible_to(user))


class Admission(Record):
    """Leave for one member to open one report; it ends with the team's authorisation, as all rights do."""

    report = models.ForeignKey(SealedReport, models.CASCADE, related_name="admissions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Granted by")
    )

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave to open")
        verbose_name_plural = _("leaves to open")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user"],
                name="admission_once",
                violation_error_message=_("This person may open the report already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, user: User) -> ReplyQuerySet:
        return self.filter(report__in=SealedReport.objects.visible_to(user))


class Reply(Record):
    """An answer to the reporter: sealed to the reporter's receipt, and a copy sealed to the team's key."""

    report = models.ForeignKey(SealedReport, models.PROTECT, related_name="replies")
    day = models.DateField(_("Answered on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Written by")
    )
    sealed = models.BinaryField(editable=False)
    copy = models.BinaryField(editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["day", "created_at"]

    def __str__(self) -> str:
        return f"{self.day} · {self.by}"
