"""Questionnaires as the inner site published them, and sealed answers on their way there."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.outer.codes.models import Code, today


class SurveyQuerySet(models.QuerySet["Survey"]):
    def open(self) -> "SurveyQuerySet":
        return self.filter(withdrawn=False, ends__gte=today())


class Survey(models.Model):
    """A questionnaire or a democratic appraisal behind a code."""

    id = models.UUIDField(primary_key=True)  # the inner site's
    code = models.ForeignKey(Code, models.CASCADE, related_name="surveys")
    kind = models.CharField(max_length=16)
    title = models.CharField(_("Title"), max_length=200)
    intro = models.TextField(_("Introduction"), blank=True)
    questions = models.JSONField(_("Questions"))
    report_key = models.CharField(max_length=64)  # X25519, hexadecimal
    ends = models.DateField(_("Open until"))
    invited = models.PositiveIntegerField(null=True)
    withdrawn = models.BooleanField(default=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["ends", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return not self.withdrawn and self.ends >= today()


class Answers(models.Model):
    """One person's answers, sealed; nothing ties them to a person or to each other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    day = models.DateField(default=today)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("answers")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return str(self.pk)
