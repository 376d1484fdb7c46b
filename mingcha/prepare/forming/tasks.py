"""What the worker does for proposals: one search."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingcha.foundation.jobs.registry import Running, Stopped, task
from mingcha.prepare.forming.actions import TASK, work_out
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.solving.search import Progress


@task(TASK)
def form_teams(job: Running, *, proposal_id: str) -> None:
    """Search until the best is proven, the time is over, or the person stops it; the best so far is kept."""
    proposal = TeamProposal.objects.select_related("round", "office").get(pk=proposal_id)
    if proposal.status != TeamProposal.Status.ASKED:
        return
    stopped = False

    def watch(progress: Progress) -> bool:
        nonlocal stopped
        try:
            job.progress(min(int(progress.seconds), proposal.seconds - 1), proposal.seconds, told(progress))
        except Stopped:
            stopped = True
        return not stopped

    outcome = work_out(proposal, by=job.by, watch=watch)
    job.result(message=_sentence(proposal, stopped), url=proposal.get_absolute_url())
    if stopped and not outcome.seats:
        raise Stopped


def told(progress: Progress) -> str:
    """How far the search is, for the person who waits."""
    if progress.cost is None:
        return _("Looking for a first answer")
    facts = {"cost": progress.cost, "bound": progress.bound or 0}
    return _("Best strain so far %(cost)s, none below %(bound)s") % facts


def _sentence(proposal: TeamProposal, stopped: bool) -> str:
    if proposal.status == TeamProposal.Status.IMPOSSIBLE:
        return _("No teams can be formed so. The page says what cannot be had together.")
    if proposal.status == TeamProposal.Status.BROKEN_OFF:
        return _("No answer was found in the time. Give it more.")
    if proposal.is_optimal:
        return _("The best answer, proven.")
    return _("Stopped; the best answer so far is kept.") if stopped else _("A good answer; the time is over.")
