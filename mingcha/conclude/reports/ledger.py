"""The list of reports, and of what reviewers said about them."""

from django.utils.translation import gettext_lazy as _

from mingcha.conclude.reports.models import Report, ReviewRemark
from mingcha.conclude.reports.permissions import drafts_somewhere, reads_reports
from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number, Reference

REPORTS = Ledger(
    name="reports",
    model=Report,
    title=_("Reports"),
    stage="conclude",
    order=10,
    nav=True,
    columns=[
        Column("title", link=True, wide=True),
        Choice("kind"),
        Choice("status"),
        Reference("round", path="inspection__round"),
        Reference("organisation", path="inspection__organisation"),
        Number("returned_times"),
        Dates("approved_on"),
        Reference("drafted_by", hidden=True),
    ],
    search=("title",),
    sort="-created_at",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "inspection__organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("inspection__round", "inspection__organisation"),
    create=("reports:create", drafts_somewhere),
    who=reads_reports,
    empty=_("No reports yet. A team drafts its report from the findings once it has left the organisation."),
)

REMARKS = Ledger(
    name="remarks",
    model=ReviewRemark,
    title=_("Review remarks"),
    stage="conclude",
    order=12,
    nav=True,
    columns=[
        Column("text", link=True, wide=True),
        Reference("report", label=_("Report")),
        Number("version_no"),
        Reference("by"),
        Flag("changes_nature"),
        Column("answer", wide=True),
        Dates("settled_at"),
    ],
    search=("text", "answer"),
    sort="-created_at",
    within={"inspections.Inspection": "report__inspection_id"},
    select_related=("report", "by"),
    who=reads_reports,
    empty=_("No remarks yet. Reviewers remark on a report's page while it lies before them."),
)
