"""Every write to files and attachments."""

import re
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.models import Attachment, Marking, StoredFile
from mingcha.foundation.files.queries import digest_of, is_intact
from mingcha.foundation.refusals import Invalid, NotNow

# A state-secret marking is 绝密, 机密 or 秘密 with its star, and has no place on this network.
_STATE_SECRET = re.compile(r"绝密|机密|秘密\s*[★☆]")
_PROGRAMS = (
    ".exe",
    ".dll",
    ".bat",
    ".cmd",
    ".com",
    ".msi",
    ".js",
    ".vbs",
    ".ps1",
    ".sh",
    ".jar",
    ".scr",
    ".hta",
)


@transaction.atomic
def store_file(upload: Any, *, by: User, marking: str = Marking.INTERNAL, name: str = "") -> StoredFile:
    """Keep an upload (an UploadedFile, or any Django File with a name). Raises Invalid."""
    name = name or upload.name
    refuse_unfit(name, upload.size, marking)
    upload.seek(0)
    digest = digest_of(upload.chunks())
    upload.seek(0)
    stored = StoredFile(
        name=name,
        size=upload.size,
        digest=digest,
        marking=marking,
        stored_by=by,
        content_type=getattr(upload, "content_type", "") or "application/octet-stream",
    )
    stored.content.save(name, upload, save=False)
    stored.save(force_insert=True)
    audit.record("file.store", stored, by=by, name=name, digest=digest, marking=marking, size=upload.size)
    return stored


def store_bytes(content: bytes, *, name: str, content_type: str, by: User, marking: str) -> StoredFile:
    """Keep a file the system made itself."""
    made = ContentFile(content, name=name)
    made.content_type = content_type  # type: ignore[attr-defined]
    return store_file(made, by=by, marking=marking, name=name)


def refuse_unfit(name: str, size: int, marking: str) -> None:
    """Refuse programs, oversized files, unknown markings, and anything that says it is a state secret."""
    if marking not in Marking.values:
        raise Invalid(_("Choose the file's marking: public, internal or work secret."))
    if _STATE_SECRET.search(name):
        raise Invalid(
            _("“%(name)s” says it is a state secret. State secrets must never be uploaded here.")
            % {"name": name}
        )
    if name.lower().endswith(_PROGRAMS):
        raise Invalid(
            _("“%(name)s” is a program. Attach documents, pictures, recordings or tables only.")
            % {"name": name}
        )
    if not size:
        raise Invalid(_("“%(name)s” is empty.") % {"name": name})
    if size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 2**20
        raise Invalid(_("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": most})


@transaction.atomic
def attach(
    record: Model,
    upload: "UploadedFile[Any] | StoredFile",
    *,
    by: User,
    title: str = "",
    marking: str = Marking.INTERNAL,
    page_range: str = "",
) -> Attachment:
    """Put a file on a record. The caller has made sure that `by` may write to the record."""
    stored = upload if isinstance(upload, StoredFile) else store_file(upload, by=by, marking=marking)
    made = Attachment.objects.create(
        file=stored,
        subject_type=record._meta.label_lower,
        subject_id=record.pk,
        title=title,
        page_range=page_range,
    )
    audit.record(f"{record._meta.model_name}.attach", record, by=by, file=stored.name, digest=stored.digest)
    return made


@transaction.atomic
def release(attachment: Attachment, *, by: User) -> StoredFile:
    """Hand out an attached file: its digest is checked, and the copy is on the trail."""
    stored: StoredFile = attachment.file
    if not is_intact(stored):
        raise NotNow(_("The stored file was changed. It is not handed out; tell the audit administrator."))
    facts = {"record": attachment.subject_id, "kind": attachment.subject_type, "digest": stored.digest}
    audit.record("file.download", stored, by=by, **facts)
    return stored
