"""What an inspection waits for before it goes to the archive; and the trail's own words."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conduct.findings.models import ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.signals import closing
from mingcha.foundation.ui.timeline import sentences

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
