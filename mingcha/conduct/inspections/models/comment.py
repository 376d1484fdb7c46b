"""What the leading group and the office say to teams while they are on site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.conduct.inspections.models.inspection import Inspection
from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class AnswerStatus(models.TextChoices):
    """Given to the team, answered by it, and taken as settled by those who gave it."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    ANSWERED = "answered", _("Answered")
    SETTLED = "settled", _("Settled")


class MidTermCommentQuerySet(models.QuerySet["MidTermComment"]):
    def visible_to(self, user: User) -> MidTermCommentQuerySet:
        """The office, those above and the leading group; the team from the day it is issued."""
        rights = rights_of(user)
        issued = ~Q(status=AnswerStatus.DRAFT)
        mine = Q(office_id__in=rights.offices | rights.groups)
        theirs = issued & Q(inspection_id__in=rights.inspections)
        return self.filter(mine | theirs).exclude(inspection_id__in=rights.recused_inspections)


class MidTermComment(Record):
    """A comment on the team's work at the mid-term hearing (巡中点评): numbered, and answered."""

    Status = AnswerStatus

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="comments", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    hearing = models.ForeignKey(
        "inspections.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("Mid-term hearing"),
    )
    number = models.PositiveIntegerField(_("No."), null=True, blank=True, help_text=_("Within the round."))
    text = models.TextField(_("Comment"))
    given_on = models.DateField(_("Given on"))
    due_on = models.DateField(_("Answer due on"), null=True, blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=AnswerStatus, default=AnswerStatus.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = MidTermCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("mid-term comment")
        verbose_name_plural = _("mid-term comments")
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.number or '—'} · {self.text[:30]}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:comment", args=[self.pk])


class PromptQuerySet(models.QuerySet["Prompt"]):
    def visible_to(self, user: User) -> PromptQuerySet:
        """The office and its leading group; the team from the day it is issued."""
        rights = rights_of(user)
        teams = Inspection.objects.filter(pk__in=rights.inspections).values("team_id")
        theirs = ~Q(status=AnswerStatus.DRAFT) & Q(team_id__in=teams)
        return self.filter(Q(office_id__in=rights.offices | rights.groups) | theirs)


class Prompt(Record):
    """A work prompt to a team of a round, or to all of them (工作提示): numbered, and answered."""

    Status = AnswerStatus

    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="prompts", verbose_name=_("Round"))
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="prompts", verbose_name=_("Team"))
    number = models.PositiveIntegerField(_("No."), null=True, blank=True, help_text=_("Within the round."))
    title = models.CharField(_("Subject"), max_length=200)
    text = models.TextField(_("Prompt"))
    given_on = models.DateField(_("Given on"))
    due_on = models.DateField(_("Answer due on"), null=True, blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=AnswerStatus, default=AnswerStatus.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("work prompt")
        verbose_name_plural = _("work prompts")
        ordering = ["-given_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.number or '—'} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:prompt", args=[self.pk])
