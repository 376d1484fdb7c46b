"""What leads answer when an inspection is about to be archived."""

from typing import Any

from django.utils.translation import gettext as _

from mingcha.conduct.inspections import signals
from mingcha.conduct.inspections.models import Inspection
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


def connect() -> None:
    signals.closing.connect(name_unsent, dispatch_uid="leads")
