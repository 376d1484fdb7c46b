"""Training sessions, their short tests, who attended, and pledges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.rounds.models import Round, of_own_office, recused_rounds
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        """As the round: its office and those above, its leading group, its teams."""
        return self.filter(round__in=Round.objects.visible_to(user))

    def files_open_to(self, user: User) -> SessionQuerySet:
        """Materials may name any organisation of the round."""
        return self.visible_to(user).exclude(round_id__in=recused_rounds(user))


class Session(Record):
    """One training before entry (业务培训). With questions, who attended must also pass the test."""

    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, related_name="trainings", verbose_name=_("Round")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    title = models.CharField(_("Title"), max_length=200)
    held_on = models.DateField(_("Held on"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    content = models.TextField(_("What is taught"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("Pass mark in per cent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["-held_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Materials: the office."""
        return self.office_id in rights_of(user).own_offices


class TrainingQuestionQuerySet(models.QuerySet["TrainingQuestion"]):
    def visible_to(self, user: User) -> TrainingQuestionQuerySet:
        """The answers are the office's; teams meet the questions in the test only."""
        return self.filter(session__in=Session.objects.filter(of_own_office(user)))


class TrainingQuestion(Record):
    """One question with its options; `answer` is the place of the right one."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="questions", verbose_name=_("Training session")
    )
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("Question"), max_length=300)
    options = models.JSONField(_("Options"))
    answer = models.PositiveSmallIntegerField(_("Right answer"))

    objects = TrainingQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["session", "order"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="question_once_a_place")]

    def __str__(self) -> str:
        return self.text


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User) -> AttendanceQuerySet:
        """The office and its leading group; and one's own."""
        if user.is_administrator:
            return self.none()
        own = Q(session__in=Session.objects.filter(of_own_office(user)))
        return self.filter(own | Q(user=user))


class Attendance(Record):
    """One person at one session, and how the test went. `passed` is what entry asks for."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="attendances", verbose_name=_("Training session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances", verbose_name=_("Person")
    )
    score = models.PositiveSmallIntegerField(_("Score in per cent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    passed = models.BooleanField(_("Passed"), default=False)
    passed_on = models.DateField(_("Passed on"), null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="attendance_once_a_session"),
            models.CheckConstraint(
                name="attendance_passed_on_a_day",
                condition=Q(passed=True, passed_on__isnull=False) | Q(passed=False, passed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="attendance_score_is_a_percentage",
                condition=Q(score__isnull=True) | Q(score__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.session}"

    def get_absolute_url(self) -> str:
        return reverse("training:detail", args=[self.session_id])


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def visible_to(self, user: User) -> PledgeQuerySet:
        """The office and its leading group; and one's own."""
        if user.is_administrator:
            return self.none()
        return self.filter(of_own_office(user) | Q(user=user))


class Pledge(Record):
    """One person's pledge of secrecy and integrity (保密承诺书、廉政承诺) for one round, as it was worded."""

    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="pledges", verbose_name=_("Round"))
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pledges", verbose_name=_("Person")
    )
    text = models.TextField(_("Text"))
    signed_on = models.DateField(_("Signed on"), default=timezone.localdate)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                name="pledge_once_a_round",
                violation_error_message=_("This pledge is signed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("training:pledge", args=[self.pk])
