"""What an inspection waits for before it goes to the archive; and the trail's own words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.signals import closing
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ui.timeline import sentences
from mingcha.prepare.briefs.signals import showing
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.schedule.signals import Told, counted, measuring

sentences.update(
    {
        "paper.evidence": gettext_lazy("added the evidence “%(title)s”"),
        "paper.remove_evidence": gettext_lazy("removed the evidence “%(title)s”"),
        "paper.opinion": gettext_lazy("recorded what the organisation says"),
        "immediate.propose": gettext_lazy("proposed it"),
        "clue.paper": gettext_lazy("opened the working paper %(paper)s from it"),
    }
)


@receiver(closing, dispatch_uid="papers_are_signed")
def nothing_unsigned(sender: object, inspection: Inspection, **kwargs: Any) -> list[str]:
    """Papers may be finished after leaving the site; the archive takes only signed or dropped ones."""
    waiting = []
    papers = WorkingPaper.objects.filter(inspection=inspection)
    if unsigned := papers.filter(status__in=WorkingPaper.OPEN_ONES).count():
        waiting.append(_("%(count)s working papers are not signed. Sign or drop them.") % {"count": unsigned})
    open_ones = ImmediateRectification.objects.filter(inspection=inspection)
    open_ones = open_ones.exclude(status__in=ImmediateRectification.CLOSED_ONES)
    if still_open := open_ones.count():
        waiting.append(_("%(count)s immediate rectifications are still open.") % {"count": still_open})
    return waiting


@receiver(showing, dispatch_uid="papers_show_it")
def papers_show_it(sender: Any, task: Task, user: User, **given: Any) -> list[Any]:
    """Working papers of the inspection may stand as proof of a checklist item, drafts as well."""
    papers = WorkingPaper.objects.visible_to(user).filter(inspection=task.pk)
    if not Inspection.objects.working(user).filter(pk=task.pk).exists():
        return []
    return list(papers.exclude(status=WorkingPaper.Status.DROPPED).order_by("created_at"))


@receiver(measuring, dispatch_uid="findings_and_papers_of_tasks")
def findings_and_papers_of_tasks(sender: object, tasks: Sequence[UUID], **kwargs: Any) -> list[Told]:
    """What inspections found and signed; an inspection has the key of its task."""
    signed = (WorkingPaper.Status.SIGNED, WorkingPaper.Status.FILED)
    found = Finding.objects.filter(inspection__in=tasks, status=Finding.Status.CONFIRMED)
    papers = WorkingPaper.objects.filter(inspection__in=tasks, status__in=signed)
    return [counted("findings", found, "inspection_id"), counted("papers", papers, "inspection_id")]
