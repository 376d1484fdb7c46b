"""What an inspection must wait for before it goes to the archive."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.signals import closing


@receiver(closing, dispatch_uid="papers_are_signed")
def nothing_unsigned(sender: object, inspection: Inspection, **kwargs: Any) -> list[str]:
    """Papers may be finished after leaving the site; the archive takes only signed or dropped ones."""
    sentences = []
    papers = WorkingPaper.objects.filter(inspection=inspection)
    if unsigned := papers.filter(status__in=WorkingPaper.OPEN_ONES).count():
        sentences.append(
            _("%(count)s working papers are not signed. Sign or drop them.") % {"count": unsigned}
        )
    open_ones = ImmediateRectification.objects.filter(inspection=inspection)
    open_ones = open_ones.exclude(status__in=ImmediateRectification.CLOSED_ONES)
    if still_open := open_ones.count():
        sentences.append(_("%(count)s immediate rectifications are still open.") % {"count": still_open})
    return sentences
