"""Clues, whom or what they are about, and explanations that hold for a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Round
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.supervision.declaration import SUBJECTS, Model
from mingcha.analyse.supervision.models import Outcome, model_of
from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class ClueQuerySet(models.QuerySet["Clue"]):
    def visible_to(self, user: User) -> ClueQuerySet:
        """The office whose data raised it, and the team of the inspection it was handed to."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.own_offices) | Q(task_id__in=rights.inspections)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> ClueQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.offices | rights.groups) | Q(task_id__in=rights.inspections)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)

    def open(self) -> ClueQuerySet:
        return self.filter(status__in=Clue.OPEN)


class Clue(Record):
    """One hit of a model on one subject (疑点), for a person to verify: never a finding by itself."""

    class Status(models.TextChoices):
        RAISED = "raised", _("Raised, not handed on yet")
        ASSIGNED = "assigned", _("Under verification")
        PROPOSED = "proposed", _("Waiting for a second person")
        CONFIRMED = "confirmed", _("Found true")
        DISMISSED = "dismissed", _("Put aside")

    OPEN = (Status.RAISED, Status.ASSIGNED, Status.PROPOSED)

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    task = models.ForeignKey(
        "rounds.Task",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clues",
        verbose_name=_("Inspection"),
    )
    handed_area = models.CharField(_("Area in charge"), max_length=20, blank=True)
    run = models.ForeignKey(
        "supervision.Run", models.PROTECT, related_name="clues", verbose_name=_("Latest run")
    )
    model_code = models.CharField(_("Model"), max_length=20)
    model_version = models.PositiveIntegerField(_("Model version"))
    area = models.CharField(_("Area"), max_length=20, db_index=True)
    subject_kind = models.CharField(_("About"), max_length=12)
    subject_key = models.CharField(_("Key of the subject"), max_length=200)
    subject_name = models.CharField(_("Subject of the clue"), max_length=200, blank=True)
    score = models.FloatField(_("Score"))
    percent = models.GeneratedField(
        expression=Cast(Round(models.F("score") * 100), models.PositiveSmallIntegerField()),
        output_field=models.PositiveSmallIntegerField(_("Score (of 100)")),
        db_persist=True,
    )
    attested = models.BooleanField(_("Attested rule"), default=False)
    sentence = models.TextField(_("What was found"))
    evidence = models.JSONField(_("Grounds"), default=dict)
    keys = models.JSONField(_("Rows behind it"), default=dict)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    status = models.CharField(
        _("Status"), max_length=12, choices=Status, default=Status.RAISED, db_index=True
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("To be verified by"),
    )
    outcome = models.CharField(_("Verdict"), max_length=16, choices=Outcome, blank=True)
    false_positive = models.CharField(_("Innocent explanation"), max_length=40, blank=True)
    reason = models.TextField(_("Reason for the verdict"), blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Verdict by"),
    )
    judged_on = models.DateField(_("Verdict on"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Second person"),
    )
    explained_until = models.DateField(_("Explained until"), null=True, blank=True)

    objects = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = _("clue")
        verbose_name_plural = _("clues")
        ordering = ["-score", "-created_at", "-pk"]
        indexes = [
            models.Index(fields=["office", "subject_kind", "subject_key"], name="clue_of_subject"),
            models.Index(fields=["office", "model_code", "subject_key"], name="clue_of_model"),
            models.Index(fields=["office", "-score", "-created_at"], name="clue_of_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "model_code", "subject_kind", "subject_key", "fingerprint"],
                name="clue_once",
            ),
            models.CheckConstraint(
                name="clue_confirmed_by_two",
                condition=~Q(status="confirmed")
                | (Q(agreed_by__isnull=False, judged_by__isnull=False) & ~Q(agreed_by=models.F("judged_by"))),
                violation_error_message=_("Two different people confirm a clue."),
            ),
            models.CheckConstraint(
                name="clue_score",
                condition=Q(score__gte=0, score__lte=1),
                violation_error_message=_("Not a score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_code} · {self.subject_name or self.subject_key}"

    def get_absolute_url(self) -> str:
        return reverse("clues:detail", args=[self.pk])

    @property
    def model(self) -> Model | None:
        return model_of(self.model_code)

    @property
    def subject_words(self) -> str:
        """What kind of thing it is about, in words."""
        return str(SUBJECTS.get(self.subject_kind, self.subject_kind))

    @property
    def handed_area_words(self) -> str:
        return str(AREAS.get(self.handed_area, self.handed_area))

    @property
    def model_name(self) -> str:
        return str(self.model or self.model_code)

    @property
    def model_title(self) -> str:
        """Its name without its code, as official papers have it."""
        return str(self.model.words) if self.model else self.model_code

    @property
    def false_positive_words(self) -> str:
        """The innocent explanation in words."""
        known = {one.code: str(one) for one in self.model.false_positives} if self.model else {}
        return known.get(self.false_positive, self.false_positive)

    def may_attach(self, user: User) -> bool:
        """Whoever verifies it may put files on it while it is open."""
        rights = rights_of(user)
        mine = self.task_id in rights.inspections if self.task_id else self.office_id in rights.own_offices
        return mine and self.status in self.OPEN


class AreaDutyQuerySet(models.QuerySet["AreaDuty"]):
    def visible_to(self, user: User) -> AreaDutyQuerySet:
        """Everyone in the office knows who is in charge of what."""
        return self.filter(office_id__in=rights_of(user).own_offices)


class AreaDuty(Record):
    """A person of the office who is in charge of an area of supervision (领域分工).

    A clue that belongs to no inspection is handed to its area, and whoever is in charge verifies it. Only the
    office's own people can be: data given to an office are for it and its authorised teams, for nobody else.
    """

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    area = models.CharField(_("Area"), max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person in charge")
    )

    objects = AreaDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty for an area")
        verbose_name_plural = _("duties for areas")
        ordering = ["area", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "area", "person"],
                name="area_duty_once",
                violation_error_message=_("This person is in charge of that area already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_words} · {self.person}"

    @property
    def area_words(self) -> str:
        return str(AREAS.get(self.area, self.area))


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    def visible_to(self, user: User) -> ExplanationQuerySet:
        return self.filter(office_id__in=rights_of(user).own_offices)

    def in_force(self, on: date | None = None) -> ExplanationQuerySet:
        return self.filter(until__gte=on or timezone.localdate())


class Explanation(Record):
    """A person has explained this subject for this model: until the day given it is not raised again."""

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    clue = models.OneToOneField(Clue, models.PROTECT, related_name="explanation", verbose_name=_("Clue"))
    model_code = models.CharField(_("Model"), max_length=20)
    subject_kind = models.CharField(_("About"), max_length=12)
    subject_key = models.CharField(_("Key of the subject"), max_length=200)
    until = models.DateField(_("Explained until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Explained by")
    )

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["-until", "-pk"]
        indexes = [models.Index(fields=["office", "model_code", "until"], name="explanation_in_force")]

    def __str__(self) -> str:
        return f"{self.model_code} · {self.subject_key}"

    def get_absolute_url(self) -> str:
        return self.clue.get_absolute_url()


def combined(scores: list[tuple[float, bool]]) -> float:
    """Several clues on one subject as one score: attested rules weigh fully, practice six tenths.

    1 - Π(1 - w·s): more clues never weaken, and no number of them passes 1.
    """
    rest = 1.0
    for score, attested in scores:
        rest *= 1 - score * (1.0 if attested else 0.6)
    return round(1 - rest, 4)
