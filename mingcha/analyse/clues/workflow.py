"""A clue is raised by a model, handed to people, verified, and set aside or confirmed by two of them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.clues.models import Clue, Explanation
from mingcha.analyse.clues.permissions import agrees, hands_on, reopens, verifies
from mingcha.analyse.clues.queries import duties_of
from mingcha.analyse.supervision.actions import note_verdict, withdraw_verdict
from mingcha.analyse.supervision.models import TRUE_ONES, Outcome
from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow

RAISED, ASSIGNED, PROPOSED, CONFIRMED, DISMISSED = Clue.Status


def _assign(clue: Clue, by: User, given: dict[str, Any]) -> None:
    """To an inspection of the same office whose team is at work, or kept by the office."""
    if clue.task and clue.task.office_id != clue.office_id:
        raise Invalid(_("That inspection belongs to another office."))
    clue.handed_area = ""


def _to_area(clue: Clue, by: User, given: dict[str, Any]) -> None:
    """To whoever is in charge of the area; they are told."""
    people = [duty.person for duty in duties_of(clue).filter(area=clue.handed_area)]
    if not people:
        raise Invalid(_("Nobody is in charge of that area yet. The head of the office says who is."))
    if clue.assigned_to and clue.assigned_to not in people:
        raise Invalid(_("This person is not in charge of that area."))
    clue.task = None
    text = _("A clue was handed to the area you are in charge of: %(area)s")
    told = [clue.assigned_to] if clue.assigned_to else people
    notify(told, text % {"area": clue.handed_area_words}, record=clue)


def _judge(clue: Clue, by: User, given: dict[str, Any]) -> None:
    if not clue.reason.strip():
        raise Invalid(_("Give the reason for the verdict: what was checked, and what it showed."))
    clue.judged_by, clue.judged_on = by, given["on"]


def _dismiss(clue: Clue, by: User, given: dict[str, Any]) -> None:
    _judge(clue, by, given)
    if clue.outcome not in (Outcome.NOT_CONFIRMED, Outcome.ALLOWED, Outcome.DATA_ERROR):
        raise Invalid(_("Choose why it is set aside."))
    if clue.model and clue.model.false_positives and not clue.false_positive:
        raise Invalid(_("Choose the innocent explanation: it is what improves the model."))
    if clue.explained_until and clue.explained_until <= given["on"]:
        raise Invalid(_("The explanation must hold for some time: choose a later day."))
    _note(clue, given["on"])
    _explain(clue, by)


def _explain(clue: Clue, by: User) -> None:
    """Until the day given, the model does not raise this subject again."""
    if not clue.explained_until:
        return
    about = {name: getattr(clue, name) for name in ("office_id", "model_code", "subject_kind", "subject_key")}
    Explanation.objects.update_or_create(
        clue=clue, defaults={**about, "until": clue.explained_until, "by": by}
    )


def _propose(clue: Clue, by: User, given: dict[str, Any]) -> None:
    _judge(clue, by, given)
    if clue.outcome not in TRUE_ONES:
        raise Invalid(_("Choose whether it is confirmed whole or in part."))
    clue.false_positive, clue.explained_until = "", None


def _agree(clue: Clue, by: User, given: dict[str, Any]) -> None:
    clue.agreed_by = by
    _note(clue, clue.judged_on or given["on"])


def _note(clue: Clue, on: date) -> None:
    note_verdict(
        clue.pk,
        office_id=clue.office_id,
        model=clue.model_code,
        version=clue.model_version,
        outcome=clue.outcome,
        false_positive=clue.false_positive,
        on=on,
    )


def _send_back(clue: Clue, by: User, given: dict[str, Any]) -> None:
    """The verdict is open again; what was written stays on the trail."""
    clue.outcome = clue.false_positive = ""
    clue.judged_by = clue.judged_on = clue.agreed_by = clue.explained_until = None
    withdraw_verdict(clue.pk)
    Explanation.objects.filter(clue=clue).delete()


# fmt: off
WORKFLOW = Workflow("clue", Clue, [
    Move("assign", frozenset({RAISED, ASSIGNED}), ASSIGNED, hands_on, label=_l("Hand to an inspection"),
         fields=("task", "assigned_to"), then=_assign),
    Move("to_area", frozenset({RAISED, ASSIGNED}), ASSIGNED, hands_on, label=_l("Hand to an area"),
         fields=("handed_area", "assigned_to"), then=_to_area),
    Move("take_up", frozenset({RAISED}), ASSIGNED, verifies, label=_l("Begin to verify"), tone="primary"),
    Move("dismiss", frozenset({ASSIGNED}), DISMISSED, verifies, label=_l("Put it aside"),
         fields=("outcome", "false_positive", "reason", "explained_until"), then=_dismiss),
    Move("propose", frozenset({ASSIGNED}), PROPOSED, verifies, label=_l("Find it true"), tone="primary",
         fields=("outcome", "reason"), then=_propose),
    Move("agree", frozenset({PROPOSED}), CONFIRMED, agrees, label=_l("Agree that it is confirmed"),
         tone="primary", then=_agree),
    Move("return", frozenset({PROPOSED}), ASSIGNED, agrees, label=_l("Return"), note="required",
         then=_send_back),
    Move("reopen", frozenset({DISMISSED}), ASSIGNED, reopens, label=_l("Look into it again"), note="required",
         then=_send_back),
])
# fmt: on
