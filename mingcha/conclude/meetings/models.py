"""Meetings and what they decided."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.rounds.models import recused_rounds
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def _deciding(user: User) -> frozenset[UUID]:
    """The offices for whose meetings this person takes the minutes, sits or keeps the records."""
    rights = rights_of(user)
    return rights.own_offices | rights.groups | rights.clerks


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        """The office that kept the minutes, the leading group it serves and the committee's clerk."""
        return self.filter(office_id__in=_deciding(user))

    def counted_for(self, user: User) -> MeetingQuerySet:
        """In figures the offices above count the meetings of those below."""
        return self.filter(office_id__in=_deciding(user) | rights_of(user).offices)

    def files_open_to(self, user: User) -> MeetingQuerySet:
        """Minutes of a round may name any of its organisations."""
        return self.visible_to(user).exclude(round_id__isnull=False, round_id__in=recused_rounds(user))


class Meeting(Record):
    """A meeting of those who decide: the leading group, the secretary with a few, the standing committee."""

    class Kind(models.TextChoices):
        LEADING_GROUP = "leading_group", _("Leading group meeting")
        SECRETARY = "secretary", _("Secretary's special meeting")
        STANDING_COMMITTEE = "standing_committee", _("Standing committee meeting")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being minuted")
        RECORDED = "recorded", _("Recorded")

    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    round = models.ForeignKey(
        "rounds.Round",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("Round"),
    )
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    number = models.CharField(_("No."), max_length=40, blank=True)
    held_on = models.DateField(_("Held on"))
    place = models.CharField(_("Place"), max_length=100, blank=True)
    chair = models.CharField(_("Chair"), max_length=60)
    attendees = models.TextField(_("Present"))
    agenda = models.TextField(_("Agenda"))
    minutes = models.TextField(_("Minutes"), blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.DRAFT)
    minuted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Minuted by")
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])


class NamedMatterQuerySet(models.QuerySet["NamedMatter"]):
    def visible_to(self, user: User) -> NamedMatterQuerySet:
        """As the meeting; a person named is not for the inspected organisation or the team."""
        recused = rights_of(user).recused_inspections
        return self.filter(office_id__in=_deciding(user)).exclude(inspection_id__in=recused)

    def counted_for(self, user: User) -> NamedMatterQuerySet:
        """As the meeting."""
        counted = _deciding(user) | rights_of(user).offices
        return self.filter(office_id__in=counted).exclude(
            inspection_id__in=rights_of(user).recused_inspections
        )


class NamedMatter(Record):
    """A person or a matter that a meeting named (点人点事), and what is to become of it."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        MATTER = "matter", _("Matter")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="named", verbose_name=_("Meeting")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+", verbose_name=_("Inspection")
    )
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind)
    name = models.CharField(_("Person or matter"), max_length=200)
    decision = models.TextField(_("Decision"))
    carried_out_by = models.CharField(_("Carried out by"), max_length=100)
    finding = models.ForeignKey(
        "findings.Finding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Finding"),
    )

    objects = NamedMatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("named person or matter")
        verbose_name_plural = _("persons and matters named")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.meeting_id])


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        rights = rights_of(user)
        mine = Q(office_id__in=_deciding(user)) | Q(inspection_id__in=rights.inspections)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)


class Decision(Record):
    """What a meeting decided on one inspection."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("Meeting")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    inspection = models.ForeignKey(
        "inspections.Inspection",
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("Inspection"),
    )
    text = models.TextField(_("Decision"))
    owner = models.CharField(_("Carried out by"), max_length=100)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "inspection", "text"], name="decision_once_a_meeting")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision", args=[self.pk])
