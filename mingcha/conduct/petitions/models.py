"""The register of letters, calls, visits and other reports that people send to a team or an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class PetitionQuerySet(models.QuerySet["Petition"]):
    def visible_to(self, user: User) -> PetitionQuerySet:
        """The team while its rights last and the office of that level: nobody above, nobody inspected."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> PetitionQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def open(self) -> PetitionQuerySet:
        return self.exclude(status=Petition.Status.CLOSED)


class Petition(Record):
    """One matter that came in by letter, call, visit, mail, message or QR code (信访件)."""

    class Channel(models.TextChoices):
        LETTER = "letter", _("Letter")
        CALL = "call", _("Call")
        VISIT = "visit", pgettext_lazy("petition", "Visit")
        EMAIL = "email", _("E-mail")
        MESSAGE = "message", _("Text message")
        QR = "qr", _("QR-code report")
        HANDED_DOWN = "handed_down", _("Handed down from above")
        OTHER = "other", _("Other channel")

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        SUMMARISED = "summarised", _("Summarised")
        CLASSIFIED = "classified", _("Classified")
        VERIFYING = "verifying", _("Being verified")
        IMMEDIATE = "immediate", _("Turned into immediate rectification")
        PROBLEM = "problem", _("Listed as a problem")
        LEAD = "lead", _("Proposed as a lead")
        PASSED_ON = "passed_on", _("Passed on")
        DUPLICATE = "duplicate", _("Merged as a duplicate")
        KEPT = "kept", _("Kept for reference")
        CLOSED = "closed", _("Closed")

    class Classification(models.TextChoices):
        NONE = "", _("Not classified")
        LEAD = "lead", _("In scope: lead")
        PROBLEM = "problem", _("In scope: problem")
        IMMEDIATE = "immediate", _("In scope: immediate rectification")
        PERSONAL = "personal", _("Out of scope: personal claim")
        LITIGATION = "litigation", _("Out of scope: law and litigation")
        OUTSIDE = "outside", _("Out of scope: other")
        REPEATED = "repeated", _("Repeated")
        EMPTY = "empty", _("Nothing substantial")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    inspection = models.ForeignKey(
        "inspections.Inspection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name=_("Inspection"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation concerned"),
    )
    number = models.CharField(_("No."), max_length=40)
    channel = models.CharField(_("Channel"), max_length=20, choices=Channel, db_index=True)
    received_on = models.DateField(_("Received on"), db_index=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("petition", "Received by"),
    )
    letters = models.PositiveIntegerField(
        _("Item-times"),
        default=1,
        help_text=_("Letters, calls or visits, counted each time."),
    )
    persons = models.PositiveIntegerField(
        _("Persons"), default=1, help_text=_("Persons who signed, called or came.")
    )
    named = models.BooleanField(_("Real name"), default=False)
    complainant_sealed = models.BinaryField(null=True, blank=True, editable=False)
    sealed = models.BooleanField(
        _("Content sealed"),
        default=False,
        editable=False,
        help_text=_("What it says, and who says it, are kept sealed outside this register."),
    )
    reflected = models.CharField(_("Person or body reported"), max_length=200, blank=True)
    reflected_post = models.CharField(_("Post of the person reported"), max_length=200, blank=True)
    discipline_code = models.CharField(_("Discipline concerned"), max_length=20, blank=True)
    content = models.TextField(_("Content of the petition"))
    summary = models.CharField(_("Summary"), max_length=500, blank=True)
    urgent = models.BooleanField(_("Urgent"), default=False)
    classification = models.CharField(
        _("Class"), max_length=20, choices=Classification, default=Classification.NONE, blank=True
    )
    meeting_opinion = models.TextField(_("Opinion of the team meeting"), blank=True)
    classified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Classified by"),
    )
    classified_on = models.DateField(_("Classified on"), null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("Repeats")
    )
    passed_to = models.CharField(_("Passed on to"), max_length=120, blank=True)
    passed_on = models.DateField(_("Passed on on"), null=True, blank=True)
    letter_number = models.PositiveIntegerField(_("No. of the pass-on letter"), null=True, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    result = models.TextField(pgettext_lazy("petition", "Result"), blank=True)
    replied_on = models.DateField(_("Replied on"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    status = models.CharField(
        _("Status"), max_length=20, choices=Status, default=Status.REGISTERED, db_index=True
    )
    activities = models.ManyToManyField(
        "inspections.Activity", blank=True, related_name="petitions", verbose_name=_("Activities")
    )

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="petition_number"),
            models.CheckConstraint(
                name="petition_duplicate_names_original",
                condition=~Q(status="duplicate") | Q(duplicate_of__isnull=False),
                violation_error_message=_("Name the petition that this one repeats."),
            ),
        ]

    def __str__(self) -> str:
        said = self.summary or Truncator(self.content).chars(30, truncate="…")
        return f"{self.number} · {said}"

    def get_absolute_url(self) -> str:
        return reverse("petitions:detail", args=[self.pk])

    @property
    def has_identity(self) -> bool:
        """Whether a complainant's identity is kept, sealed."""
        return bool(self.complainant_sealed)
