"""Matchings, and the pairs of each, as lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.matching.models import Match, Pair, as_percent
from mingcha.analyse.matching.permissions import matches_lists
from mingcha.analyse.matching.queries import named, waiting
from mingcha.analyse.matching.workflow import WORKFLOW
from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Flag, Ledger, Number, Reference


class Share(Number):
    """A probability: read as a percentage, sorted and filtered as a number."""

    def text(self, record: Any) -> str:
        return as_percent(self.value(record))


MATCHES = Ledger(
    name="matches",
    model=Match,
    title=_l("Matchings"),
    stage="analyse",
    order=16,
    columns=[
        Column("lists", label=_l("Lists"), path=str, link=True, wide=True),
        Choice("kind"),
        Number("sure_count"),
        Number("doubt_count"),
        Number("waiting", label=_l("Still to decide")),
        Reference("task"),
        Column("why"),
        Column("made_by", label=_l("Made by"), path="by__full_name"),
        Dates("created_at", label=_l("Matched on")),
        Dates("finished_at", hidden=True),
        Number("trained_from", hidden=True),
    ],
    search=("why", "left__dataset__title", "right__dataset__title"),
    sort="-created_at",
    within={"rounds.Task": "task_id", "inspections.Inspection": "task_id"},
    select_related=("left__dataset", "right__dataset", "task__round", "task__organisation", "by"),
    annotate={"waiting": waiting()},
    create=("matching:create", matches_lists),
    who=matches_lists,
    empty=_l("No matchings yet. Load two lists as data sets, then match them: who is in both?"),
)
PAIRS = Ledger(
    name="pairs",
    sensitive=True,
    model=Pair,
    title=_l("Pairs"),
    stage="analyse",
    order=17,
    nav=False,
    columns=[
        Column("rows", label=_l("Pair"), path=str, link=True),
        Column("left_name", label=_l("Name in the first list"), path=lambda pair: named(pair).left),
        Column("right_name", label=_l("Name in the second list"), path=lambda pair: named(pair).right),
        Share("probability"),
        Column("verdict", label=_l("Counts as"), path=lambda pair: pair.verdict),
        Choice("status"),
        Flag("sure", hidden=True),
        Column("decided", label=_l("Pair decided by"), path="decided_by__full_name"),
        Dates("decided_on", hidden=True),
        Column("reason", wide=True, hidden=True),
        Number("left_row", hidden=True),
        Column(
            "left_number",
            label=_l("Number in the first list"),
            path=lambda pair: named(pair).left_number,
            hidden=True,
        ),
        Number("right_row", hidden=True),
        Column(
            "right_number",
            label=_l("Number in the second list"),
            path=lambda pair: named(pair).right_number,
            hidden=True,
        ),
    ],
    sort="-probability",
    within={"matching.Match": "match_id"},
    select_related=("match", "decided_by"),
    bulk=[Bulk(WORKFLOW, "same"), Bulk(WORKFLOW, "different")],
    who=matches_lists,
    empty=_l("No pairs."),
)
