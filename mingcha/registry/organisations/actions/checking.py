"""What every action here asks first."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.registry.bodies.queries import managed_offices


def refuse_others(by: User, offices: Iterable[UUID]) -> None:
    """Only the responsible office and those above it write."""
    if not set(offices) <= managed_offices(by):
        raise NotAllowed(_("Only the responsible office and the offices above it keep its organisations."))


def refuse_faults(record: Model, *, alone: bool = True) -> None:
    """Say what is wrong with a record, in the words of its model. In bulk the database tells doubles."""
    relations: Any = [field.name for field in record._meta.concrete_fields if field.is_relation]
    try:
        if alone:
            record.full_clean(exclude=["path"])
        else:
            record.clean_fields(exclude=[*relations, "path"])
            record.clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
