"""The lists of inspections, activities, comments and prompts."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.inspections.actions import create_activities_many, edit_activity
from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.queries import find_people, known_activities
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS, WORKFLOW
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
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import listed
from mingcha.prepare.teams.queries import holding, rights_of

Row = dict[str, Any]
Context = dict[str, Any]


def works_in_conduct(user: User) -> bool:
    """Offices, leading groups and teams; not the inspected organisation, not the administrators."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.inspections)


def keeps_records(user: User) -> bool:
    """Members of teams at work and staff of offices."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def in_a_team(user: User) -> bool:
    return bool(rights_of(user).inspections)


# The import of talk lists and other activities kept on paper or in a sheet


def resolve_activity(row: Row, context: Context) -> Row:
    """The inspectors and the recorder by account or name; the class of talk only for talks."""
    people = find_people(context["within"])
    present = [_person(name, people, "inspectors") for name in _names(row.get("inspectors"))]
    recorder = row.get("recorder")
    row["recorder"] = _person(recorder, people, "recorder") if recorder else None
    if row.get("kind") == Activity.Kind.TALK:
        if not row.get("interviewee"):
            raise CellError("interviewee", _("Name the person talked with."))
        row["title"] = row.get("title") or _("Talk with %(name)s") % {"name": row["interviewee"]}
    if not row.get("title"):
        raise CellError("title", _("Give the subject."))
    return {**row, "inspectors": present}


def _names(text: Any) -> list[str]:
    for mark in ("、", "，", ";", "；", "\n"):
        text = str(text or "").replace(mark, ",")
    return [name.strip() for name in str(text or "").split(",") if name.strip()]


def _person(name: str, people: dict[str, User], column: str) -> User:
    if name not in people:
        raise CellError(column, _("%(name)s is not in this team.") % {"name": name})
    return people[name]


def save_activities(rows: list[Row], *, by: User, existing: str, context: Context) -> ImportOutcome:
    """New rows become drafts; a row with kind, day and subject of a draft changes it when asked to."""
    inspection: Inspection = context["within"]
    known = known_activities(inspection, [(row["kind"], row["held_on"], row["title"]) for row in rows])
    if known and existing == "stop":
        raise Invalid(
            _("Recorded already: %(titles)s.") % {"titles": listed(sorted(map(str, known.values()))[:10])}
        )
    new, changed = [], 0
    for row in rows:
        values = {name: value for name, value in row.items() if value not in (None, "")}
        found = known.get((row["kind"], row["held_on"], row["title"]))
        if found is None:
            new.append({**values, "inspection": inspection})
        elif existing == "update" and found.status == Activity.Status.DRAFT:
            edit_activity(found, by=by, **values)
            changed += 1
    create_activities_many(new, by=by)
    return ImportOutcome(len(new), changed, len(rows) - len(new) - changed)


ACTIVITY_IMPORT = Import(
    cells=[
        # No key cells: a talk's subject may be left to us. `save_activities` tells records apart.
        Cell("kind", required=True),
        Cell("held_on", required=True),
        Cell("title", help=_l("May be left empty for talks.")),
        Cell("starts_at"),
        Cell("ends_at"),
        Cell("place"),
        Cell("participants"),
        Cell("persons"),
        Cell(
            "inspectors", kind="text", label=_l("Inspectors"), help=_l("Accounts or names, separated by 、")
        ),
        Cell("recorder", kind="text"),
        Cell("interviewee"),
        Cell("interviewee_unit"),
        Cell("interviewee_post"),
        Cell("talk_class"),
        Cell("rights_told"),
        Cell("read_back_on"),
        Cell("report_kind"),
        Cell("speaker"),
        Cell("outline"),
        Cell("summary"),
        Cell("record"),
        Cell("points"),
        Cell("pages"),
    ],
    save=save_activities,
    who=in_a_team,
    resolve=resolve_activity,
    needs_within="inspections.Inspection",
)

INSPECTIONS = Ledger(
    name="inspections",
    model=Inspection,
    title=_l("Inspections"),
    stage="conduct",
    order=10,
    columns=[
        Reference("organisation", link=True, wide=True),
        Choice("status"),
        Reference("round"),
        Reference("team"),
        Reference("office", hidden=True),
        Choice("kind", path="round__kind", label=_l("Kind of round")),
        Choice("sector", path="organisation__sector", label=_l("Sector"), hidden=True),
        Choice("level", path="office__level", label=_l("Level"), hidden=True),
        Dates("planned_entry_on", hidden=True),
        Dates("planned_leave_on", hidden=True),
        Dates("notified_on"),
        Dates("entered_on"),
        Dates("left_on"),
        Dates("reported_on", hidden=True),
        Dates("fed_back_on"),
        Dates("petition_until", hidden=True),
        Dates("archived_on", hidden=True),
    ],
    search=("organisation__name", "organisation__short_name", "round__name", "team__name"),
    sort="-created_at",
    within={
        "rounds.Round": "round_id",
        "organisations.Organisation": "organisation_id",
        "teams.Team": "team_id",
        "bodies.Body": "office_id",
        "terms.Term": "round__term_id",
    },
    select_related=("organisation", "round", "team"),
    bulk=[Bulk(WORKFLOW, name, who=holding("leads")) for name in ("enter", "leave")]
    + [Bulk(WORKFLOW, name, who=holding("own_offices")) for name in ("notify", "evaluate", "archive")],
    who=works_in_conduct,
    empty=_l("No inspections yet. They are opened from the page of a round whose teams are formed."),
)

ACTIVITIES_LEDGER = Ledger(
    name="activities",
    sensitive=True,
    model=Activity,
    title=_l("Activities"),
    stage="conduct",
    order=20,
    columns=[
        Choice("kind"),
        Number("number"),
        Column("title", link=True, wide=True),
        Choice("status"),
        Dates("held_on"),
        Reference("organisation", path="inspection__organisation"),
        Reference("round", path="inspection__round", hidden=True),
        Number("persons"),
        Column("interviewee"),
        Column("interviewee_post", hidden=True),
        Choice("talk_class", hidden=True),
        Flag("rights_told", hidden=True),
        Dates("read_back_on", hidden=True),
        Column("speaker", hidden=True),
        Choice("report_kind", hidden=True),
        Choice("visit_kind", hidden=True),
        Column("place", hidden=True),
        Number("pages", hidden=True),
        Number("copies", hidden=True),
        Number("sent", hidden=True),
        Number("returned", hidden=True),
        Number("valid", hidden=True),
        Column("recorder", hidden=True, path="recorder__full_name", label=_l("Recorder")),
    ],
    search=("title", "interviewee", "speaker", "inspection__organisation__name"),
    sort="-held_on",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "inspection__organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("inspection__organisation",),
    prefetch_related=("taking_part",),
    bulk=[
        Bulk(ACTIVITIES, "confirm", who=holding("inspections", "own_offices")),
        Bulk(ACTIVITIES, "reopen", who=holding("leads")),
    ],
    create=("inspections:choose_activity", in_a_team),
    importer=ACTIVITY_IMPORT,
    who=works_in_conduct,
    empty=_l("No activities yet. Record hearings, talks, visits and other work on site here."),
)

COMMENTS_LEDGER = Ledger(
    name="comments",
    model=MidTermComment,
    title=_l("Mid-term comments"),
    stage="conduct",
    order=70,
    columns=[
        Number("number"),
        Column("text", link=True, wide=True),
        Choice("status"),
        Reference("organisation", path="inspection__organisation"),
        Reference("round", path="inspection__round"),
        Dates("given_on"),
        Dates("due_on"),
        Dates("answered_on"),
    ],
    search=("text", "answer", "inspection__organisation__name"),
    sort="-given_on",
    within={
        "inspections.Inspection": "inspection_id",
        "organisations.Organisation": "inspection__organisation_id",
        "rounds.Round": "inspection__round_id",
    },
    select_related=("inspection__organisation", "inspection__round"),
    bulk=[Bulk(COMMENTS, name, who=holding("groups", "own_offices")) for name in ("issue", "settle")],
    create=(
        "inspections:choose_comment",
        lambda user: bool(rights_of(user).own_offices | rights_of(user).groups),
    ),
    who=works_in_conduct,
    empty=_l("No comments yet. The leading group hears the teams half-way and comments on each."),
)

PROMPTS_LEDGER = Ledger(
    name="prompts",
    model=Prompt,
    title=_l("Work prompts"),
    stage="conduct",
    order=80,
    columns=[
        Number("number"),
        Column("title", link=True, wide=True),
        Choice("status"),
        Reference("round"),
        Reference("team"),
        Dates("given_on"),
        Dates("due_on"),
        Dates("answered_on"),
    ],
    search=("title", "text", "answer", "team__name"),
    sort="-given_on",
    within={"rounds.Round": "round_id", "teams.Team": "team_id"},
    select_related=("round", "team"),
    bulk=[Bulk(PROMPTS, name, who=holding("own_offices")) for name in ("issue", "settle")],
    create=("inspections:choose_prompt", lambda user: bool(rights_of(user).own_offices)),
    who=works_in_conduct,
    empty=_l("No prompts yet. The office sends them to the teams of a round."),
)
