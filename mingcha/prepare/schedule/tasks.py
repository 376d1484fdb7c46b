"""What the worker does for schedules: one search, and why where there is no answer."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from mingcha.foundation.jobs.registry import Running, Stopped, task
from mingcha.prepare.schedule.actions.solving import WORK_OUT, keep_conflict, keep_schedule
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.solving.explain import explain
from mingcha.prepare.schedule.solving.search import Outcome, Result, Sight, search

_TO_EXPLAIN = 60  # seconds at least for the reason, which the office must have


@task(WORK_OUT)
def work_out_schedule(job: Running, *, proposal_id: str, revision: int, seconds: int, seed: int = 1) -> None:
    """Search, keep the best found even when stopped, or the conflict where there is no schedule."""
    proposal = Proposal.objects.select_related("term", "office", "job").get(pk=proposal_id)
    now = posed(proposal)
    asked_to_stop: list[Stopped] = []
    found = search(
        now.problem, seconds=seconds, seed=seed, start=now.plan, watch=_watching(job, seconds, asked_to_stop)
    )
    url = proposal.get_absolute_url()
    if found.result is Result.IMPOSSIBLE:
        job.progress(seconds, seconds + 1, _("No schedule exists. Looking for the conditions that conflict."))
        keep_conflict(
            proposal,
            explain(now.problem, seconds=max(seconds, _TO_EXPLAIN), seed=seed),
            by=job.by,
            revision=revision,
        )
        job.result(
            message=_("No schedule keeps all conditions. The page names those that conflict."), url=url
        )
        return
    keep_schedule(proposal, found, by=job.by, revision=revision)
    job.result(message=summary(found), url=url)
    if asked_to_stop:
        raise asked_to_stop[0]


def _watching(job: Running, seconds: int, asked_to_stop: list[Stopped]) -> Callable[[Sight], bool]:
    def watch(sight: Sight) -> bool:
        try:
            job.progress(min(int(sight.seconds), seconds), seconds + 1, so_far(sight))
        except Stopped as stopped:
            asked_to_stop.append(stopped)
        return bool(asked_to_stop)

    return watch


def so_far(sight: Sight) -> str:
    if sight.cost is None or sight.gap is None:
        return _("Looking for a first schedule.")
    given = {"cost": sight.cost, "gap": f"{100 * sight.gap:.2f}"}
    return _("Best so far costs %(cost)s, at most %(gap)s %% above the best possible.") % given


def summary(found: Outcome) -> str:
    if found.cost is None or found.gap is None:
        return _("No schedule was found in the time given. Give it more.")
    if found.result is Result.OPTIMAL:
        return _("The best schedule there is: it costs %(cost)s.") % {"cost": found.cost.total}
    given = {"cost": found.cost.total, "gap": f"{100 * found.gap:.2f}"}
    return _("A schedule that costs %(cost)s, at most %(gap)s %% above the best possible.") % given
