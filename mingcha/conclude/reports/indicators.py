"""Figures of reports and their review."""

from django.utils.translation import gettext_lazy as _

from mingcha.conclude.reports.models import Report, ReviewRemark
from mingcha.foundation.indicators import Indicator


def _of(path: str) -> dict[str, str]:
    return {
        "office": f"{path}office_id",
        "level": f"{path}office__level",
        "round": f"{path}inspection__round_id",
        "term": f"{path}inspection__round__term_id",
        "kind": f"{path}inspection__round__kind",
        "organisation": f"{path}inspection__organisation_id",
        "sector": f"{path}inspection__organisation__sector",
    }


SPECIAL = (Report.Kind.SPECIAL, Report.Kind.PRINCIPAL)
INDICATORS = [
    Indicator(
        code="principals_reported",
        name=_("Principals whose use of power and integrity were reported on"),
        unit="人次",
        rule=_("Approved reports on a principal, one person each"),
        rows=lambda: Report.objects.filter(kind=Report.Kind.PRINCIPAL, status=Report.Status.APPROVED),
        measure="count",
        date="approved_on",
        ledger="reports",
        dimensions=_of(""),
        published=("jl-12",),
        section="conclude",
    ),
    Indicator(
        code="special_reports",
        name=_("Special reports and reports on principals"),
        unit="篇",
        rule=_("Approved reports on a special matter or on a principal, one each"),
        rows=lambda: Report.objects.filter(kind__in=SPECIAL, status=Report.Status.APPROVED),
        measure="count",
        date="approved_on",
        ledger="reports",
        dimensions=_of(""),
        published=("th-23",),
        section="conclude",
    ),
    Indicator(
        code="reports_approved",
        name=_("Inspection reports approved"),
        unit="份",
        rule=_("Approved inspection reports, one each"),
        rows=lambda: Report.objects.filter(kind=Report.Kind.INSPECTION, status=Report.Status.APPROVED),
        measure="count",
        date="approved_on",
        ledger="reports",
        dimensions=_of(""),
        section="conclude",
    ),
    Indicator(
        code="wordings_adjusted",
        name=_("Characterisations adjusted in review"),
        unit="处",
        rule=_("Settled remarks that adjusted how a matter is characterised, one each"),
        rows=lambda: ReviewRemark.objects.filter(changes_nature=True, settled_at__isnull=False),
        measure="count",
        date="settled_at",
        ledger="remarks",
        dimensions=_of("report__"),
        section="conclude",
        published=("th-20",),
    ),
]
