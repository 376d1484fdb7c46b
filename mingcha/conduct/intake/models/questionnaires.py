"""Questionnaires and democratic appraisals answered through a code; answers are sealed as reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.conduct.intake.models.codes import of_the_work
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, user: User) -> QuestionnaireQuerySet:
        return self.filter(of_the_work(user))


class Questionnaire(Record):
    """Questions put through the code of one inspection (调查问卷、民主测评).

    `questions` as they are published: id, kind (one, many, text, group), text, options. `results` as counted:
    counts by option, whole and by group, where at least `floor` people answered.
    """

    class Kind(models.TextChoices):
        SURVEY = "survey", _("Questionnaire")
        APPRAISAL = "appraisal", _("Democratic appraisal")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        COUNTED = "counted", _("Counted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.ForeignKey(
        "intake.ReportingCode", models.PROTECT, related_name="questionnaires", verbose_name=_("Code")
    )
    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="questionnaires", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.SURVEY)
    title = models.CharField(_("Title"), max_length=120)
    intro = models.TextField(_("Introduction"), blank=True)
    questions = models.JSONField(_("Questions"), default=list)
    invited = models.PositiveIntegerField(
        _("Persons invited"), null=True, blank=True, help_text=_("Leave empty where everyone may answer.")
    )
    floor = models.PositiveSmallIntegerField(
        _("Smallest group shown"),
        default=5,
        help_text=_("Smaller groups are not shown, so that nobody stands out."),
    )
    ends_on = models.DateField(_("Ends on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    results = models.JSONField(null=True, blank=True, editable=False)
    counted_on = models.DateField(_("Counted on"), null=True, blank=True)
    returned = models.PositiveIntegerField(_("Answers returned"), null=True, blank=True)
    valid = models.PositiveIntegerField(_("Valid"), null=True, blank=True)
    activity = models.ForeignKey(
        "inspections.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Activity"),
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="questionnaire_floor",
                condition=Q(floor__gte=3),
                violation_error_message=_("Groups of fewer than three are never shown."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("intake:questionnaire", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> AnswerQuerySet:
        return self.filter(questionnaire__in=Questionnaire.objects.visible_to(user))


class Answer(Record):
    """One sealed answer. Nothing says whose: the outer site knows only the day."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    day = models.DateField(_("Received on"))
    sealed = models.BinaryField(editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a questionnaire")
        verbose_name_plural = _("answers to questionnaires")

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.day}"
