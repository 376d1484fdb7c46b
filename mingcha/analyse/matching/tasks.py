"""What the worker does: one matching."""

from collections.abc import Callable

import ibis
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.actions import open_version
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.matching.actions import MATCH_LISTS, finish_match
from mingcha.analyse.matching.linking import find_pairs
from mingcha.analyse.matching.linking.records import TableRecords
from mingcha.analyse.matching.models import Match
from mingcha.foundation.jobs.registry import Running, task

Progress = Callable[[int, int, str], None]


@task(MATCH_LISTS)
def match_lists(job: Running, *, match_id: str) -> None:
    match = Match.objects.select_related("by", "left__dataset", "right__dataset").get(pk=match_id)
    carry_out(match, job.progress)
    facts = {"sure": match.sure_count, "doubt": match.doubt_count}
    told = _("%(sure)s pairs taken as the same, %(doubt)s left to people.") % facts
    job.result(message=told, url=match.get_absolute_url())


def carry_out(match: Match, progress: Progress = lambda done, total, message: None) -> None:
    """From the lists to the pairs; `progress` may raise Stopped between two parts of the first list."""
    total = match.left.rows * 2 + match.right.rows
    progress(0, total, _("Opening the lists"))
    left = _opened(match, match.left, match.left_columns)
    right = _opened(match, match.right, match.right_columns)
    comparing = _("Comparing")
    found = find_pairs(
        match.kind,
        left,
        right,
        match.in_force,
        least=match.lower,
        progress=lambda done, all_: progress(min(done, all_ - 1), all_, comparing),
    )
    finish_match(match, found, left, right)


def _opened(match: Match, version: Version, columns: dict[str, str]) -> TableRecords:
    """The rows in memory, on the trail."""
    connection = ibis.duckdb.connect(temp_directory="")  # nothing is spilled to the disk
    connection.raw_sql(store.NO_BAR)
    try:
        table = open_version(connection, version, by=match.by, purpose=str(match), source_rows=True)
        return TableRecords(connection.to_pyarrow(table), columns)
    finally:
        connection.disconnect()
