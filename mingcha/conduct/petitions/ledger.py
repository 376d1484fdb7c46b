"""The register of petitions as a list. Who complains is no column, in no export and in no import."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.petitions.actions import import_petitions
from mingcha.conduct.petitions.forms import ClassifyForm, CloseForm, PassOnForm
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.permissions import may_register_any
from mingcha.conduct.petitions.queries import organisation_named, sole_office
from mingcha.conduct.petitions.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import (
    Bulk,
    Cell,
    CellError,
    Choice,
    Column,
    Dates,
    Flag,
    Import,
    ImportOutcome,
    Ledger,
    Number,
    Reference,
)
from mingcha.prepare.teams.queries import holding, rights_of

Row = dict[str, Any]
Context = dict[str, Any]
_DECIDE = holding("leads", "own_offices")


def reads_petitions(user: User) -> bool:
    """Teams and offices of that level; nobody above, nobody inspected."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def _inspection(context: Context) -> Inspection | None:
    within = context.get("within")
    return within if isinstance(within, Inspection) else None


def resolve_petition(row: Row, context: Context) -> Row:
    """The organisation by its name, among those of the register."""
    name = row.pop("organisation", None)
    if name and _inspection(context) is None:
        row["organisation"] = organisation_named(str(name), context["user"])
        if row["organisation"] is None:
            raise CellError("organisation", _("There is no organisation “%(name)s”.") % {"name": name})
    return {key: value for key, value in row.items() if value not in (None, "")}


def save_petitions(rows: list[Row], *, by: User, existing: str, context: Context) -> ImportOutcome:
    inspection = _inspection(context)
    office = None if inspection else sole_office(by)
    outcome = import_petitions(rows, by=by, existing=existing, within=inspection, office=office)
    return ImportOutcome(*outcome)


PETITIONS = Ledger(
    name="petitions",
    sensitive=True,
    model=Petition,
    title=_l("Petitions"),
    stage="conduct",
    order=30,
    columns=[
        Column("number", link=True),
        Choice("channel"),
        Dates("received_on"),
        Column("summary", wide=True),
        Choice("status"),
        Choice("classification"),
        Reference("organisation"),
        Column("reflected"),
        Number("letters", hidden=True),
        Number("persons", hidden=True),
        Flag("named", hidden=True),
        Flag("urgent", hidden=True),
        Reference("round", path="inspection__round", label=_l("Round"), hidden=True),
        Column("passed_to", hidden=True),
        Dates("due_on", hidden=True),
        Dates("replied_on", hidden=True),
        Dates("closed_on", hidden=True),
    ],
    search=("number", "summary", "content", "reflected"),
    sort="-received_on",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "organisation_id",
        "rounds.Round": "inspection__round_id",
        "inspections.Activity": "activities",
    },
    select_related=("organisation",),
    bulk=[
        Bulk(WORKFLOW, "classify", ClassifyForm, who=_DECIDE),
        Bulk(WORKFLOW, "verify", who=_DECIDE),
        Bulk(WORKFLOW, "pass_on", PassOnForm, who=_DECIDE),
        Bulk(WORKFLOW, "keep", who=_DECIDE),
        Bulk(WORKFLOW, "close", CloseForm, who=holding("inspections", "own_offices")),
    ],
    create=("petitions:create", may_register_any),
    importer=Import(
        cells=[
            Cell("number", help=_l("Leave empty to have it numbered.")),
            Cell("channel", required=True),
            Cell("received_on", required=True),
            Cell("letters"),
            Cell("persons"),
            # Who complains is never imported: workbooks and their previews are not sealed.
            Cell("named", help=_l("Enter who complains on the petition's own page.")),
            Cell("organisation", kind="text", label=_l("Organisation concerned")),
            Cell("reflected"),
            Cell("reflected_post"),
            Cell("content", required=True),
            Cell("summary"),
            Cell("urgent"),
        ],
        save=save_petitions,
        who=may_register_any,
        resolve=resolve_petition,
    ),
    who=reads_petitions,
    empty=_l("No petitions yet. Register letters, calls and visits here, or import a register."),
)
