"""The base of every table: a key that is unique across installations, and when the row was made."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): grows with time, and never clashes between places that have not met."""
    return uuid7()


class Record(models.Model):
    """One row of the system's own data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True, editable=False)

    class Meta:
        abstract = True
