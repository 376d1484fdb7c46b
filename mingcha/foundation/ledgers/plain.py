"""Values as people read them, and days as the database is asked for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _


def as_text(value: Any) -> str:
    """Any value as a list shows it: ISO dates, Yes and No, no trailing noise."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return (
            timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal | float):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def between(lookup: str, field: Any, since: date | None, until: date | None) -> Q | None:
    """Days from `since` to `until`, both included, for a date or a moment; indexable for both."""
    moment = isinstance(field, models.DateTimeField)
    condition = Q()
    if since:
        start = timezone.make_aware(datetime.combine(since, time.min)) if moment else since
        condition &= Q(**{f"{lookup}__gte": start})
    if until and moment:
        end = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
        condition &= Q(**{f"{lookup}__lt": end})
    elif until:
        condition &= Q(**{f"{lookup}__lte": until})
    return condition or None
