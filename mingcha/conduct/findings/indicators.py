"""Figures of findings, and how their parts add up."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.foundation.indicators import Indicator, Ratio
from mingcha.prepare.rounds.models import Round

DIMENSIONS = {
    "office": "office_id",
    "level": "office__level",
    "term": "inspection__round__term_id",
    "round": "inspection__round_id",
    "kind": "inspection__round__kind",
    "inspection": "inspection_id",
    "sector": "organisation__sector",
    "organisation": "organisation_id",
}
REGULAR = (Round.Kind.REGULAR,)
SPECIAL = (Round.Kind.SPECIAL, Round.Kind.THEMATIC)


def _findings(condition: Q | None = None) -> Any:
    return Finding.objects.confirmed().filter(condition or Q())


def _problems(code: str, name: Any, rule: Any, condition: Q | None = None, **more: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        rule=rule,
        rows=lambda: _findings(condition),
        date="confirmed_on",
        ledger="findings",
        dimensions=DIMENSIONS,
        section="conduct",
        **{"unit": "个", **more},
    )


# Class 2 of the taxonomy is full and strict Party governance; 2.1 in it the main responsibility.
GOVERNANCE = Q(issue_class__code="2") | Q(issue_class__code__startswith="2.")
MAIN = Q(issue_class__code="2.1") | Q(issue_class__code__startswith="2.1.")
IN_REGULAR = Q(inspection__round__kind__in=REGULAR)
IN_SPECIAL = Q(inspection__round__kind__in=SPECIAL)

INDICATORS: list[Indicator | Ratio] = [
    _problems(
        "problems",
        _l("Problems found"),
        _l("Confirmed findings, one each"),
        published=("jl-22", "th-4"),
        splits={"frame_item": "frame_item_id", "severity": "severity"},
    ),
    _problems(
        "problems_regular",
        _l("Problems found in regular inspections"),
        _l("Confirmed findings of regular rounds"),
        IN_REGULAR,
        published=("jl-23",),
    ),
    _problems(
        "problems_special",
        _l("Problems found in thematic and special inspections"),
        _l("Confirmed findings of thematic and special rounds"),
        IN_SPECIAL,
        published=("jl-24",),
    ),
    _problems(
        "problems_other_rounds",
        _l("Problems found in other inspections"),
        _l("Confirmed findings of rounds that are neither regular nor thematic nor special"),
        ~IN_REGULAR & ~IN_SPECIAL,
    ),
    _problems(
        "problems_eight_rules",
        _l("Problems against the eight rules and of the four winds"),
        _l("Confirmed findings so marked"),
        Q(eight_rules=True),
        published=("jl-6",),
    ),
    _problems(
        "problems_people_close",
        _l("Corruption and bad conduct close to the people"),
        _l("Confirmed findings so marked"),
        Q(people_close=True),
        published=("jl-7",),
    ),
    _problems(
        "problems_organisation_line",
        _l("Problems in carrying out the organisation line"),
        _l("Confirmed findings under section 3 of the frame"),
        Q(frame_item__code="3"),
        published=("jl-9",),
    ),
    _problems(
        "problems_earlier",
        _l("Problems of earlier rectification found in regular inspections"),
        _l("Confirmed findings of regular rounds under section 4 of the frame"),
        IN_REGULAR & Q(frame_item__code="4"),
        published=("th-22",),
    ),
    _problems(
        "problems_governance",
        _l("Problems of conduct, discipline and integrity"),
        _l("Confirmed findings of class 2 and the classes in it"),
        GOVERNANCE,
        published=("jl-10",),
    ),
    _problems(
        "problems_main_responsibility",
        _l("Main responsibility for Party governance not carried out"),
        _l("Confirmed findings of class 2.1 and the classes in it; part of class 2"),
        MAIN,
        published=("jl-11",),
    ),
    _problems("problems_core", _l("Core problems"), _l("Confirmed findings marked as core"), Q(core=True)),
    _problems(
        "problems_major",
        _l("Major problems"),
        _l("Confirmed findings of the highest severity"),
        Q(severity="major"),
    ),
    _problems(
        "problems_amount",
        _l("Amount concerned by the problems"),
        _l("Amounts of confirmed findings added up"),
        unit="万元",
        measure="sum:amount",
    ),
    _problems(
        "organisations_with_problems",
        _l("Organisations in which problems were found"),
        _l("Organisations with a confirmed finding, each once"),
        measure="distinct:organisation_id",
    ),
    Ratio(
        code="core_ratio",
        name=_l("Share of core problems"),
        over="problems_core",
        under="problems",
        rule=_l("Core problems over all problems: totals alone reward counting trifles"),
        section="conduct",
    ),
    Indicator(
        code="papers_signed",
        name=_l("Working papers signed"),
        unit="份",
        rule=_l("Papers the leader has signed, one each"),
        rows=lambda: WorkingPaper.objects.signed(),
        date="signed_on",
        ledger="papers",
        dimensions=DIMENSIONS,
        section="conduct",
    ),
    Indicator(
        code="immediate_closed",
        name=_l("Urgent troubles of the people settled by immediate rectification"),
        unit="个",
        rule=_l("Immediate rectification verified and written off, one each"),
        rows=lambda: ImmediateRectification.objects.filter(status=ImmediateRectification.Status.VERIFIED),
        date="closed_on",
        ledger="immediate",
        dimensions=DIMENSIONS,
        published=("jl-8",),
        section="conduct",
    ),
    Indicator(
        code="immediate_issued",
        name=_l("Immediate rectification asked for"),
        unit="个",
        rule=_l("Notices issued to organisations, one each"),
        rows=lambda: ImmediateRectification.objects.filter(status__in=ImmediateRectification.ISSUED_ONES),
        date="issued_on",
        ledger="immediate",
        dimensions=DIMENSIONS,
        section="conduct",
    ),
    Ratio(
        code="immediate_ratio",
        name=_l("Share of immediate rectification written off"),
        over="immediate_closed",
        under="immediate_issued",
        rule=_l("Written off over issued"),
        section="conduct",
    ),
]

# What must hold in every scope: a whole is the sum of its parts; a part is never more than its whole.
SUMS = {"problems": ("problems_regular", "problems_special", "problems_other_rounds")}
PARTS = {
    "problems_main_responsibility": "problems_governance",
    "problems_governance": "problems",
    "problems_eight_rules": "problems",
    "problems_people_close": "problems",
    "problems_organisation_line": "problems",
    "problems_core": "problems",
    "problems_major": "problems",
    "immediate_closed": "immediate_issued",
}
