"""Proposing immediate rectification. Everything after that is a move."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import ImmediateRectification
from mingcha.conduct.findings.permissions import proposed, writes_for
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

WRITTEN = ("kind", "title", "issue", "request", "due_on", "finding", "paper")
FIXED = ["inspection", "office", "organisation", "proposed_by", "finding", "paper"]

Row = Mapping[str, Any]


def propose_immediate(inspection: Inspection, *, by: User, **values: Any) -> ImmediateRectification:
    """One proposal. `values` as in `propose_immediates_many`."""
    return propose_immediates_many([{"inspection": inspection, **values}], by=by)[0]


@transaction.atomic
def propose_immediates_many(rows: Sequence[Row], *, by: User) -> list[ImmediateRectification]:
    """Many proposals at once.

    Each row holds `inspection`, `title`, `issue`, `request`, `due_on`; maybe `kind`, `finding`, `paper`.
    """
    keys = {row["inspection"].pk for row in rows}
    statuses = dict(
        Inspection.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", "status")
    )
    made = []
    for row in rows:
        inspection = row["inspection"]
        if not writes_for(by, inspection):
            raise NotAllowed(_("Only the team proposes immediate rectification; its leader agrees to it."))
        if statuses[inspection.pk] not in (Inspection.Status.ON_SITE, Inspection.Status.REPORTING):
            raise NotNow(_("Immediate rectification is asked for while the team is at work."))
        made.append(_proposal(row, by))
    ImmediateRectification.objects.bulk_create(made, batch_size=500)
    audit.record_many("immediate.propose", made, by=by)
    return made


def _proposal(row: Row, by: User) -> ImmediateRectification:
    inspection = row["inspection"]
    if unknown := set(row) - {*WRITTEN, "inspection"}:
        raise Invalid(_("These cannot be written: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    immediate = ImmediateRectification(
        inspection=inspection,
        office_id=inspection.office_id,
        organisation_id=inspection.organisation_id,
        proposed_by=by,
        **{name: row[name] for name in WRITTEN if name in row},
    )
    _refuse_unfit(immediate)
    return immediate


def _refuse_unfit(immediate: ImmediateRectification) -> None:
    for source in (immediate.finding, immediate.paper):
        if source is not None and source.inspection_id != immediate.inspection_id:
            raise Invalid(_("The finding or paper belongs to another inspection."))
    immediate.clean_fields(exclude=FIXED)


@transaction.atomic
def edit_immediate(immediate: ImmediateRectification, *, by: User, **values: Any) -> None:
    """Change a proposal before the leader agrees to it."""
    rows = ImmediateRectification._base_manager.select_for_update()
    immediate.refresh_from_db(from_queryset=rows)
    if not proposed(by, immediate):
        raise NotAllowed(_("Only whoever proposed it changes it."))
    if immediate.status != ImmediateRectification.Status.PROPOSED:
        raise NotNow(_("The leader has agreed to it; it can no longer change."))
    for name in WRITTEN:
        setattr(immediate, name, values.get(name, getattr(immediate, name)))
    _refuse_unfit(immediate)
    immediate.save()
    audit.record("immediate.edit", immediate, by=by, fields=sorted(values))
