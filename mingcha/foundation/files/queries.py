"""Reading files and what is attached to a record."""

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db.models import Model, QuerySet

from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Attachment, StoredFile, files_open_to


def attachments_of(record: Model) -> QuerySet[Attachment]:
    """The files on one record. Show them only with the record."""
    found = Attachment.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return found.select_related("file", "file__stored_by")


def reads_files(record: Any, user: User) -> bool:
    """Whether somebody who sees this record reads its files too; asked only where its model says so."""
    model: Any = type(record)
    if not hasattr(model, "objects") or not hasattr(model.objects.all(), "files_open_to"):
        return True
    return files_open_to(model, user).filter(pk=record.pk).exists()


def digest_of(chunks: Iterator[bytes]) -> str:
    """SM3 (GB/T 32905-2016) of a stream, in hexadecimal."""
    digest = hashes.Hash(hashes.SM3())
    for chunk in chunks:
        digest.update(chunk)
    return digest.finalize().hex()


def is_intact(stored: StoredFile) -> bool:
    """Whether the bytes on disk are still those that arrived."""
    with stored.content.open() as content:
        return digest_of(content.chunks()) == stored.digest
