"""The feedback opinion and its issues."""

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


def _served_to(user: User, prefix: str = "") -> Q:
    """Served opinions of the organisations this user represents, or whose rectification he supervises."""
    rights = rights_of(user)
    served = Q(**{f"{prefix}status__in": FeedbackOpinion.SERVED})
    return served & (Q(organisation_id__in=rights.organisations) | Q(office_id__in=rights.supervised_offices))


class FeedbackOpinionQuerySet(models.QuerySet["FeedbackOpinion"]):
    def visible_to(self, user: User) -> FeedbackOpinionQuerySet:
        """Team, office, leading group; once served, the organisation and those who supervise it."""
        rights = rights_of(user)
        mine = scope(user) | Q(office_id__in=rights.groups | rights.clerks) | _served_to(user)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)


class FeedbackOpinion(Record):
    """What the inspected organisation is told, in writing, and asked to put right."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        TOLD_PRINCIPAL = "told_principal", _("Told to the principal")
        SERVED = "served", _("Served")
        RECEIPTED = "receipted", _("Receipted")

    SERVED = (Status.SERVED, Status.RECEIPTED)

    inspection = models.OneToOneField(
        "inspections.Inspection",
        on_delete=models.PROTECT,
        related_name="feedback",
        verbose_name=_("Inspection"),
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    number = models.CharField(_("No."), max_length=40, blank=True)
    overall = models.TextField(_("Overall"))
    suggestions = models.TextField(_("Suggestions"))
    requests = models.TextField(_("Rectification requests"))
    status = models.CharField(_("Status"), max_length=16, choices=Status, default=Status.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )
    told_on = models.DateField(_("Told to the principal on"), null=True, blank=True)
    served_on = models.DateField(_("Served on"), null=True, blank=True)
    receipted_on = models.DateField(_("Receipted on"), null=True, blank=True)
    receipted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Receipted by"),
    )

    objects = FeedbackOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback opinion")
        verbose_name_plural = _("feedback opinions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="feedback_receipt_has_person_and_day",
                condition=Q(receipted_on__isnull=True, receipted_by__isnull=True)
                | Q(receipted_on__isnull=False, receipted_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number or str(_("Feedback opinion to %(name)s")) % {"name": self.organisation}

    def get_absolute_url(self) -> str:
        return reverse("feedback:detail", args=[self.pk])


class FeedbackIssueQuerySet(models.QuerySet["FeedbackIssue"]):
    def visible_to(self, user: User) -> FeedbackIssueQuerySet:
        rights = rights_of(user)
        mine = scope(user) | Q(office_id__in=rights.groups | rights.clerks) | _served_to(user, "opinion__")
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)


class FeedbackIssue(Record):
    """One problem of the opinion. Its text is what rectification copies, word for word."""

    opinion = models.ForeignKey(FeedbackOpinion, on_delete=models.CASCADE, related_name="issues")
    inspection = models.ForeignKey("inspections.Inspection", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    order = models.PositiveIntegerField(_("No."))
    frame_item = models.ForeignKey(
        "frames.FrameItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Section of the frame"),
    )
    text = models.TextField(_("Issue fed back"))
    # Never shown to the organisation: what it was found from.
    finding = models.ForeignKey("findings.Finding", on_delete=models.PROTECT, related_name="issues")

    objects = FeedbackIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback issue")
        verbose_name_plural = _("feedback issues")
        ordering = ["opinion", "order"]
        constraints = [models.UniqueConstraint(fields=["opinion", "order"], name="feedback_issue_order_once")]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:detail", args=[self.opinion_id])
