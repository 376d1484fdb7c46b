"""What the team did on site: hearings, talks, files read, visits and the other methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: User) -> ActivityQuerySet:
        """The team while its rights last, and the office that sent it; nobody above, nobody inspected.

        The leading group reads the mid-term hearings, which it holds.
        """
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        mine |= Q(kind=Activity.Kind.MID_TERM, office_id__in=rights.groups)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> ActivityQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def talks(self) -> ActivityQuerySet:
        return self.filter(kind=Activity.Kind.TALK)


class Activity(Record):
    """One use of one of the methods allowed to a team (巡察工作方式), with its record."""

    class Kind(models.TextChoices):
        HEARING = "hearing", _("Hearing a report")
        TALK = "talk", _("Individual talk")
        SYMPOSIUM = "symposium", _("Symposium")
        FILE_REVIEW = "file_review", _("Reading files")
        VISIT = "visit", _("Visit to lower units")
        QUESTIONNAIRE = "questionnaire", _("Questionnaire and democratic appraisal")
        ATTENDANCE = "attendance", _("Attending a meeting")
        SPOT_CHECK = "spot_check", _("Spot check")
        COMMUNICATION = "communication", _("Communication with the principal")
        MID_TERM = "mid_term", _("Mid-term hearing")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft record")
        CONFIRMED = "confirmed", _("Confirmed")

    class TalkClass(models.TextChoices):
        MUST = "must", _("Must talk")
        CHOSEN = "chosen", _("Chosen talk")

    class ReportKind(models.TextChoices):
        GENERAL = "general", _("General report")
        SPECIAL = "special", _("Special report")

    class VisitKind(models.TextChoices):
        CALL = "call", _("Visit")
        SINKING = "sinking", _("Going down to lower units")
        UNANNOUNCED = "unannounced", _("Open and unannounced check")

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="activities", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind, db_index=True)
    number = models.PositiveIntegerField(_("No."), help_text=_("Within this inspection and kind."))
    title = models.CharField(_("Subject"), max_length=200)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.DRAFT)
    held_on = models.DateField(_("Held on"), db_index=True)
    starts_at = models.TimeField(_("From"), null=True, blank=True)
    ends_at = models.TimeField(_("To"), null=True, blank=True)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    participants = models.TextField(_("Participants"), blank=True)
    persons = models.PositiveIntegerField(
        _("Persons"), default=1, help_text=_("How many persons spoke or took part (person-times).")
    )
    outline = models.TextField(_("Outline"), blank=True)
    summary = models.TextField(_("Summary"), blank=True)
    record = models.TextField(_("Record"), blank=True)
    points = models.TextField(_("Points to follow"), blank=True)
    pages = models.PositiveIntegerField(_("Number of pages"), null=True, blank=True)
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Recorder"),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    inspectors: models.ManyToManyField[User, ActivityInspector] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="inspections.ActivityInspector",
        related_name="+",
        verbose_name=_("Inspectors"),
    )

    # Hearing a report, communication with the principal
    report_kind = models.CharField(_("Kind of report"), max_length=10, choices=ReportKind, blank=True)
    speaker = models.CharField(_("Speaker"), max_length=60, blank=True)
    opinion = models.TextField(_("Opinion expressed"), blank=True)

    # Individual talk
    interviewee = models.CharField(_("Interviewee"), max_length=60, blank=True)
    interviewee_unit = models.CharField(_("Unit of the interviewee"), max_length=120, blank=True)
    interviewee_post = models.CharField(_("Post of the interviewee"), max_length=120, blank=True)
    talk_class = models.CharField(_("Class of talk"), max_length=10, choices=TalkClass, blank=True)
    rights_told = models.BooleanField(_("Told rights and discipline"), default=False)
    read_back_on = models.DateField(
        _("Read back and signed on"),
        null=True,
        blank=True,
        help_text=_("The interviewee confirms the record."),
    )
    signing_refused = models.CharField(_("Reason for not signing"), max_length=200, blank=True)

    # Reading files
    period = models.CharField(_("Period of the files"), max_length=60, blank=True)
    copies = models.PositiveIntegerField(_("Items"), null=True, blank=True)
    handed_by = models.CharField(_("Handed over by"), max_length=60, blank=True)
    received_by = models.CharField(_("Received by"), max_length=60, blank=True)
    returned_on = models.DateField(_("Returned on"), null=True, blank=True)

    # Visit, spot check
    visit_kind = models.CharField(_("Way of visiting"), max_length=20, choices=VisitKind, blank=True)
    checked = models.TextField(_("What was checked"), blank=True)
    found = models.TextField(_("What was found"), blank=True)

    # Questionnaire and democratic appraisal
    sent = models.PositiveIntegerField(_("Sent out"), null=True, blank=True)
    returned = models.PositiveIntegerField(pgettext_lazy("questionnaire", "Returned"), null=True, blank=True)
    valid = models.PositiveIntegerField(_("Valid"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind", "number"], name="activity_number"),
            models.CheckConstraint(
                name="activity_counts_agree",
                condition=Q(sent__isnull=True)
                | (Q(returned__lte=models.F("sent")) & Q(valid__lte=models.F("returned"))),
                violation_error_message=_("Valid ≤ returned ≤ sent out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:activity", args=[self.pk])

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It cannot end before it began.")})

    def may_attach(self, user: User) -> bool:
        """Files are added while the record is a draft; a confirmed one is locked."""
        if self.status != self.Status.DRAFT:
            return False
        return Activity.objects.visible_to(user).filter(pk=self.pk).exists()

    @property
    def is_talk(self) -> bool:
        return self.kind == self.Kind.TALK


class ActivityInspector(Record):
    """One inspector who took part in one activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="taking_part")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Inspector")
    )

    class Meta:
        verbose_name = _("inspector at an activity")
        verbose_name_plural = _("inspectors at activities")
        constraints = [models.UniqueConstraint(fields=["activity", "user"], name="activity_inspector_once")]

    def __str__(self) -> str:
        return str(self.user)
