"""Saved views of ledgers, and the files being imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers.audiences import audience_of
from mingcha.foundation.records import Record, new_id

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own, and those shared with an office or team one belongs to."""
        return self.filter(Q(owner=user) | Q(shared_with__overlap=sorted(audience_of(user))))


class SavedView(Record):
    """A ledger's filters, order and columns under a name. It holds no rows: each reader sees their own."""

    ledger = models.CharField(_("Ledger"), max_length=60)
    name = models.CharField(_("Name of the view"), max_length=40)
    params = models.TextField(_("Filters"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("Owner")
    )
    shared_with = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("Shared with"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "ledger", "name"], name="saved_view_once_by_name")
        ]
        indexes = [models.Index(fields=["ledger"], name="saved_view_ledger")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        query = f"view={self.pk}" + (f"&{self.params}" if self.params else "")
        return f"{reverse('ledgers:list', args=[self.ledger])}?{query}"


class DefaultViewQuerySet(models.QuerySet["DefaultView"]):
    def visible_to(self, user: User) -> DefaultViewQuerySet:
        return self.filter(user=user)


class DefaultView(Record):
    """The view one person wants to see first when opening a ledger."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ledger = models.CharField(_("Ledger"), max_length=60)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    objects = DefaultViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("default view")
        verbose_name_plural = _("default views")
        constraints = [models.UniqueConstraint(fields=["user", "ledger"], name="default_view_one_a_person")]

    def __str__(self) -> str:
        return f"{self.ledger}: {self.view_id}"


def _place(upload: Upload, filename: str) -> str:
    """A path that tells nothing of the content."""
    return f"imports/{new_id().hex}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> UploadQuerySet:
        """Only one's own."""
        return self.filter(by=user)


class Upload(Record):
    """A workbook someone wants to import: kept from the dry run until it is imported or a day has passed.

    `report` is what the dry run told the person; `plan` is the digest of exactly what it would do.
    """

    class Existing(models.TextChoices):
        SKIP = "skip", _("Leave them as they are")
        UPDATE = "update", _("Change them to what the workbook says")
        STOP = "stop", _("Stop: the workbook may only hold new records")

    ledger = models.CharField(_("Ledger"), max_length=60)
    name = models.CharField(_("File name"), max_length=200)
    content = models.FileField(upload_to=_place, max_length=120)
    digest = models.CharField(_("Digest (SM3)"), max_length=64)
    within = models.CharField(_("Within the record"), max_length=160, blank=True)
    existing = models.CharField(_("Records that exist already"), max_length=10, choices=Existing)
    report = models.JSONField(default=dict)
    plan = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ledgers:preview", args=[self.ledger, self.pk])
