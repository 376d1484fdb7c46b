"""Checklists by version, the one each round keeps, and how far each inspection has done it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.papers.models import OfficeVersion, OfOfficeQuerySet
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class ChecklistQuerySet(OfOfficeQuerySet["Checklist"]):
    pass


class Checklist(OfficeVersion):
    """What every inspection of a round goes through, as a numbered list: 五必查、六必问、四必谈."""

    SERIES = "name"

    name = models.CharField(_("Name of the checklist"), max_length=100)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["-is_current", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name", "version"], nulls_distinct=False, name="checklist_version_once"
            ),
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="checklist_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("briefs:checklist", args=[self.pk])


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def visible_to(self, user: User) -> ChecklistItemQuerySet:
        return self.filter(checklist__in=Checklist.objects.visible_to(user))


class ChecklistItem(Record):
    """One thing to check, to ask, or a person to talk to."""

    checklist = models.ForeignKey(
        Checklist, models.CASCADE, related_name="items", verbose_name=_("checklist")
    )
    order = models.PositiveIntegerField(_("Order"))
    group = models.CharField(_("Group"), max_length=40)
    text = models.CharField(_("Item to check"), max_length=300)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["checklist", "order"]
        constraints = [models.UniqueConstraint(fields=["checklist", "order"], name="checklist_item_once")]

    def __str__(self) -> str:
        return self.text


class RoundChecklistQuerySet(models.QuerySet["RoundChecklist"]):
    def visible_to(self, user: User) -> RoundChecklistQuerySet:
        return self.filter(round__in=Round.objects.visible_to(user))


class RoundChecklist(Record):
    """The checklist a round works by, in the version it was given."""

    round = models.OneToOneField(
        "rounds.Round", models.PROTECT, related_name="round_checklist", verbose_name=_("Round")
    )
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="rounds", verbose_name=_("checklist")
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Chosen by")
    )

    objects = RoundChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist of a round")
        verbose_name_plural = _("checklists of rounds")

    def __str__(self) -> str:
        return f"{self.round} · {self.checklist}"

    def get_absolute_url(self) -> str:
        return reverse("briefs:round_checks", args=[self.round_id])


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: User) -> CheckQuerySet:
        """The team, and the office that sent it; nobody who is recused."""
        rights = rights_of(user)
        mine = Q(task_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> CheckQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(task_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def done(self) -> CheckQuerySet:
        return self.filter(done_on__isnull=False)


class Check(Record):
    """One item of the round's checklist for one inspection: done or still to do.

    Made with the round's choice, one for each item and organisation, so that what is left can be counted.
    What shows it, an activity, a paper or an attached file, is named, not linked, as attachments are.
    """

    task = models.ForeignKey(
        "rounds.Task", models.PROTECT, related_name="checks", verbose_name=_("Organisation")
    )
    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="+", verbose_name=_("Round"))
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, related_name="checks", verbose_name=_("Item to check")
    )
    done_on = models.DateField(_("Ticked on"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Ticked by"),
    )
    note = models.TextField(_("Note"), blank=True)
    evidence_type = models.CharField(max_length=80, blank=True, editable=False)
    evidence_id = models.UUIDField(null=True, blank=True, editable=False)
    evidence = models.CharField(_("Shown by"), max_length=200, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["task", "item__order"]
        constraints = [
            models.UniqueConstraint(fields=["task", "item"], name="check_once_an_item"),
            models.CheckConstraint(
                name="check_done_is_whole",
                condition=Q(done_on__isnull=True, done_by__isnull=True, note="", evidence="")
                | Q(done_on__isnull=False, done_by__isnull=False) & (~Q(note="") | ~Q(evidence="")),
                violation_error_message=_("Say what was done, or link what shows it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        return reverse("briefs:task_checks", args=[self.task_id])

    def may_attach(self, user: User) -> bool:
        """Files go on the inspection, and are linked from here."""
        return False
