"""Matchings of two lists, and the pairs they found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mingcha.analyse.matching.linking.weights import Weights, weights_of
from mingcha.foundation.records import Record
from mingcha.foundation.sealed import seal_bytes, unseal_bytes
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: User) -> MatchQuerySet:
        """The office that made it, and the team for whose inspection it was made."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.own_offices) | Q(task_id__in=rights.inspections)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def finished(self) -> MatchQuerySet:
        return self.filter(finished_at__isnull=False)


class Match(Record):
    """One matching of two loaded lists (融合比对): which records of the one are in the other.

    Pairs at or above `upper` are taken as the same, those below `lower` dropped; those between are for a
    person to decide. `weights` are m and u of each level as they were, `measures` what to expect above
    each threshold.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Natural persons")
        COMPANY = "company", _("Companies")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    task = models.ForeignKey(
        "rounds.Task",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name=_("Inspection"),
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    left = models.ForeignKey(
        "datasets.Version", models.PROTECT, related_name="+", verbose_name=_("First list")
    )
    right = models.ForeignKey(
        "datasets.Version", models.PROTECT, related_name="+", verbose_name=_("Second list")
    )
    left_columns = models.JSONField(_("Columns of the first list"), default=dict)
    right_columns = models.JSONField(_("Columns of the second list"), default=dict)
    upper = models.FloatField(_("Taken as the same from"), default=0.95)
    lower = models.FloatField(_("Dropped below"), default=0.2)
    weights = models.JSONField(_("Weights"), default=dict)
    trained_from = models.PositiveIntegerField(_("Decisions that trained the weights"), default=0)
    why = models.CharField(_("Why it is made"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", editable=False)
    finished_at = models.DateTimeField(_("Finished at"), null=True, blank=True)
    sure_count = models.PositiveIntegerField(_("Taken as the same"), default=0)
    doubt_count = models.PositiveIntegerField(_("Left to people"), default=0)
    measures = models.JSONField(_("What to expect"), default=list)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching")
        verbose_name_plural = _("matchings")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["office", "kind", "-created_at"], name="match_of_office")]
        constraints = [
            models.CheckConstraint(
                name="match_thresholds",
                condition=Q(lower__gt=0, lower__lte=F("upper"), upper__lte=1),
                violation_error_message=_("The lower threshold is above 0, the upper one not below it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.left.dataset} ⇄ {self.right.dataset}"

    def get_absolute_url(self) -> str:
        return reverse("matching:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Papers belong to what comes of it."""
        return False

    @property
    def in_force(self) -> Weights:
        return weights_of(self.kind, self.weights)

    @property
    def expected(self) -> float | None:
        """The precision to expect of what is taken as the same."""
        found = (one["expected"] for one in self.measures if one["threshold"] == self.upper)
        return next(found, None)


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, user: User) -> PairQuerySet:
        """As the matching."""
        rights = rights_of(user)
        mine = Q(match__office_id__in=rights.own_offices) | Q(match__task_id__in=rights.inspections)
        return self.filter(mine).exclude(match__task_id__in=rights.recused_inspections)

    def doubtful(self) -> PairQuerySet:
        """Those that wait for a person."""
        return self.filter(sure=False, status=Pair.Status.UNDECIDED)

    def taken(self) -> PairQuerySet:
        """What counts as the same: decided so, or sure and not decided otherwise."""
        return self.filter(Q(status=Pair.Status.SAME) | Q(sure=True, status=Pair.Status.UNDECIDED))


class Pair(Record):
    """Two records that may be of the same person or company, and what a person decided.

    The rows are told by their place in the files that were loaded. `shown` are both rows, sealed for the
    matching; empty once one of the lists has been destroyed.
    """

    class Status(models.TextChoices):
        UNDECIDED = "undecided", _("Not decided")
        SAME = "same", _("The same")
        DIFFERENT = "different", _("Different")

    match = models.ForeignKey(Match, models.PROTECT, related_name="pairs", verbose_name=_("Matching"))
    left_row = models.PositiveBigIntegerField(_("Row in the first list"))
    right_row = models.PositiveBigIntegerField(_("Row in the second list"))
    shown = models.BinaryField(null=True, blank=True, editable=False)
    probability = models.FloatField(_("Probability"))
    sure = models.BooleanField(_("At or above the upper threshold"), default=False)
    levels = models.JSONField(_("What agrees"), default=dict)
    status = models.CharField(
        _("Decision on the pair"), max_length=10, choices=Status, default=Status.UNDECIDED, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pair decided by"),
    )
    decided_on = models.DateField(_("Pair decided on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        ordering = ["sure", "-probability", "pk"]
        indexes = [models.Index(fields=["match", "sure", "status", "-probability"], name="pair_in_turn")]
        constraints = [
            models.UniqueConstraint(fields=["match", "left_row", "right_row"], name="pair_once"),
            models.CheckConstraint(
                name="pair_decided_by_somebody",
                condition=Q(status="undecided", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(status="undecided") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                violation_error_message=_("A decision has a person and a day."),
            ),
        ]

    def __str__(self) -> str:
        return _("Rows %(left)s and %(right)s") % {"left": self.left_row, "right": self.right_row}

    def get_absolute_url(self) -> str:
        return reverse("matching:pair", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False

    @property
    def percent(self) -> str:
        return as_percent(self.probability)

    @property
    def verdict(self) -> str:
        """What it counts as, in words."""
        if self.status != Pair.Status.UNDECIDED:
            return str(Pair.Status(self.status).label)
        return str(_("Taken as the same") if self.sure else _("Left to people"))

    def keep_rows(self, left: dict[str, Any], right: dict[str, Any]) -> None:
        """Both rows as they were, sealed."""
        told = json.dumps({"left": left, "right": right}, ensure_ascii=False, default=str)
        self.shown = seal_bytes(told.encode(), about=self.match_id)

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """Both rows again; nothing once they have been destroyed."""
        if not self.shown:
            return {"left": {}, "right": {}}
        found: dict[str, dict[str, Any]] = json.loads(unseal_bytes(self.shown, about=self.match_id))
        return found


def as_percent(share: float | None) -> str:
    """Never rounded up to 100 or down to 0, which a matching cannot promise."""
    if share is None:
        return "—"
    if share >= 0.9995:
        return "> 99.9%"
    return f"{share * 100:.1f}%"
