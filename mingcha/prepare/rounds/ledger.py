"""The lists of rounds and of inspection tasks, and the import of tasks."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers import (
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
from mingcha.prepare.rounds.actions import add_tasks_many, plan_tasks
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.rounds.permissions import may_create_any, sees_rounds
from mingcha.prepare.rounds.queries import known_tasks, organisations_for

Row = dict[str, Any]
Context = dict[str, Any]
_PLAN = ("mode", "counts_to_coverage", "entry_on", "leave_on")


def resolve_task(row: Row, context: Context) -> Row:
    """The organisation by its code, if this round may inspect it."""
    in_round, code = context["within"], row["code"]
    known = known_tasks(in_round, [code]).get(code)
    organisation = known.organisation if known else organisations_for(in_round).filter(code=code).first()
    if organisation is None:
        raise CellError("code", _("No organisation of this office has the code %(code)s.") % {"code": code})
    if row.get("entry_on") and row.get("leave_on") and row["leave_on"] < row["entry_on"]:
        raise CellError("leave_on", _("The team cannot leave before it enters."))
    return {**row, "organisation": organisation}


def existing_tasks(keys: list[tuple[Any, ...]], context: Context) -> dict[tuple[Any, ...], Task]:
    known = known_tasks(context["within"], [key[0] for key in keys])
    return {(code,): task for code, task in known.items()}


def save_tasks(rows: list[Row], *, by: User, existing: str, context: Context) -> ImportOutcome:
    """New organisations join the round; those in it get the new dates when asked to."""
    in_round = context["within"]
    known = known_tasks(in_round, [row["code"] for row in rows])
    new, changed = [], 0
    for row in rows:
        plan = {name: row[name] for name in _PLAN if row.get(name) not in (None, "")}
        if row["code"] not in known:
            new.append({"organisation": row["organisation"], **plan})
        elif existing == "update" and plan:
            plan_tasks(in_round, [known[row["code"]]], by=by, **plan)
            changed += 1
    if new:
        add_tasks_many(in_round, new, by=by)
    return ImportOutcome(len(new), changed, len(rows) - len(new) - changed)


TASK_IMPORT = Import(
    cells=[
        Cell("code", required=True, key=True, kind="text", label=_l("Code of the organisation")),
        Cell("mode"),
        Cell("counts_to_coverage"),
        Cell("entry_on"),
        Cell("leave_on"),
    ],
    save=save_tasks,
    who=may_create_any,
    resolve=resolve_task,
    needs_within="rounds.Round",
    existing=existing_tasks,
)

ROUNDS = Ledger(
    name="rounds",
    model=Round,
    title=_l("Rounds"),
    stage="prepare",
    order=20,
    columns=[
        Column("name", link=True, wide=True),
        Choice("kind"),
        Choice("status"),
        Reference("office"),
        Reference("term", hidden=True),
        Number("number", hidden=True),
        Number("year"),
        Dates("plan_from"),
        Dates("plan_to"),
        Dates("entered_on", hidden=True),
        Flag("joint", hidden=True),
        Flag("cross", hidden=True),
        Flag("upgraded", hidden=True),
        Choice("level", path="office__level", label=_l("Level"), hidden=True),
    ],
    search=("name",),
    sort="-plan_from",
    within={"terms.Term": "term_id", "bodies.Body": "office_id"},
    select_related=("office", "term"),
    create=("rounds:create", may_create_any),
    who=sees_rounds,
    empty=_l("No rounds yet. The office drafts one and submits it to the leading group."),
)

TASKS = Ledger(
    name="tasks",
    model=Task,
    title=_l("Inspection tasks"),
    stage="prepare",
    order=30,
    columns=[
        Reference("organisation", link=True, wide=True),
        Reference("round"),
        Reference("team"),
        Choice("kind", path="round__kind", label=_l("Kind of round")),
        Choice("mode", hidden=True),
        Choice("sector", path="organisation__sector", label=_l("Sector")),
        Choice("level", path="organisation__level", label=_l("Level"), hidden=True),
        Flag("counts_to_coverage", hidden=True),
        Dates("entry_on"),
        Dates("leave_on", hidden=True),
        Dates("entered_on"),
        Dates("concluded_on", hidden=True),
    ],
    search=("organisation__name", "organisation__code"),
    sort="-entry_on",
    within={
        "rounds.Round": "round_id",
        "organisations.Organisation": "organisation_id",
        "teams.Team": "team_id",
        "terms.Term": "round__term_id",
    },
    select_related=("organisation", "round", "team"),
    importer=TASK_IMPORT,
    who=sees_rounds,
    empty=_l("No organisations in this round yet."),
)
