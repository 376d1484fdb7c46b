"""Terms, and dated snapshots of the organisations that must be inspected in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.organisations.models import Organisation

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def of_offices(user: User) -> Q:
    """The office and those above it, its leading group and its committee's clerk."""
    rights = rights_of(user)
    return Q(office_id__in=rights.offices | rights.groups | rights.clerks)


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: User) -> TermQuerySet:
        return self.filter(of_offices(user))


class Term(Record):
    """One term of a Party committee (届), in which every organisation in scope must be inspected once."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        CURRENT = "current", _("Current term")
        CLOSED = "closed", _("Term closed")

    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="terms", verbose_name=_("Office")
    )
    name = models.CharField(_("Name of the term"), max_length=100)
    number = models.PositiveIntegerField(_("Term no."))
    starts_on = models.DateField(_("Starts on"))
    ends_on = models.DateField(_("Ends on"))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                name="term_number_once",
                violation_error_message=_("This office already has a term with that number."),
            ),
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(status="current"),
                name="term_one_current",
                violation_error_message=_("This office already has a current term. Close it first."),
            ),
            models.CheckConstraint(
                name="term_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The term must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("terms:detail", args=[self.pk])

    def scope_on(self, day: date) -> ScopeSnapshot | None:
        """The snapshot that counts on a day: the newest taken on or before it."""
        return self.snapshots.filter(taken_on__lte=day).order_by("-taken_on", "-created_at").first()


class ScopeSnapshotQuerySet(models.QuerySet["ScopeSnapshot"]):
    def visible_to(self, user: User) -> ScopeSnapshotQuerySet:
        return self.filter(of_offices(user))


class ScopeSnapshot(Record):
    """The organisations in scope as they stood on one day: the denominator of coverage (巡察对象名单)."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("Term"))
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    taken_on = models.DateField(_("As of"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Taken by")
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)

    objects = ScopeSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope of the term")
        verbose_name_plural = _("scopes of the term")
        ordering = ["-taken_on", "-created_at"]

    def __str__(self) -> str:
        return f"{self.term} {self.taken_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{reverse('terms:coverage')}?term={self.term_id}&on={self.taken_on:%Y-%m-%d}"


class ScopeEntryQuerySet(models.QuerySet["ScopeEntry"]):
    def visible_to(self, user: User) -> ScopeEntryQuerySet:
        """As the term, without the organisations the person is recused from."""
        seen, recused = self.filter(of_offices(user)), rights_of(user).recused_organisations
        return seen.exclude(organisation_id__in=recused) if recused else seen


class ScopeEntry(Record):
    """One organisation in scope, with its sector and level as they were that day."""

    snapshot = models.ForeignKey(
        ScopeSnapshot, on_delete=models.CASCADE, related_name="entries", verbose_name=_("Scope of the term")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="scope_entries",
        verbose_name=_("Organisation"),
    )
    sector = models.CharField(_("Sector"), max_length=20, choices=Organisation.Sector)
    level = models.CharField(_("Level"), max_length=20, choices=Organisation.Level)

    objects = ScopeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation in scope")
        verbose_name_plural = _("organisations in scope")
        ordering = ["snapshot", "sector", "level"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "organisation"], name="scope_entry_once")]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.organisation_id])
