"""Papers from another level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class LevelPaperQuerySet(models.QuerySet["LevelPaper"]):
    def visible_to(self, user: User) -> LevelPaperQuerySet:
        """The office that received it, and its leading group."""
        rights = rights_of(user)
        return self.filter(office_id__in=rights.own_offices | rights.groups)


class LevelPaper(Record):
    """A plan, a tally, a confirmed problem or advice, as another level's office stated it on one day.

    It is kept as it came and never edited here; a later package with the same paper replaces it.
    `lines` are pairs of a heading and a text.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan and list of a round")
        TALLY = "tally", _("Figures")
        LEDGER = "ledger", _("Agreed ledger of problems")
        PROBLEM = "problem", _("Problem raised to the level above")
        PROMPT = "prompt", _("Advice from the level above")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    channel = models.ForeignKey(
        "exchange.Channel", models.PROTECT, related_name="+", verbose_name=_("Exchange channel")
    )
    sender = models.CharField(_("Sent by"), max_length=100)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    title = models.CharField(_("Title"), max_length=300)
    stated_on = models.DateField(_("As of"), db_index=True)
    lines = models.JSONField(_("Content"), default=list)

    objects = LevelPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper from another level")
        verbose_name_plural = _("papers from other levels")
        ordering = ["-stated_on", "-pk"]
        indexes = [models.Index(fields=["office", "stated_on"], name="level_paper_of_office")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("levels:paper", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False
