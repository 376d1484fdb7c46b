"""What sealed reporting adds to the pages of inspections, teams and petitions."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.models import ReportingCode, SealedReport
from mingcha.conduct.intake.permissions import keeps_keys, may_publish
from mingcha.conduct.intake.queries import counts_of, keys_in_use, open_code
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.teams.models import Team
from mingcha.prepare.teams.queries import rights_of


def panels_for(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """A code on an inspection, keys on a team, the sealed report on its petition."""
    if isinstance(record, Inspection):
        yield from _of_inspection(request, record)
    elif isinstance(record, Team):
        yield from _of_team(request, record)
    elif isinstance(record, Petition) and record.sealed:
        report = SealedReport.objects.visible_to(request.user).filter(petition=record).first()
        if report is not None:
            yield Panel(
                "sealed_report", _("Sealed report"), "intake/_petition_panel.html", {"report": report}
            )


def _of_inspection(request: SignedInRequest, inspection: Inspection) -> Iterable[Panel]:
    if not ReportingCode.objects.visible_to(request.user).filter(inspection=inspection).exists() and not (
        may_publish(request.user, inspection)
    ):
        return
    rights = rights_of(request.user)
    if inspection.pk not in rights.inspections and inspection.office_id not in rights.own_offices:
        return
    code = open_code(inspection)
    context = {
        "inspection": inspection,
        "code": code,
        "counts": counts_of(code) if code else None,
        "may_publish": may_publish(request.user, inspection) and inspection.status not in ("archived",),
    }
    yield Panel("reporting_code", _("QR-code reporting"), "intake/_inspection_panel.html", context)


def _of_team(request: SignedInRequest, team: Team) -> Iterable[Panel]:
    rights = rights_of(request.user)
    if team.pk not in rights.teams and team.office_id not in rights.own_offices:
        return
    may_make = keeps_keys(request.user, team.office_id) and team.round.status not in team.round.OVER
    context = {"team": team, "keys": keys_in_use(team.pk), "may_make": may_make}
    yield Panel("reporting_keys", _("Reporting keys"), "intake/_team_panel.html", context)
