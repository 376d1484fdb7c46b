"""What the priority of an organisation is weighed by: the office's weights, and what it knows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.schedule.models.proposals import of_offices

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class PriorityRuleQuerySet(models.QuerySet["PriorityRule"]):
    def visible_to(self, user: User) -> PriorityRuleQuerySet:
        return self.filter(of_offices(user))


class PriorityRule(Record):
    """One version of the weights an office's term uses. The newest counts; none is ever changed.

    `weights` and `full_at` hold whole numbers by component: how much it counts, and at which value it
    counts in full.
    """

    term = models.ForeignKey(
        "terms.Term", on_delete=models.PROTECT, related_name="priority_rules", verbose_name=_("Term")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    number = models.PositiveIntegerField(_("Version"))
    weights = models.JSONField(_("Weights"))
    full_at = models.JSONField(_("Counts in full at"))
    reason = models.CharField(_("Reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Set by")
    )

    objects = PriorityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("weights of priority")
        verbose_name_plural = _("weights of priority")
        ordering = ["term", "-number"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="priority_rule_number_once")]

    def __str__(self) -> str:
        return f"{self.term} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("schedule:priorities", args=[self.term_id])


class EmphasisQuerySet(models.QuerySet["Emphasis"]):
    def visible_to(self, user: User) -> EmphasisQuerySet:
        return self.filter(of_offices(user))


class Emphasis(Record):
    """How concentrated power is in an organisation (权力集中、资金密集), as the office judges it."""

    term = models.ForeignKey(
        "terms.Term", on_delete=models.PROTECT, related_name="emphases", verbose_name=_("Term")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="emphases",
        verbose_name=_("Organisation"),
    )
    points = models.PositiveIntegerField(
        _("Concentration of power (0–10)"), validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    reason = models.CharField(_("Reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Set by")
    )

    objects = EmphasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("concentration of power")
        verbose_name_plural = _("concentrations of power")
        ordering = ["-points"]
        constraints = [
            models.UniqueConstraint(fields=["term", "organisation"], name="emphasis_once_a_term"),
            models.CheckConstraint(name="emphasis_within_ten", condition=Q(points__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.points}"

    def get_absolute_url(self) -> str:
        return f"{reverse('schedule:priorities', args=[self.term_id])}?organisation={self.organisation_id}"
