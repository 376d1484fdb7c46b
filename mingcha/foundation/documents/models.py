"""Papers that were drawn up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.documents.registry import find, labels
from mingcha.foundation.files.models import Marking, StoredFile, files_open_to
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def visible_to(self, user: User) -> IssuedDocumentQuerySet:
        """With the record it was drawn up from: one look-up of that record by its key."""
        if user.is_administrator:
            return self.none()
        seen = Q(pk__in=[])
        for label in sorted(labels()):
            model: Any = apps.get_model(label)
            subject = files_open_to(model, user).filter(pk=OuterRef("subject_id"))
            seen |= Q(subject_type=label) & Q(Exists(subject))
        return self.filter(seen)

    def of(self, record: models.Model) -> IssuedDocumentQuerySet:
        """Those of one record. Show them only with the record."""
        return self.filter(subject_type=record._meta.label_lower, subject_id=record.pk)


class IssuedDocument(Record):
    """A paper drawn up from a record: its number and both files. A new version keeps the number.

    The record is named, not linked, so that any kind may have papers; old versions stay.
    """

    template = models.CharField(pgettext_lazy("official", "Document"), max_length=60)
    title = models.CharField(_("Title"), max_length=300)
    subject_type = models.CharField(_("Kind of record"), max_length=80)
    subject_id = models.UUIDField(_("Record"))
    number = models.CharField(_("Document number"), max_length=80, blank=True)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    marking = models.CharField(_("Marking"), max_length=12, choices=Marking, default=Marking.INTERNAL)
    docx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="DOCX")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="PDF")
    pages = models.PositiveSmallIntegerField(_("Pages"), default=1)
    substituted = models.JSONField(_("Fonts replaced in the PDF"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Drawn up by")
    )

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "template", "version"], name="issued_document_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def kind(self) -> str:
        """The template's title, in the reader's language."""
        template = find(self.subject_type, self.template)
        return str(template) if template else self.template

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.pk, "pdf"])
