"""Every write to matchings: starting, keeping what was found, deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.analyse.datasets.permissions import may_use_version
from mingcha.analyse.datasets.store import SOURCE_ROW
from mingcha.analyse.matching.linking import Found, expected_precision
from mingcha.analyse.matching.linking.columns import FIELD_WORDS, text_columns
from mingcha.analyse.matching.linking.records import TableRecords
from mingcha.analyse.matching.models import Match, Pair
from mingcha.analyse.matching.permissions import matches_lists, may_match_for
from mingcha.analyse.matching.queries import THRESHOLDS, weights_for
from mingcha.analyse.matching.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body

MATCH_LISTS = "match_lists"
MOST_ROWS = 1_000_000  # on each side
Columns = Mapping[str, str]


@transaction.atomic
def start_match(
    *,
    kind: str,
    left: Version,
    right: Version,
    left_columns: Columns,
    right_columns: Columns,
    why: str,
    by: User,
    task: Task | None = None,
    upper: float = 0.95,
    lower: float = 0.2,
) -> Match:
    """Queue the matching of two lists. For a team it is for one of its inspections (`task`)."""
    office = _office(by, task)
    if not why.strip():
        raise Invalid(_("Say why the lists are matched: it goes on the trail."))
    if not 0 < lower <= upper <= 1:
        raise Invalid(_("The lower threshold is above 0, the upper one not below it."))
    _refuse_unfit(kind, {left: left_columns, right: right_columns}, by)
    weights, count = weights_for(office.pk, kind)
    match = Match(office=office, task=task, kind=kind, left=left, right=right, by=by, why=why.strip())
    match.left_columns, match.right_columns = dict(left_columns), dict(right_columns)
    match.upper, match.lower, match.trained_from = upper, lower, count
    match.weights = weights.plain()
    match.save(force_insert=True)
    match.job = jobs.enqueue(MATCH_LISTS, title=str(match), by=by, match_id=str(match.pk))
    match.save(update_fields=["job"])
    audit.record("match.start", match, by=by, left=str(left), right=str(right), why=match.why)
    return match


def _office(by: User, task: Task | None) -> Body:
    """The inspection's office, or the one the person serves in."""
    if task is not None:
        if not may_match_for(by, task):
            raise NotAllowed(_("Only the team and its office match lists for an inspection."))
        return task.office
    own = rights_of(by).own_offices
    if not own:
        raise NotAllowed(_("A team matches lists for one of its inspections. Choose it."))
    return Body.objects.filter(pk__in=own).order_by("pk")[0]


def _refuse_unfit(kind: str, sides: Mapping[Version, Columns], by: User) -> None:
    if len(sides) < 2:
        raise Invalid(_("Choose two different lists."))
    for version, columns in sides.items():
        if not matches_lists(by) or not may_use_version(by, version):
            raise NotAllowed(_("You may not use “%(list)s”.") % {"list": version})
        if version.rows > MOST_ROWS:
            facts = {"list": version, "most": f"{MOST_ROWS:,}"}
            raise Invalid(_("“%(list)s” has more than %(most)s rows. Match a part of it.") % facts)
        contract = version.dataset.declared
        known = {column.name for column in text_columns(contract.columns)} if contract else set()
        if unknown := {*columns.values()} - known | columns.keys() - FIELD_WORDS[kind].keys():
            facts = {"list": version, "columns": listed(sorted(unknown))}
            raise Invalid(_("“%(list)s” has no such columns to compare: %(columns)s.") % facts)
    first, second = sides.values()
    if not first.keys() & second.keys() - {"address"}:
        raise Invalid(_("Choose for both lists the column of the name, the number or the telephone."))


@transaction.atomic
def finish_match(match: Match, found: Sequence[Found], left: TableRecords, right: TableRecords) -> None:
    """Keep the pairs, once: a job that died and is done again changes nothing."""
    match.refresh_from_db(from_queryset=Match.objects.select_for_update())
    if match.finished_at:
        return
    pairs = [_pair(match, one, left, right) for one in found if one.probability >= match.lower]
    Pair.objects.bulk_create(pairs, batch_size=1_000)
    match.sure_count = sum(pair.sure for pair in pairs)
    match.doubt_count = len(pairs) - match.sure_count
    match.measures = [_measure(found, one) for one in _thresholds(match)]
    match.finished_at = timezone.now()
    match.save(update_fields=["sure_count", "doubt_count", "measures", "finished_at"])
    audit.record("match.finish", match, by=match.by, sure=match.sure_count, doubt=match.doubt_count)


def _pair(match: Match, one: Found, left: TableRecords, right: TableRecords) -> Pair:
    rows = left.row(int(one.left)), right.row(int(one.right))
    numbers = [row.pop(SOURCE_ROW, None) for row in rows]
    pair = Pair(match=match, probability=one.probability, sure=one.probability >= match.upper)
    pair.left_row = numbers[0] or int(one.left) + 1
    pair.right_row = numbers[1] or int(one.right) + 1
    pair.levels = one.levels
    pair.keep_rows(*rows)
    return pair


def _thresholds(match: Match) -> list[float]:
    return sorted({match.lower, match.upper, *(one for one in THRESHOLDS if one > match.lower)})


def _measure(found: Sequence[Found], threshold: float) -> dict[str, Any]:
    count = sum(one.probability >= threshold for one in found)
    return {"threshold": threshold, "pairs": count, "expected": expected_precision(found, threshold)}


def decide(pair: Pair, *, same: bool, by: User, reason: str = "") -> None:
    """A person says whether the two are the same."""
    WORKFLOW.perform(pair, "same" if same else "different", by=by, reason=reason)


@transaction.atomic
def wipe_pairs(dataset: Dataset, *, by: User) -> None:
    """Once a list is destroyed its rows are nowhere; what was decided and how likely it was stays."""
    matches = Match.objects.filter(left__dataset=dataset) | Match.objects.filter(right__dataset=dataset)
    found = list(matches.select_related("left__dataset", "right__dataset"))
    Pair.objects.filter(match__in=found).update(shown=None, reason="")
    audit.record_many("match.wipe", found, by=by)
