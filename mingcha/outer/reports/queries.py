"""What a receipt finds."""

import hashlib
import hmac
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Sum

from mingcha.outer.reports.models import Part, Reply, Submission


@dataclass(frozen=True)
class Found:
    """What the site knows of one receipt; empty for a wrong one, after the same work."""

    report: Submission | None
    submissions: list[Submission] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def is_handled(self) -> bool:
        """Whether there is something to be satisfied with."""
        over = (Submission.State.PASSED_ON, Submission.State.CLOSED)
        return bool(self.replies) or (self.report is not None and self.report.state in over)


def keyed(lookup: bytes) -> str:
    """All that is kept of a receipt: a hash that is nothing without this site's pepper."""
    return hmac.new(settings.RECEIPT_PEPPER, lookup, hashlib.sha256).hexdigest()


def found_by(lookup: bytes) -> Found:
    """Everything under this number. A wrong one costs exactly the same statements as a right one."""
    name = keyed(lookup)
    submissions = list(Submission.objects.filter(lookup=name, complete=True).select_related("code"))
    replies = list(Reply.objects.filter(submission__lookup=name, submission__complete=True))
    report = next((one for one in submissions if one.kind == Submission.Kind.REPORT), None)
    return Found(report, submissions, replies)


def bytes_kept() -> int:
    """What all sealed parts take or were announced to take."""
    return Part.objects.aggregate(total=Sum("size"))["total"] or 0
