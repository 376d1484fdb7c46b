"""What inspections add to the pages of other records."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.queries import inspections_by_status, unopened
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of


def panels_for(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """A round shows how far its inspections are, and lets its office open them."""
    if not isinstance(record, Round):
        return
    own = record.office_id in rights_of(request.user).own_offices
    waiting = unopened(record) if own else 0
    counts = inspections_by_status(record, request.user)
    if not counts and not waiting:
        return
    rows = [
        (label, counts[status], ledger_url("inspections", within=record, status=status))
        for status, label in Inspection.Status.choices
        if status in counts
    ]
    context = {"round": record, "rows": rows, "waiting": waiting, "may_prompt": own and bool(counts)}
    yield Panel("inspections_of_round", _("Inspections"), "inspections/_round_panel.html", context)
