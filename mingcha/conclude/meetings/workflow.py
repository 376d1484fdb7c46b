"""A meeting's record: minuted by one person, put on record by another, then fixed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conclude.meetings import permissions as may
from mingcha.conclude.meetings.models import Meeting
from mingcha.foundation.workflow import Move, Workflow

DRAFT, RECORDED = Meeting.Status


def has_decisions(meeting: Meeting) -> str | None:
    if meeting.decisions.exists() or meeting.minutes.strip():
        return None
    return _("Write down what was decided first.")


# fmt: off
WORKFLOW = Workflow("meeting", Meeting, [
    Move("record", frozenset({DRAFT}), RECORDED, may.may_record, (has_decisions,),
         label=gettext_lazy("Put on record"), tone="primary"),
])
# fmt: on
