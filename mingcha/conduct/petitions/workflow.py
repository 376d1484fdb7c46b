"""The life of a petition, from the register to its closing (registration, team meeting, disposal, reply)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.permissions import decides, keeps, passes_on
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow

(
    REGISTERED,
    SUMMARISED,
    CLASSIFIED,
    VERIFYING,
    IMMEDIATE,
    PROBLEM,
    LEAD,
    PASSED_ON,
    DUPLICATE,
    KEPT,
    CLOSED,
) = Petition.Status
Class = Petition.Classification
IN_SCOPE = frozenset({Class.LEAD, Class.PROBLEM, Class.IMMEDIATE})
TAKEN_UP = frozenset({VERIFYING, IMMEDIATE, PROBLEM, LEAD, PASSED_ON, KEPT, DUPLICATE})
MERGEABLE = frozenset({REGISTERED, SUMMARISED, CLASSIFIED})
OUT_OF_SCOPE = frozenset({Class.PERSONAL, Class.LITIGATION, Class.OUTSIDE})


def is_in_scope(petition: Petition) -> str | None:
    """Teams look only into what the announcement said they accept."""
    return (
        None if petition.classification in IN_SCOPE else _("The petition is outside the scope of inspection.")
    )


def is_out_of_scope(petition: Petition) -> str | None:
    """Personal claims and litigation go to the body competent for them."""
    if petition.classification in OUT_OF_SCOPE:
        return None
    return _("Only a petition outside the scope of inspection is passed on.")


def _summarise(petition: Petition, by: User, given: dict[str, Any]) -> None:
    if not petition.summary.strip():
        raise Invalid(_("Write the summary first."))


def _classify(petition: Petition, by: User, given: dict[str, Any]) -> None:
    """The team meeting's opinion, signed by the leader."""
    if petition.classification == Class.NONE:
        raise Invalid(_("Choose a class."))
    if not petition.meeting_opinion.strip():
        raise Invalid(_("Write down the opinion of the team meeting."))
    petition.classified_by, petition.classified_on = by, given["on"]


def _unclassify(petition: Petition, by: User, given: dict[str, Any]) -> None:
    petition.classification, petition.meeting_opinion = Class.NONE, ""
    petition.classified_by = petition.classified_on = None


def _pass_on(petition: Petition, by: User, given: dict[str, Any]) -> None:
    """Number the letter within the office and year, and watch the day an answer is due."""
    if not petition.passed_to.strip():
        raise Invalid(_("Name the body it is passed on to."))
    on = given["on"]
    petition.passed_on = on
    if petition.letter_number is None:
        petition.letter_number = next_number(f"petition-letter/{petition.office_id}/{on.year}")
    if petition.due_on:
        clocks.start_clock(
            petition,
            kind="answer",
            title=gettext_noop("Answer to petition %(number)s"),
            facts={"number": petition.number},
            start=on,
            days=max((petition.due_on - on).days, 0),
            by=by,
        )


def _merge(petition: Petition, by: User, given: dict[str, Any]) -> None:
    """A repeat names the first registration, never another repeat."""
    original = petition.duplicate_of
    if original is None or original.pk == petition.pk:
        raise Invalid(_("Name the petition that this one repeats."))
    if original.office_id != petition.office_id:
        raise Invalid(_("The original is in another office's register."))
    if original.duplicate_of_id:
        raise Invalid(_("That one is itself a repeat. Name the first registration."))
    if petition.duplicates.exists():
        raise Invalid(_("Other petitions were merged into this one. Merge the other way round."))
    if petition.classification == Class.NONE:
        petition.classification = Class.REPEATED


def _separate(petition: Petition, by: User, given: dict[str, Any]) -> None:
    petition.duplicate_of = None
    if petition.classification == Class.REPEATED:
        petition.classification = Class.NONE


def _close(petition: Petition, by: User, given: dict[str, Any]) -> None:
    """A result for every petition, and a reply for one in real name."""
    if not petition.result.strip():
        raise Invalid(_("Write down the result."))
    if petition.named and not petition.replied_on and not petition.duplicate_of_id:
        raise Invalid(_("A real-name petition is answered: fill in the day of the reply."))
    petition.closed_on = given["on"]
    clocks.meet(petition, "answer", given["on"])


def _turn(name: str, target: str, label: Any, **more: Any) -> Move:
    """A disposal inside the scope of inspection, signed by whoever decides."""
    sources = frozenset({CLASSIFIED, VERIFYING}) - {target}
    needs: tuple[Callable[[Petition], str | None], ...] = (is_in_scope,)
    return Move(name, sources, target, decides, needs, label=label, **more)


_l = gettext_lazy
# fmt: off
WORKFLOW = Workflow("petition", Petition, [
    Move("summarise", frozenset({REGISTERED}), SUMMARISED, keeps, label=_l("Summarise"), tone="primary",
         fields=("summary",), then=_summarise),
    Move("classify", frozenset({SUMMARISED}), CLASSIFIED, decides, label=_l("Classify"), tone="primary",
         fields=("classification", "meeting_opinion"), then=_classify),
    _turn("verify", VERIFYING, _l("Look into it"), tone="primary"),
    _turn("immediate", IMMEDIATE, _l("Turn into immediate rectification")),
    _turn("list", PROBLEM, _l("List as a problem")),
    _turn("propose", LEAD, _l("Propose as a lead")),
    Move("pass_on", frozenset({CLASSIFIED}), PASSED_ON, passes_on, (is_out_of_scope,), label=_l("Pass on"),
         fields=("passed_to", "due_on"), then=_pass_on),
    Move("keep", frozenset({CLASSIFIED, VERIFYING}), KEPT, decides, label=_l("Keep for reference"),
         note="required"),
    Move("merge", MERGEABLE, DUPLICATE, keeps,
         label=_l("Merge as a duplicate"), fields=("duplicate_of",), then=_merge),
    Move("separate", frozenset({DUPLICATE}), REGISTERED, decides, label=_l("Separate again"), note="required",
         then=_separate),
    Move("reconsider", frozenset({CLASSIFIED, VERIFYING}), SUMMARISED, decides, label=_l("Classify again"),
         note="required", then=_unclassify),
    Move("close", TAKEN_UP, CLOSED, keeps, label=_l("Close"), tone="primary", fields=("result", "replied_on"),
         then=_close),
])
# fmt: on
