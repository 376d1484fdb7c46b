"""The lists: requests, their lines (with Excel in for the department), questions, checklists."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

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
from mingcha.prepare.briefs.actions import import_lines
from mingcha.prepare.briefs.models import (
    Check,
    Checklist,
    ListLine,
    ListRequest,
    Question,
    Responsibility,
)
from mingcha.prepare.briefs.permissions import (
    answers_somewhere,
    asks_somewhere,
    sees_checklists,
    sees_questions,
    sees_requests,
    works_somewhere,
)
from mingcha.prepare.briefs.queries import task_by_code
from mingcha.prepare.briefs.workflow import QUESTIONS, REQUESTS

Row = dict[str, Any]
Context = dict[str, Any]
OVERDUE = ExpressionWrapper(
    Q(status__in=ListRequest.WAITING) & Q(due_on__lt=TruncDate(Now())), output_field=BooleanField()
)

REQUEST_LEDGER = Ledger(
    name="list_requests",
    model=ListRequest,
    title=_l("3+2 lists: requests"),
    stage="prepare",
    order=84,
    columns=[
        Column("name", label=_l("request for a list"), path=str, link=True, wide=True, sortable=False),
        Reference("round"),
        Reference("body"),
        Choice("kind"),
        Choice("status"),
        Flag("overdue", label=_l("Overdue")),
        Dates("due_on"),
        Dates("sent_on"),
        Dates("answered_on"),
        Dates("accepted_on", hidden=True),
        Number("returned_times"),
        Number("chased_times"),
        Flag("nothing", hidden=True),
    ],
    search=("items", "body__name"),
    sort="due_on",
    within={"rounds.Round": "round_id", "inspections.Inspection": "tasks", "rounds.Task": "tasks"},
    select_related=("round", "body"),
    annotate={"overdue": OVERDUE},
    bulk=[Bulk(REQUESTS, "send", who=asks_somewhere), Bulk(REQUESTS, "accept", who=asks_somewhere)],
    who=sees_requests,
    empty=_l("No lists asked yet. On a round's page the office asks departments for them."),
)


def resolve_line(row: Row, context: Context) -> Row:
    """The organisation by its code, if the request is about it."""
    task = task_by_code(context["within"], row["code"])
    if task is None:
        text = _("The request is about no organisation with the code %(code)s.")
        raise CellError("code", text % {"code": row["code"]})
    return {**{name: value for name, value in row.items() if name != "code"}, "task": task}


def existing_lines(keys: list[tuple[Any, ...]], context: Context) -> dict[tuple[Any, ...], ListLine]:
    lines = context["within"].lines.select_related("task__organisation")
    known = {(line.task.organisation.code, line.subject): line for line in lines}
    return {key: known[key] for key in keys if key in known}


def save_lines(rows: list[Row], *, by: User, existing: str, context: Context) -> ImportOutcome:
    written = [
        {name: "" if value is None and name != "happened_on" else value for name, value in row.items()}
        for row in rows
    ]
    made, changed = import_lines(context["within"], written, by=by, update=existing == "update")
    return ImportOutcome(made, changed, len(rows) - made - changed)


LINE_LEDGER = Ledger(
    name="list_lines",
    model=ListLine,
    title=_l("3+2 lists: lines"),
    stage="prepare",
    order=85,
    sensitive=True,
    columns=[
        Column("subject", link=True, wide=True),
        Reference("organisation", path="task__organisation", label=_l("Organisation")),
        Choice("kind", path="request__kind", label=_l("List")),
        Reference("body", path="request__body", label=_l("Department")),
        Column("basis", hidden=True),
        Column("text", wide=True),
        Column("person", hidden=True),
        Dates("happened_on", hidden=True),
        Choice("credibility"),
    ],
    search=("subject", "text", "person"),
    sort="order",
    within={
        "briefs.ListRequest": "request_id",
        "rounds.Round": "request__round_id",
        "rounds.Task": "task_id",
        "inspections.Inspection": "task_id",
    },
    select_related=("task__organisation", "request__body"),
    importer=Import(
        cells=[
            Cell("code", required=True, key=True, kind="text", label=_l("Code of the organisation")),
            Cell("subject", required=True, key=True),
            Cell("basis"),
            Cell("text"),
            Cell("person"),
            Cell("happened_on"),
            Cell("credibility"),
        ],
        save=save_lines,
        who=answers_somewhere,
        resolve=resolve_line,
        needs_within="briefs.ListRequest",
        existing=existing_lines,
    ),
    who=sees_requests,
    empty=_l("No lines yet. The department writes them on the page of the request, or brings a table in."),
)

QUESTION_LEDGER = Ledger(
    name="questions",
    model=Question,
    title=_l("Issue list"),
    stage="prepare",
    order=86,
    sensitive=True,
    columns=[
        Number("number"),
        Column("title", link=True, wide=True),
        Reference("organisation", path="task__organisation", label=_l("Organisation")),
        Reference("line", hidden=True),
        Reference("assigned_to"),
        Dates("due_on"),
        Choice("status"),
        Column("result", hidden=True),
        Reference("settled_by", hidden=True),
        Dates("settled_on"),
    ],
    search=("title", "how_to_check", "result"),
    sort="number",
    within={
        "rounds.Round": "round_id",
        "rounds.Task": "task_id",
        "inspections.Inspection": "task_id",
        "briefs.ListRequest": "line__request_id",
    },
    select_related=("task__organisation", "line", "assigned_to", "settled_by"),
    bulk=[Bulk(QUESTIONS, "confirm", who=works_somewhere), Bulk(QUESTIONS, "exclude", who=works_somewhere)],
    create=("briefs:raise_question", works_somewhere),
    who=sees_questions,
    empty=_l("No questions yet. The team raises them from the lines of the lists."),
)

RESPONSIBILITY_LEDGER = Ledger(
    name="responsibilities",
    model=Responsibility,
    title=_l("Responsibility list"),
    stage="prepare",
    order=87,
    nav=False,
    sensitive=True,
    columns=[
        Column("bearer", link=True),
        Column("post"),
        Choice("kind"),
        Reference("question", wide=True),
        Column("basis", wide=True),
    ],
    search=("bearer", "basis", "question__title"),
    sort="-created_at",
    within={"inspections.Inspection": "question__task_id", "rounds.Round": "question__round_id"},
    select_related=("question",),
    who=sees_questions,
    empty=_l("Nobody is named yet. The team names who answers on the page of a question."),
)

CHECKLIST_LEDGER = Ledger(
    name="checklists",
    pages=("/briefs/tasks/", "/briefs/checks/"),
    model=Checklist,
    title=_l("Checklists"),
    stage="prepare",
    order=88,
    columns=[
        Column("name", link=True, wide=True),
        Number("version"),
        Reference("office"),
        Flag("is_current"),
        Column("note", wide=True),
    ],
    search=("name", "note"),
    sort="-created_at",
    select_related=("office",),
    who=sees_checklists,
    empty=_l("No checklists yet. The standard one comes with the standard dictionaries."),
)

CHECK_LEDGER = Ledger(
    name="checks",
    model=Check,
    title=_l("Checklist items"),
    stage="prepare",
    order=89,
    nav=False,
    columns=[
        Reference("item", link=True, wide=True),
        Column("group", path="item__group", label=_l("Group")),
        Reference("organisation", path="task__organisation", label=_l("Organisation")),
        Flag("done", label=_l("Done")),
        Dates("done_on"),
        Reference("done_by"),
        Column("evidence"),
        Column("note", wide=True),
    ],
    search=("item__text", "note", "evidence"),
    sort="-created_at",
    within={"rounds.Round": "round_id", "rounds.Task": "task_id"},
    select_related=("item", "task__organisation", "done_by"),
    annotate={"done": ExpressionWrapper(Q(done_on__isnull=False), output_field=BooleanField())},
    who=sees_questions,
    empty=_l("No items yet. The office chooses a checklist on the round's page."),
)
