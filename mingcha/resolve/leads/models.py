"""Leads, the letters that hand them over, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.foundation.sealed import unseal
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class Discipline(models.TextChoices):
    """The six disciplines (六项纪律)."""

    POLITICAL = "political", _("Political discipline")
    ORGANISATIONAL = "organisational", _("Organisational discipline")
    INTEGRITY = "integrity", _("Integrity discipline")
    MASSES = "masses", _("Discipline towards the masses")
    WORK = "work", _("Work discipline")
    LIFE = "life", _("Life discipline")


class LeadTransferQuerySet(models.QuerySet["LeadTransfer"]):
    def visible_to(self, user: User) -> LeadTransferQuerySet:
        """The office that sends it, its leading group, and the body that signs for it."""
        rights = rights_of(user)
        received = ~Q(status=LeadTransfer.Status.DRAFT) & Q(to_body_id__in=rights.receiving)
        return self.filter(Q(office_id__in=rights.own_offices | rights.groups) | received)


class LeadTransfer(Record):
    """One letter of transfer with its list of leads (移交函)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being put together")
        SENT = "sent", _("Sent")
        RECEIPTED = "receipted", _("Receipted")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Round")
    )
    to_body = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Addressed to")
    )
    number = models.CharField(_("No."), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Handled by")
    )
    transferred_on = models.DateField(_("Transferred on"), null=True, blank=True)
    receipted_on = models.DateField(_("Receipted on"), null=True, blank=True)
    receipted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Receipted by"),
    )

    objects = LeadTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of transfer")
        verbose_name_plural = _("letters of transfer")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number or str(_("Transfer to %(name)s")) % {"name": self.to_body}

    def get_absolute_url(self) -> str:
        return reverse("leads:transfer", args=[self.pk])


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> LeadQuerySet:
        """Team, own office and leading group; once sent, whoever signs for it. Never the inspected."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices | rights.groups)
        received = Q(to_body_id__in=rights.receiving, status__in=Lead.SENT)
        return self.filter(mine | received).exclude(inspection_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> LeadQuerySet:
        """In figures the offices above count what they may not read; once sent, so does who signs for it."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        received = Q(to_body_id__in=rights.receiving, status__in=Lead.SENT)
        return self.filter(mine | received).exclude(inspection_id__in=rights.recused_inspections)


class Lead(Record):
    """A matter concrete enough to check, about a person and one of the six disciplines (问题线索)."""

    class Category(models.TextChoices):
        FIRST = "first", _("Category one: can be checked")
        SECOND = "second", _("Category two: for reference")

    class Source(models.TextChoices):
        TALK = "talk", _("Talk")
        PETITION = "petition", _("Petition")
        FILES = "files", _("Files read")
        VISIT = "visit", _("Visit")
        MODEL = "model", _("Supervision model")
        OTHER = "other", _("Other")

    class Target(models.TextChoices):
        SAME_LEVEL = "same_level", _("Discipline body of the same level")
        LOWER_LEVEL = "lower_level", _("Discipline body of a lower level")
        DISPATCHED = "dispatched", _("Dispatched discipline group")
        ORGANISATION_DEPARTMENT = "organisation_department", _("Organisation department")
        PETITION_OFFICE = "petition_office", _("Petition office")
        DEPARTMENT = "department", _("Functional department")
        HIGHER_OFFICE = "higher_office", _("Higher inspection office")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        LEADER_APPROVED = "leader_approved", _("Approved by the team leader")
        OFFICE_REVIEWED = "office_reviewed", _("Reviewed by the office")
        APPROVED = "approved", _("Approved by the leading group")
        TRANSFERRED = "transferred", _("Transferred")
        RECEIPTED = "receipted", _("Receipted")
        OPINION = "opinion", _("Way of disposal proposed")
        DISPOSING = "disposing", _("Being disposed of")
        CLOSED = "closed", _("Closed")
        DROPPED = "dropped", _("Not taken up")

    class Way(models.TextChoices):
        """The four ways of disposition, and the two that practice adds."""

        TALK_LETTER = "talk_letter", _("Talk or letter of enquiry")
        FIRST_CHECK = "first_check", _("Preliminary check")
        HELD = "held", _("Held for the time being")
        CLOSED_OUT = "closed_out", _("Closed out")
        FILED = "filed", _("Filed directly")
        PASSED_ON = "passed_on", _("Passed on")

    SENT = (Status.TRANSFERRED, Status.RECEIPTED, Status.OPINION, Status.DISPOSING, Status.CLOSED)

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="leads", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    number = models.CharField(_("No."), max_length=60, blank=True, db_index=True)
    person_sealed = models.BinaryField(editable=False)
    persons = models.PositiveIntegerField(_("Persons concerned"), default=1)
    post = models.CharField(_("Post"), max_length=120, blank=True)
    rank = models.CharField(_("Rank"), max_length=60, blank=True)
    manager_level = models.CharField(_("Managed by"), max_length=60, blank=True)
    discipline = models.CharField(_("Discipline concerned"), max_length=20, choices=Discipline)
    category = models.CharField(_("Category"), max_length=10, choices=Category, default=Category.FIRST)
    source = models.CharField(_("Source"), max_length=12, choices=Source, default=Source.OTHER)
    summary = models.TextField(_("Summary"))
    amount = models.DecimalField(_("Amount (yuan)"), max_digits=16, decimal_places=2, null=True, blank=True)
    finding = models.ForeignKey(
        "findings.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("Finding"),
    )
    petition = models.ForeignKey(
        "petitions.Petition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("Petition"),
    )
    target = models.CharField(_("Where it goes"), max_length=24, choices=Target, default=Target.SAME_LEVEL)
    to_body = models.ForeignKey(
        "bodies.Body", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Sent to")
    )
    transfer = models.ForeignKey(
        LeadTransfer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("Letter of transfer"),
    )
    status = models.CharField(_("Status"), max_length=16, choices=Status, default=Status.PROPOSED)
    key_supervised = models.BooleanField(_("Supervised by number"), default=False)
    way = models.CharField(_("Way of disposal"), max_length=12, choices=Way, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    transferred_on = models.DateField(_("Transferred on"), null=True, blank=True)
    receipted_on = models.DateField(_("Receipted on"), null=True, blank=True)
    opinion_on = models.DateField(_("Way proposed on"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="lead_sent_has_a_letter",
                condition=Q(transferred_on__isnull=True) | Q(transfer__isnull=False, to_body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '—'} · {self.get_discipline_display()}"

    def get_absolute_url(self) -> str:
        return reverse("leads:detail", args=[self.pk])

    @property
    def person(self) -> str:
        """The person it is about, opened from the sealed field. Show it on audited pages only."""
        return unseal(self.person_sealed, about=self.pk)


class LeadResultQuerySet(models.QuerySet["LeadResult"]):
    def visible_to(self, user: User) -> LeadResultQuerySet:
        rights = rights_of(user)
        mine = Q(lead__office_id__in=rights.own_offices | rights.groups)
        received = Q(lead__to_body_id__in=rights.receiving)
        return self.filter(mine | received).exclude(lead__inspection_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> LeadResultQuerySet:
        """In figures the offices above count what they may not read."""
        rights = rights_of(user)
        mine = Q(lead__office_id__in=rights.offices | rights.groups)
        received = Q(lead__to_body_id__in=rights.receiving)
        return self.filter(mine | received).exclude(lead__inspection_id__in=rights.recused_inspections)


class LeadResult(Record):
    """What the receiving body reports back on one lead; the persons by the four forms (四种形态)."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="result", verbose_name=_("Lead"))
    reported_on = models.DateField(_("Reported on"))
    filed_cases = models.PositiveIntegerField(_("Cases filed"), default=0)
    filed_persons = models.PositiveIntegerField(_("Persons filed against"), default=0)
    form1 = models.PositiveIntegerField(_("First form (persons)"), default=0)
    form2 = models.PositiveIntegerField(_("Second form (persons)"), default=0)
    form3 = models.PositiveIntegerField(_("Third form (persons)"), default=0)
    form4 = models.PositiveIntegerField(_("Fourth form (persons)"), default=0)
    sanctioned_persons = models.PositiveIntegerField(
        _("Party or administrative sanctions (persons)"), default=0
    )
    handled_persons = models.PositiveIntegerField(_("Organisational handling (persons)"), default=0)
    to_courts_persons = models.PositiveIntegerField(_("Transferred to the courts (persons)"), default=0)
    recovered = models.DecimalField(_("Recovered (yuan)"), max_digits=16, decimal_places=2, default=0)
    text = models.TextField(_("Result of disposal"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Reported by")
    )

    objects = LeadResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a lead")
        verbose_name_plural = _("results of leads")
        ordering = ["-reported_on"]
        constraints = [
            models.CheckConstraint(
                name="lead_result_courts_within_fourth_form",
                condition=Q(to_courts_persons__lte=models.F("form4")),
                violation_error_message=_("Persons transferred to the courts belong to the fourth form."),
            ),
            models.CheckConstraint(
                name="lead_result_filed_persons_need_a_case",
                condition=Q(filed_persons=0) | Q(filed_cases__gt=0),
                violation_error_message=_("Persons filed against need at least one case filed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} · {self.reported_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return self.lead.get_absolute_url()
