"""The two lists a team makes itself: what it has to look into, and who answers for it."""

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


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> QuestionQuerySet:
        """The team while its rights last, and the office that sent it; nobody above, nobody inspected."""
        rights = rights_of(user)
        mine = Q(task_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> QuestionQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(task_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)


class Question(Record):
    """Something a team has to look into (问题清单): raised from a line of a list, or from what it heard.

    It ends confirmed, excluded, or as a working paper; `result` says why, `settled_by` who said so.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To be looked into")
        CONFIRMED = "confirmed", _("Confirmed")
        EXCLUDED = "excluded", _("Excluded")
        PAPERED = "papered", _("Made a working paper")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="+", verbose_name=_("Round"))
    task = models.ForeignKey(
        "rounds.Task", models.PROTECT, related_name="questions", verbose_name=_("Organisation")
    )
    line = models.ForeignKey(
        "briefs.ListLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("From the line"),
    )
    number = models.PositiveIntegerField(_("No."))
    title = models.CharField(_("Suspected issue"), max_length=200)
    how_to_check = models.TextField(_("How to check"), blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Looked into by"),
    )
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.OPEN, db_index=True)
    result = models.TextField(_("Result and why"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Settled by"),
    )
    settled_on = models.DateField(_("Settled on"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Raised by")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to look into")
        verbose_name_plural = _("questions to look into")
        ordering = ["task", "number"]
        indexes = [models.Index(fields=["task", "status"], name="question_of_task")]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="question_number_once"),
            models.CheckConstraint(
                name="question_settled_is_whole",
                condition=Q(status="open", settled_by__isnull=True, settled_on__isnull=True)
                | (~Q(status="open") & Q(settled_by__isnull=False, settled_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("briefs:question", args=[self.pk])


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def visible_to(self, user: User) -> ResponsibilityQuerySet:
        return self.filter(question__in=Question.objects.visible_to(user))


class Responsibility(Record):
    """Who answers for what a question is about, and in which way (责任清单)."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Main responsibility")
        SUPERVISION = "supervision", _("Responsibility for supervision")
        FIRST = "first", _("First responsible person")
        LEADER = "leader", _("Main leader's responsibility")
        IMPORTANT = "important", _("Important leader's responsibility")
        DIRECT = "direct", _("Direct responsibility")

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="responsibilities", verbose_name=_("question to look into")
    )
    kind = models.CharField(_("Responsibility"), max_length=12, choices=Kind)
    bearer = models.CharField(_("Person or body"), max_length=100)
    post = models.CharField(_("Post"), max_length=100, blank=True)
    basis = models.CharField(_("Basis"), max_length=300)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Noted by")
    )

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["question", "kind", "created_at"]

    def __str__(self) -> str:
        return f"{self.bearer} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("briefs:question", args=[self.question_id])
