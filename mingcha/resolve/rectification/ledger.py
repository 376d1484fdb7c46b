"""The ledgers of rectification: plans, items (with Excel in for the organisation), progress."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

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
from mingcha.prepare.teams.queries import holding
from mingcha.resolve.rectification import actions
from mingcha.resolve.rectification.models import Item, Plan, Progress
from mingcha.resolve.rectification.permissions import opens_somewhere
from mingcha.resolve.rectification.workflow import ITEMS, PLANS

_OF = {
    "inspections.Inspection": "inspection_id",
    "organisations.Organisation": "organisation_id",
    "rounds.Round": "inspection__round_id",
}


def _not_an_administrator(user: User) -> bool:
    return not user.is_administrator


def resolve_row(row: dict[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Find the item that a row plans, by its number in the plan."""
    plan: Plan = context["within"]
    item = plan.items.filter(order=row.get("order") or 0).first()
    if item is None:
        raise CellError("order", _t("The plan has no item with this number."))
    return {**row, "item": item}


def save_rows(
    rows: Sequence[dict[str, Any]], *, by: User, existing: str, context: Mapping[str, Any]
) -> ImportOutcome:
    """Write measures, leaders and dates into the items. Items planned already follow `existing`."""
    fresh = [row for row in rows if existing == "update" or not row["item"].measures]
    if existing == "stop" and len(fresh) < len(rows):
        return ImportOutcome(skipped=len(rows))
    planned = [{name: row[name] for name in ("item", *actions.PLANNED) if name in row} for row in fresh]
    actions.plan_items_many(context["within"], planned, by=by)
    return ImportOutcome(updated=len(fresh), skipped=len(rows) - len(fresh))


PLAN_LEDGER = Ledger(
    name="plans",
    model=Plan,
    title=_("Rectification plans"),
    stage="resolve",
    order=30,
    nav=True,
    columns=[
        Column("name", label=_("Rectification plan"), path=str, link=True, wide=True, sortable=False),
        Reference("round", path="inspection__round"),
        Choice("status"),
        Column("principal"),
        Dates("submitted_on"),
        Dates("accepted_on"),
        Dates("reported_on"),
        Number("returned_times"),
        Choice("grade"),
    ],
    search=("organisation__name", "principal"),
    sort="-created_at",
    within=_OF,
    select_related=("organisation", "inspection__round"),
    bulk=[Bulk(PLANS, "accept", who=holding("own_offices"))],
    create=("rectification:open", opens_somewhere),
    who=_not_an_administrator,
    empty=_("No plans yet. The organisation opens its plan once it has signed for the feedback."),
)

ITEM_LEDGER = Ledger(
    name="items",
    model=Item,
    title=_("Rectification ledger"),
    stage="resolve",
    order=32,
    nav=True,
    columns=[
        Number("order", label=_("Order")),
        Column("text", link=True, wide=True),
        Reference("organisation"),
        Column("measures", wide=True, hidden=True),
        Column("leader"),
        Column("lead_dept", hidden=True),
        Dates("due_on"),
        Choice("kind", hidden=True),
        Choice("owner"),
        Choice("status"),
        Dates("written_off_on"),
        Number("returned_times", hidden=True),
        Flag("false_rectification", hidden=True),
    ],
    search=("text", "measures", "leader", "organisation__name"),
    sort="due_on",
    within={**_OF, "rectification.Plan": "plan_id"},
    select_related=("organisation",),
    bulk=[
        Bulk(ITEMS, "start", who=holding("organisations")),
        Bulk(ITEMS, "finish", who=holding("organisations")),
        Bulk(ITEMS, "confirm", who=holding("supervised_offices")),
        Bulk(ITEMS, "write_off", who=holding("own_offices")),
        Bulk(ITEMS, "return", who=holding("supervised_offices", "own_offices")),
    ],
    importer=Import(
        cells=[
            Cell("order", label=_("Order"), kind="integer", required=True, key=True),
            Cell("goal", required=True),
            Cell("measures", required=True),
            Cell("leader", required=True),
            Cell("lead_dept", required=True),
            Cell("coop_dept"),
            Cell("due_on", kind="date", required=True),
            Cell("kind", choices=Item.Kind.choices),
        ],
        resolve=resolve_row,
        save=save_rows,
        who=opens_somewhere,
        needs_within="rectification.Plan",
    ),
    who=_not_an_administrator,
    empty=_("No items yet. They come with a rectification plan."),
)

PROGRESS = Ledger(
    name="progress",
    model=Progress,
    title=_("Rectification progress"),
    stage="resolve",
    order=34,
    nav=True,
    columns=[
        Dates("on"),
        Column("text", link=True, wide=True),
        Reference("organisation", path="item__organisation"),
        Number("recovered"),
        Number("handled_persons"),
        Number("rules_made"),
    ],
    search=("text",),
    sort="-on",
    within={
        "inspections.Inspection": "item__inspection_id",
        "organisations.Organisation": "item__organisation_id",
        "rectification.Plan": "item__plan_id",
    },
    select_related=("item__organisation",),
    who=_not_an_administrator,
    empty=_("No progress yet. The organisation enters it on an item's page."),
)
