"""Reports, their versions, and the sentences they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of, scope

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """The team and its office; from the leading group's hearing on, those who decide on it."""
        rights = rights_of(user)
        heard = Q(office_id__in=rights.groups | rights.clerks, status__in=Report.HEARD)
        return self.filter(scope(user) | heard).exclude(inspection_id__in=rights.recused_inspections)


class Report(Record):
    """What the team says of one organisation, in one of the kinds the procedure knows."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", _("Inspection report")
        SPECIAL = "special", _("Special report")
        LEADS = "leads", _("Report on leads")
        PRINCIPAL = "principal", _("Report on the principal")

    class Status(models.TextChoices):
        DRAFT = "draft", _("First draft")
        TEAM_REVIEW = "team_review", _("Team meeting")
        COMMUNICATION = "communication", _("Facts put to the principal")
        JOINT_REVIEW = "joint_review", _("Joint review with the office")
        LEADING_GROUP = "leading_group", _("Before the leading group")
        SECRETARY = "secretary", _("Before the secretary")
        APPROVED = "approved", _("Approved")

    HEARD = (Status.LEADING_GROUP, Status.SECRETARY, Status.APPROVED)

    inspection = models.ForeignKey(
        "inspections.Inspection",
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("Inspection"),
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind, default=Kind.INSPECTION)
    title = models.CharField(_("Title"), max_length=200)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="report_one_of_a_kind"),
            models.CheckConstraint(
                name="report_approved_on_matches_status",
                condition=Q(status="approved", approved_on__isnull=False)
                | (~Q(status="approved") & Q(approved_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def current(self) -> ReportVersion:
        """The newest version: the only one that may be written in."""
        return self.versions.order_by("-no")[0]


class ReportVersionQuerySet(models.QuerySet["ReportVersion"]):
    def visible_to(self, user: User) -> ReportVersionQuerySet:
        return self.filter(report__in=Report.objects.visible_to(user))


class ReportVersion(Record):
    """The report as it stood between two returns. `revision` counts saves: nobody overwrites another."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    no = models.PositiveIntegerField(_("Version"))
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Written by")
    )

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report version")
        verbose_name_plural = _("report versions")
        ordering = ["report", "no"]
        constraints = [models.UniqueConstraint(fields=["report", "no"], name="report_version_once")]

    def __str__(self) -> str:
        return f"{self.report} v{self.no}"


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def visible_to(self, user: User) -> SentenceQuerySet:
        return self.filter(version__report__in=Report.objects.visible_to(user))

    def unlinked(self) -> SentenceQuerySet:
        """Statements that rest on no finding and do not say why they need none."""
        return self.filter(part=Sentence.Part.PROBLEMS, finding=None, exempt_reason="")


class Sentence(Record):
    """One sentence of one version, and the finding it rests on."""

    class Part(models.TextChoices):
        OVERALL = "overall", _("Overall assessment")
        PROBLEMS = "problems", _("Main problems")
        SUGGESTIONS = "suggestions", _("Suggestions")

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="sentences")
    order = models.PositiveIntegerField(_("Order"))
    part = models.CharField(_("Part"), max_length=12, choices=Part, default=Part.PROBLEMS)
    frame_item = models.ForeignKey(
        "frames.FrameItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Section of the frame"),
    )
    text = models.TextField(_("Sentence"))
    finding = models.ForeignKey(
        "findings.Finding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sentences",
        verbose_name=_("Finding"),
    )
    exempt_reason = models.CharField(_("Why it needs no finding"), max_length=200, blank=True)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="sentence_order_once")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_unlinked(self) -> bool:
        return self.part == Sentence.Part.PROBLEMS and not self.finding_id and not self.exempt_reason


class ReviewRemarkQuerySet(models.QuerySet["ReviewRemark"]):
    def visible_to(self, user: User) -> ReviewRemarkQuerySet:
        return self.filter(report__in=Report.objects.visible_to(user))


class ReviewRemark(Record):
    """A reviewer's remark on one sentence; it stands until its writer settles it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    version_no = models.PositiveIntegerField(_("Version"))
    sentence_text = models.TextField(_("Sentence"), blank=True)
    text = models.TextField(_("Remark"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("By")
    )
    changes_nature = models.BooleanField(_("Adjusts how the matter is characterised"), default=False)
    answer = models.TextField(_("Answer"), blank=True)
    settled_at = models.DateTimeField(_("Settled at"), null=True, blank=True)

    objects = ReviewRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("review remark")
        verbose_name_plural = _("review remarks")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.report_id])
