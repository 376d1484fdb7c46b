"""Suggestions to functional departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: User) -> SuggestionQuerySet:
        """The office and its leading group; once sent, the department it went to."""
        rights = rights_of(user)
        sent = Q(to_body_id__in=rights.receiving) & ~Q(status__in=Suggestion.INSIDE)
        return self.filter(Q(office_id__in=rights.offices | rights.groups) | sent)


class Suggestion(Record):
    """A suggestion to a department on what inspections found again and again (巡察建议)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
        RECEIPTED = "receipted", _("Receipted")
        ANSWERED = "answered", _("Answered")
        VERIFIED = "verified", _("Effect verified")

    INSIDE = (Status.DRAFT, Status.APPROVED)

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    to_body = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Addressed to")
    )
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Round")
    )
    problem = models.ForeignKey(
        "results.CommonProblem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("Common problem"),
    )
    number = models.CharField(_("No."), max_length=60, blank=True)
    title = models.CharField(_("Title"), max_length=200)
    text = models.TextField(_("Suggestion"))
    due_on = models.DateField(_("Answer due on"), null=True, blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    effect = models.TextField(_("Effect"), blank=True)
    rules_made = models.PositiveIntegerField(_("Rules made or amended"), default=0)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("results:suggestion", args=[self.pk])
