"""One organisation inspected in one round, from preparation to the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.prepare.teams.queries import rights_of, scope

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def _from_inside(user: User) -> Q:
    """The team, the office and those above, and the leading group of the office."""
    rights = rights_of(user)
    group = Q(office_id__in=rights.groups) & ~Q(task_id__in=rights.recused_inspections)
    return scope(user, inspection="task_id", office="office_id") | group


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> InspectionQuerySet:
        """The team, the office and those above, the leading group; the organisation once notified."""
        told = ~Q(status=Inspection.Status.PREPARING) & Q(organisation_id__in=rights_of(user).organisations)
        return self.filter(_from_inside(user) | told)

    def working(self, user: User) -> InspectionQuerySet:
        """Those seen from inside: everything visible but what one sees only as the inspected organisation."""
        return self.filter(_from_inside(user))


class Inspection(models.Model):
    """The inspection of one organisation by one team in one round (巡察任务的实施).

    Its key is the task's. Round, organisation, office and team are copied from the task, so that
    every list can be limited by one indexed column.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        NOTIFIED = "notified", _("Notified")
        ON_SITE = "on_site", _("On site")
        REPORTING = "reporting", _("Reporting")
        AWAITING_FEEDBACK = "awaiting_feedback", _("Awaiting feedback")
        FED_BACK = "fed_back", _("Fed back")
        RECTIFYING = "rectifying", _("Rectifying")
        EVALUATING = "evaluating", _("Evaluating rectification")
        ARCHIVED = "archived", _("Archived")

    task = models.OneToOneField(
        "rounds.Task", models.PROTECT, primary_key=True, related_name="inspection", verbose_name=_("Task")
    )
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, related_name="inspections", verbose_name=_("Round")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="inspections",
        verbose_name=_("Inspected organisation"),
    )
    office = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="inspections", verbose_name=_("Office")
    )
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="inspections", verbose_name=_("Team"))
    status = models.CharField(
        _("Status"), max_length=20, choices=Status, default=Status.PREPARING, db_index=True
    )

    notified_on = models.DateField(_("Notified on"), null=True, blank=True)
    entered_on = models.DateField(_("Entered on"), null=True, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    reported_on = models.DateField(_("Report decided on"), null=True, blank=True)
    fed_back_on = models.DateField(_("Fed back on"), null=True, blank=True)
    rectifying_from = models.DateField(_("Rectification from"), null=True, blank=True)
    evaluating_from = models.DateField(_("Evaluation from"), null=True, blank=True)
    archived_on = models.DateField(_("Archived on"), null=True, blank=True)

    planned_entry_on = models.DateField(_("Planned entry"), null=True, blank=True)
    planned_leave_on = models.DateField(_("Planned leave"), null=True, blank=True)
    petition_until = models.DateField(_("Petitions accepted until"), null=True, blank=True)
    phone = models.CharField(_("Phone for petitions"), max_length=60, blank=True)
    phone_hours = models.CharField(_("Phone hours"), max_length=100, blank=True)
    mailbox = models.CharField(_("Mailbox"), max_length=200, blank=True)
    post_box = models.CharField(_("Post box"), max_length=200, blank=True)
    conduct_phone = models.CharField(_("Phone for complaints about the team"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="inspection_leaves_after_entering",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("entered_on")),
                violation_error_message=_("The team cannot leave before it entered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """The team and the office add files; the inspected organisation and those above only read."""
        rights = rights_of(user)
        mine = self.pk in rights.inspections or self.office_id in rights.own_offices
        return mine and self.pk not in rights.recused_inspections
