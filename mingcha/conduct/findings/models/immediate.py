"""Immediate rectification (立行立改): what is put right while the team is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class ImmediateRectificationQuerySet(models.QuerySet["ImmediateRectification"]):
    def visible_to(self, user: User) -> ImmediateRectificationQuerySet:
        """The team and its office; the leading group once asked; those above and the inspected, issued."""
        rights, kind = rights_of(user), ImmediateRectification
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        asked = Q(office_id__in=rights.groups, status__in=kind.BEFORE_THE_GROUP)
        issued = Q(office_id__in=rights.offices) | Q(organisation_id__in=rights.organisations)
        rows = self.filter(mine | asked | (issued & Q(status__in=kind.ISSUED_ONES)))
        return rows.exclude(inspection_id__in=rights.recused_inspections)


class ImmediateRectification(Record):
    """A problem that can be put right at once, from proposal to write-off.

    It does not replace later rectification.
    """

    class Kind(models.TextChoices):
        RECTIFY = "rectify", _("Rectify at once")
        INVESTIGATE = "investigate", _("Investigate and deal with at once")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        LEADER_APPROVED = "leader_approved", _("Agreed by the leader")
        GROUP_APPROVED = "group_approved", _("Approved by the leading group")
        ISSUED = "issued", _("Issued")
        RECEIPTED = "receipted", _("Receipted")
        DONE = "done", _("Result reported")
        VERIFIED = "verified", _("Verified and written off")
        DROPPED = "dropped", _("Not pursued")

    ISSUED_ONES = (Status.ISSUED, Status.RECEIPTED, Status.DONE, Status.VERIFIED)
    BEFORE_THE_GROUP = (Status.LEADER_APPROVED, Status.GROUP_APPROVED, *ISSUED_ONES)
    CLOSED_ONES = (Status.VERIFIED, Status.DROPPED)

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="immediates", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="immediates",
        verbose_name=_("Inspected organisation"),
    )
    finding = models.ForeignKey(
        "findings.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="immediates",
        verbose_name=_("Finding"),
    )
    paper = models.ForeignKey(
        "findings.WorkingPaper",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="immediates",
        verbose_name=_("Working paper"),
    )
    number = models.CharField(_("No."), max_length=60, blank=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind, default=Kind.RECTIFY)
    title = models.CharField(_("Subject"), max_length=200)
    issue = models.TextField(_("Problem and basis"), help_text=_("The organisation reads this."))
    request = models.TextField(_("What is asked"))
    due_on = models.DateField(_("Due on"), db_index=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=Status, default=Status.PROPOSED, db_index=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    approved_on = models.DateField(_("Approved by the leading group on"), null=True, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    receipted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Receipted by"),
    )
    receipted_on = models.DateField(_("Receipted on"), null=True, blank=True)
    result = models.TextField(pgettext_lazy("rectification", "Result"), blank=True)
    benefit = models.CharField(_("What people gained"), max_length=300, blank=True)
    proof = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Proof"),
    )
    done_on = models.DateField(_("Result reported on"), null=True, blank=True)
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Verified by"),
    )
    closed_on = models.DateField(_("Written off on"), null=True, blank=True, db_index=True)

    objects = ImmediateRectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("immediate rectification")
        verbose_name_plural = _("immediate rectification")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["inspection", "status"], name="immediate_of_inspection"),
            models.Index(fields=["office", "created_at"], name="immediate_of_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"], condition=~Q(number=""), name="immediate_number"
            ),
            models.CheckConstraint(
                name="immediate_issued_is_numbered",
                condition=~Q(status__in=["issued", "receipted", "done", "verified"])
                | (~Q(number="") & Q(issued_on__isnull=False, approved_on__isnull=False)),
                violation_error_message=_(
                    "What was issued has a number, a date and the leading group's approval."
                ),
            ),
            models.CheckConstraint(
                name="immediate_verified_by_another",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("proposed_by")),
                violation_error_message=_("Whoever proposed it does not verify it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("findings:immediate", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Nobody: the organisation reads this page, and its proof comes with its result."""
        return False
