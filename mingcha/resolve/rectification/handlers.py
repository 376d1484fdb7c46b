"""What rectification answers before an inspection moves on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingcha.conduct.inspections import signals
from mingcha.conduct.inspections.models import Inspection
from mingcha.prepare.schedule.signals import Told, counted, weighing
from mingcha.resolve.rectification.models import Item, Plan


def name_missing_report(sender: type[Inspection], inspection: Inspection, **_more: Any) -> str | None:
    """The evaluation begins once the organisation has reported."""
    reported = (Plan.Status.REPORTED, Plan.Status.CONCLUDED)
    if Plan.objects.filter(inspection=inspection, status__in=reported).exists():
        return None
    return _("The organisation has not handed in its progress report.")


def name_open_items(sender: type[Inspection], inspection: Inspection, **_more: Any) -> list[str]:
    """Nothing is archived while an item is open or the plan is not concluded."""
    still = []
    if count := Item.objects.filter(inspection=inspection).open().count():
        still.append(_("%(count)s rectification items are still open.") % {"count": count})
    if not Plan.objects.filter(inspection=inspection, status=Plan.Status.CONCLUDED).exists():
        still.append(_("The rectification plan has not been concluded with a grade."))
    return still


def count_unfinished(sender: Any, organisations: Sequence[UUID], **_more: Any) -> Told:
    """Items not written off yet by organisation, for its priority."""
    rows = Item.objects.filter(organisation__in=organisations).exclude(status=Item.Status.WRITTEN_OFF)
    return counted("rectification", rows, "organisation_id", "items")


def connect() -> None:
    weighing.connect(count_unfinished, dispatch_uid="rectification")
    signals.evaluating.connect(name_missing_report, dispatch_uid="rectification")
    signals.closing.connect(name_open_items, dispatch_uid="rectification")
