"""Sealed reports, codes, keys and questionnaires as lists. No list shows a word of what was reported."""

from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.intake.models import Questionnaire, ReportingCode, SealedReport, TeamKeys
from mingcha.conduct.intake.permissions import sees_intake, sees_keys
from mingcha.conduct.intake.workflow import REPORTS
from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Flag, Ledger, Number, Reference
from mingcha.prepare.teams.queries import rights_of

REPORT_LIST = Ledger(
    name="sealed_reports",
    sensitive=True,
    model=SealedReport,
    title=_l("Sealed reports"),
    stage="conduct",
    order=31,
    columns=[
        Column("number", path="petition__number", label=_l("No."), link=True),
        Reference("organisation", path="inspection__organisation", label=_l("Organisation concerned")),
        Dates("day"),
        Flag("named"),
        Choice("status"),
        Choice("petition_status", path="petition__status", label=_l("Status of the petition")),
        Dates("due_on"),
        Dates("answered_on"),
        Dates("opened_on", hidden=True),
        Flag("held", hidden=True),
        Dates("emptied_on", hidden=True),
        Reference("round", path="inspection__round", label=_l("Round"), hidden=True),
    ],
    search=("petition__number",),
    sort="-day",
    within={
        "inspections.Inspection": "inspection_id",
        "rounds.Round": "inspection__round_id",
        "intake.ReportingCode": "code_id",
        "intake.TeamKeys": "keys_id",
    },
    select_related=("petition", "inspection__organisation", "inspection__round"),
    bulk=[Bulk(REPORTS, "empty", who=lambda user: bool(rights_of(user).headed_offices))],
    who=sees_intake,
    empty=_l("No sealed reports yet. They arrive with the packages of the outer site."),
)

CODE_LIST = Ledger(
    name="reporting_codes",
    model=ReportingCode,
    title=_l("Reporting codes"),
    stage="conduct",
    order=32,
    columns=[
        Column("code", link=True),
        Reference("organisation", path="inspection__organisation", label=_l("Inspected organisation")),
        Reference("round", path="inspection__round", label=_l("Round")),
        Choice("status"),
        Dates("ends", path="inspection__petition_until", label=_l("Ends on")),
        Flag("takes_names", hidden=True),
    ],
    search=("code", "inspection__organisation__name"),
    within={"inspections.Inspection": "inspection_id", "rounds.Round": "inspection__round_id"},
    select_related=("inspection__organisation", "inspection__round"),
    who=sees_intake,
    empty=_l("No codes yet. They are made on the page of an inspection."),
)

KEY_LIST = Ledger(
    name="team_keys",
    model=TeamKeys,
    title=_l("Reporting keys"),
    stage="conduct",
    order=33,
    columns=[
        Reference("team", link=True),
        Reference("round"),
        Choice("status"),
        Number("report_needed"),
        Number("identity_needed"),
        Dates("made_on"),
        Dates("retired_on", hidden=True),
        Dates("destroyed_on", hidden=True),
    ],
    search=("team__name",),
    sort="-made_on",
    within={"teams.Team": "team_id", "rounds.Round": "round_id"},
    select_related=("team", "round"),
    who=sees_keys,
    empty=_l("No keys yet. The office makes them on the page of a team."),
)

QUESTIONNAIRE_LIST = Ledger(
    name="questionnaires",
    model=Questionnaire,
    title=_l("Questionnaires"),
    stage="conduct",
    order=34,
    columns=[
        Column("title", link=True, wide=True),
        Choice("kind"),
        Reference("organisation", path="inspection__organisation", label=_l("Inspected organisation")),
        Choice("status"),
        Dates("ends_on"),
        Number("invited"),
        Number("returned"),
        Number("valid", hidden=True),
        Dates("counted_on", hidden=True),
        Reference("round", path="inspection__round", label=_l("Round"), hidden=True),
    ],
    search=("title", "inspection__organisation__name"),
    within={"inspections.Inspection": "inspection_id", "rounds.Round": "inspection__round_id"},
    select_related=("inspection__organisation", "inspection__round"),
    who=sees_intake,
    empty=_l("No questionnaires yet. They are drawn up on the page of a code."),
)
