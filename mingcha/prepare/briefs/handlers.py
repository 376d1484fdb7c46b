"""What the lists answer when their round is planned anew; the standard checklists; the trail's own words."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.timeline import sentences
from mingcha.prepare.briefs.actions import load_checklists
from mingcha.prepare.briefs.models import ListRequest, RoundChecklist
from mingcha.prepare.rounds.signals import revising
from mingcha.registry.frames.signals import loading

sentences.update(
    {
        "list_request.chase": _l("chased the answer"),
        "list_request.lines": _l("wrote %(count)s lines"),
        "list_request.remove_line": _l("took out line %(line)s"),
        "list_request.nothing": _l("stated whether there is anything to report"),
        "question.raise": _l("raised the question"),
        "question.responsibility": _l("named who answers for it"),
        "question.remove_responsibility": _l("took out who was named"),
        "round.checklist": _l("chose the checklist %(checklist)s"),
    }
)


@receiver(revising, dispatch_uid="lists_are_asked")
def lists_are_asked(sender: Any, **given: Any) -> str | None:
    """Requests and checklists name the round's organisations: these stay from then on."""
    in_round = given["round"]
    if ListRequest.objects.filter(round=in_round).exists():
        return _("Departments are asked about its organisations already. Discard the drafts first.")
    if RoundChecklist.objects.filter(round=in_round).exists():
        return _("The round works by its checklist already. Only the leading group may stop the round now.")
    return None


@receiver(loading, dispatch_uid="standard_checklists")
def standard_checklists(sender: Any, **given: Any) -> dict[str, int]:
    return {"checklists": load_checklists()}
