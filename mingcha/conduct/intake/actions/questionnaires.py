"""Drawing up questionnaires, and counting their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.inspections.actions import create_activity, edit_activity
from mingcha.conduct.inspections.models import Activity
from mingcha.conduct.intake.actions.questions import Question
from mingcha.conduct.intake.actions.sealing import open_json
from mingcha.conduct.intake.models import Questionnaire, ReportingCode
from mingcha.conduct.intake.permissions import keeps_code, keeps_questionnaire
from mingcha.conduct.intake.workflow import QUESTIONNAIRES
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow, Refusal

Answers = dict[str, Any]
_FIELDS = ("kind", "title", "intro", "questions", "invited", "floor", "ends_on")


@transaction.atomic
def make_questionnaire(code: ReportingCode, *, by: User, **values: Any) -> Questionnaire:
    """A draft, to be answered through this code."""
    if not keeps_code(by, code):
        raise NotAllowed(_("Only the office and the team leader put out questionnaires."))
    if code.state() != "open":
        raise NotNow(_("The code is withdrawn or has ended."))
    made = Questionnaire(code=code, inspection=code.inspection, office=code.office, made_by=by, **{**values})
    _check(made)
    with rules_told():
        made.save(force_insert=True)
    audit.record("questionnaire.make", made, by=by, questions=len(made.questions))
    return made


@transaction.atomic
def edit_questionnaire(questionnaire: Questionnaire, *, by: User, **values: Any) -> None:
    """Change a draft; what is published stays as people answered it."""
    questionnaire.refresh_from_db(from_queryset=Questionnaire._base_manager.select_for_update())
    if not keeps_questionnaire(by, questionnaire):
        raise NotAllowed(_("Only the office and the team leader put out questionnaires."))
    if questionnaire.status != Questionnaire.Status.DRAFT:
        raise NotNow(_("It is published and can no longer change."))
    for name in _FIELDS:
        setattr(questionnaire, name, values.get(name, getattr(questionnaire, name)))
    _check(questionnaire)
    with rules_told():
        questionnaire.save(update_fields=_FIELDS)
    audit.record("questionnaire.edit", questionnaire, by=by, fields=sorted(values))


def _check(questionnaire: Questionnaire) -> None:
    ends = questionnaire.code.ends_on
    if ends is not None and questionnaire.ends_on > ends:
        raise Invalid(_("It ends no later than its code, on %(day)s.") % {"day": ends.isoformat()})
    try:
        questionnaire.clean_fields(exclude=["code", "inspection", "office", "made_by"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None


@transaction.atomic
def count_answers(questionnaire: Questionnaire, key: bytes, *, by: User, on: date | None = None) -> None:
    """Open every answer with the team's key, count, keep the counts. The answers stay sealed."""
    questionnaire.refresh_from_db(from_queryset=Questionnaire._base_manager.select_for_update())
    sealed = questionnaire.answers.values_list("sealed", flat=True)
    found = [_opened(bytes(one), questionnaire.questions, key) for one in sealed.iterator()]
    valid = [answers for answers in found if answers is not None]
    QUESTIONNAIRES.perform(
        questionnaire,
        "count",
        by=by,
        on=on,
        returned=len(found),
        valid=len(valid),
        results=results_of(questionnaire.questions, valid, floor=questionnaire.floor),
    )
    _note_activity(questionnaire, by)


def _opened(sealed: bytes, questions: Sequence[Question], key: bytes) -> Answers | None:
    """One answer by question; None where it cannot be opened or does not fit the questions."""
    try:
        given = open_json(BytesIO(sealed), key=key).get("answers")
    except Refusal:
        return None
    if not isinstance(given, dict):
        return None
    answers = {one["id"]: given.get(one["id"]) for one in questions}
    return answers if all(_fits(one, answers[one["id"]]) for one in questions) else None


def _fits(question: Question, given: Any) -> bool:
    if given in (None, "", []):
        return not question["required"]
    most = len(question["options"])
    if question["kind"] == "text":
        return isinstance(given, str)
    if question["kind"] == "many":
        return (
            isinstance(given, list)
            and len(set(map(str, given))) == len(given)
            and all(_is_place(place, most) for place in given)
        )
    return _is_place(given, most)


def _is_place(given: Any, most: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < most


def results_of(questions: Sequence[Question], valid: Sequence[Answers], *, floor: int) -> dict[str, Any]:
    """Counts by option and group, texts out of order; nothing where fewer than `floor` answered."""
    if len(valid) < floor:
        return {"hidden": True}
    group = next((one for one in questions if one["kind"] == "group"), None)
    return {
        "hidden": False,
        "questions": [_counted(one, valid) for one in questions],
        "groups": _by_group(group, questions, valid, floor) if group else None,
    }


def _counted(question: Question, valid: Sequence[Answers]) -> dict[str, Any]:
    given = [answers[question["id"]] for answers in valid]
    answered = [one for one in given if one not in (None, "", [])]
    about = {name: question[name] for name in ("id", "kind", "text", "options")}
    if question["kind"] == "text":
        texts = sorted(one.strip() for one in answered if one.strip())
        return {**about, "answered": len(texts), "texts": texts}
    return {**about, "answered": len(answered), "counts": _tally(question, answered)}


def _tally(question: Question, answered: Iterable[Any]) -> list[int]:
    places = Counter(place for one in answered for place in (one if isinstance(one, list) else [one]))
    return [places[place] for place in range(len(question["options"]))]


def _by_group(
    group: Question, questions: Sequence[Question], valid: Sequence[Answers], floor: int
) -> dict[str, Any]:
    """The counts of each group that is large enough.

    A single hidden group could be worked out from the whole and the others, so the smallest of those is
    then hidden with it.
    """
    members: dict[int, list[Answers]] = {}
    for answers in valid:
        if answers[group["id"]] is not None:
            members.setdefault(answers[group["id"]], []).append(answers)
    small = {place for place, people in members.items() if len(people) < floor}
    large = sorted((len(people), place) for place, people in members.items() if place not in small)
    if len(small) == 1 and large:
        small.add(large[0][1])
    shown = [place for place in sorted(members) if place not in small]
    asked = [one for one in questions if one["kind"] in ("one", "many")]
    rows = [
        {
            "label": group["options"][place],
            "answered": len(members[place]),
            "counts": {one["id"]: _counted(one, members[place])["counts"] for one in asked},
        }
        for place in shown
    ]
    return {
        "question": group["text"],
        "rows": rows,
        "hidden": [group["options"][place] for place in sorted(small)],
    }


def _note_activity(questionnaire: Questionnaire, by: User) -> None:
    """The record of the questionnaire among the team's activities, while it may still be written."""
    numbers: dict[str, Any] = {
        "sent": questionnaire.invited or questionnaire.returned,
        "returned": questionnaire.returned,
        "valid": questionnaire.valid,
    }
    activity = questionnaire.activity
    with suppress(NotNow, NotAllowed), transaction.atomic():
        if activity is not None:
            edit_activity(activity, by=by, **numbers)
            return
        made = create_activity(
            questionnaire.inspection,
            by=by,
            inspectors=[by],
            kind=Activity.Kind.QUESTIONNAIRE,
            title=questionnaire.title,
            held_on=min(questionnaire.ends_on, timezone.localdate()),
            **numbers,
        )
        questionnaire.activity = made
        questionnaire.save(update_fields=["activity"])
