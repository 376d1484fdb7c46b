"""What leads answer when an inspection is about to be archived."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingcha.conduct.inspections import signals
from mingcha.conduct.inspections.models import Inspection
from mingcha.prepare.schedule.signals import Told, counted, weighing
from mingcha.resolve.leads.models import Lead

BEFORE_SENDING = (
    Lead.Status.PROPOSED,
    Lead.Status.LEADER_APPROVED,
    Lead.Status.OFFICE_REVIEWED,
    Lead.Status.APPROVED,
)


def name_unsent(sender: type[Inspection], inspection: Inspection, **_more: Any) -> str | None:
    """Every lead has left the team, one way or the other, before the records are closed."""
    count = Lead.objects.filter(inspection=inspection, status__in=BEFORE_SENDING).count()
    return _("%(count)s leads have not been transferred yet.") % {"count": count} if count else None


def count_about_organisations(sender: Any, organisations: Sequence[UUID], **_more: Any) -> Told:
    """How many leads there are about each, for its priority."""
    rows = Lead.objects.filter(organisation__in=organisations)
    return counted("leads", rows, "organisation_id", "leads")


def connect() -> None:
    weighing.connect(count_about_organisations, dispatch_uid="leads")
    signals.closing.connect(name_unsent, dispatch_uid="leads")
