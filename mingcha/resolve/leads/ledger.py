"""The ledgers of leads and of the letters that hand them over. No list shows whom a lead is about."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Flag, Ledger, Number, Reference
from mingcha.prepare.teams.queries import holding
from mingcha.resolve.leads.models import Lead, LeadResult, LeadTransfer
from mingcha.resolve.leads.permissions import (
    proposes_somewhere,
    reads_leads,
    reads_letters,
    transfers_somewhere,
)
from mingcha.resolve.leads.workflow import WORKFLOW

LEADS = Ledger(
    name="leads",
    sensitive=True,
    model=Lead,
    title=_("Leads"),
    stage="resolve",
    order=10,
    nav=True,
    columns=[
        Column("name", label=_("Lead"), path=str, link=True, sortable=False),
        Reference("organisation"),
        Choice("discipline", hidden=True),
        Choice("category"),
        Choice("target", hidden=True),
        Reference("to_body"),
        Choice("status"),
        Choice("way"),
        Dates("transferred_on"),
        Dates("closed_on"),
        Flag("key_supervised"),
        Number("amount", hidden=True),
        Reference("round", path="inspection__round", hidden=True),
    ],
    search=("number", "summary"),
    sort="-created_at",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("organisation", "to_body", "inspection__round"),
    bulk=[
        Bulk(WORKFLOW, "approve", who=holding("leads")),
        Bulk(WORKFLOW, "review", who=holding("own_offices")),
        Bulk(WORKFLOW, "decide", who=holding("groups")),
        Bulk(WORKFLOW, "dispose", who=holding("receiving")),
    ],
    create=("leads:create", proposes_somewhere),
    who=reads_leads,
    empty=_("No leads yet. A team proposes them from what it found."),
)

TRANSFERS = Ledger(
    name="lead_transfers",
    sensitive=True,
    model=LeadTransfer,
    title=_("Letters of transfer"),
    stage="resolve",
    order=12,
    nav=True,
    columns=[
        Column("name", label=_("Letter of transfer"), path=str, link=True, sortable=False),
        Reference("to_body"),
        Reference("round"),
        Choice("status"),
        Dates("transferred_on"),
        Dates("receipted_on"),
    ],
    search=("number",),
    sort="-created_at",
    within={"rounds.Round": "round_id"},
    select_related=("to_body", "round"),
    create=("leads:make_transfer", transfers_somewhere),
    who=reads_letters,
    empty=_("No letters yet. Put one together from approved leads."),
)

RESULTS = Ledger(
    name="lead_results",
    sensitive=True,
    model=LeadResult,
    title=_("Results of leads"),
    stage="resolve",
    order=14,
    nav=True,
    columns=[
        Reference("lead", link=True),
        Dates("reported_on"),
        Number("filed_persons"),
        Number("form1"),
        Number("form2"),
        Number("form3"),
        Number("form4"),
        Number("sanctioned_persons"),
        Number("handled_persons"),
        Number("to_courts_persons"),
        Number("recovered"),
    ],
    search=("lead__number", "text"),
    sort="-reported_on",
    within={"rounds.Round": "lead__inspection__round_id"},
    select_related=("lead",),
    who=reads_letters,
    empty=_("No results yet. The receiving body reports them on the lead's page."),
)
