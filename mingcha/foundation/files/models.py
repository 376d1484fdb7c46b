"""Files and where they are attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record, new_id

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class Marking(models.TextChoices):
    """The highest marking is work secret: state secrets never enter the system."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    WORK_SECRET = "work_secret", _("Work secret")


def _place(stored: StoredFile, filename: str) -> str:
    """A path that tells nothing of the content."""
    key = new_id().hex
    return f"{key[-2:]}/{key}"


def files_open_to(model: Any, user: User) -> models.QuerySet[Any]:
    """The records of a kind whose files a person reads: those they see, or fewer where its query set says so.

    A record that names several organisations may be seen without them by somebody recused from one; its
    files, which the system does not read, may not.
    """
    seen: Any = model.objects.all()
    found: models.QuerySet[Any] = getattr(seen, "files_open_to", seen.visible_to)(user)
    return found


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: User) -> StoredFileQuerySet:
        """Only what oneself stored; other files are reached through the records they are attached to."""
        return self.none() if user.is_administrator else self.filter(stored_by=user)


class StoredFile(Record):
    """A file as it was received. Its digest is taken on arrival and checked when it leaves."""

    content = models.FileField(upload_to=_place, max_length=120)
    name = models.CharField(_("File name"), max_length=200)
    size = models.BigIntegerField(_("Size (bytes)"))
    content_type = models.CharField(_("Type"), max_length=120)
    digest = models.CharField(_("Digest (SM3)"), max_length=64, db_index=True)
    marking = models.CharField(_("Marking"), max_length=12, choices=Marking, default=Marking.INTERNAL)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Stored by")
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> AttachmentQuerySet:
        """One's own; whoever may see the record an attachment belongs to is let in by `may_see`."""
        return self.none() if user.is_administrator else self.filter(file__stored_by=user)


class Attachment(Record):
    """A file's place on one record. The record is named, not linked, so that any kind may have files."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    subject_type = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    title = models.CharField(_("Title"), max_length=200, blank=True)
    page_range = models.CharField(_("Pages"), max_length=60, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.title or self.file.name

    def subject_visible_to(self, user: User) -> models.Model | None:
        """The record it is attached to, if this user may see that and read its files."""
        model = apps.get_model(self.subject_type)
        return files_open_to(model, user).filter(pk=self.subject_id).first()
