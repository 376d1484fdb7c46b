"""What the team makes of the lists: questions to look into, and who answers for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.briefs.models import Question, Responsibility
from mingcha.prepare.briefs.permissions import looks_into, works_on
from mingcha.prepare.briefs.workflow import QUESTIONS
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import members_of


def raise_question(task: Task, *, by: User, **values: Any) -> Question:
    """One question. `values`: title, how_to_check, assigned_to, due_on, line."""
    return raise_questions_many([{"task": task, **values}], by=by)[0]


@transaction.atomic
def raise_questions_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Question]:
    """Several questions, numbered within their organisation. Each row: `task`, `title` and more."""
    made = []
    for row in rows:
        task, line = row["task"], row.get("line")
        if not works_on(by, task):
            raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
        if line is not None and line.task_id != task.pk:
            raise Invalid(_("The line is about another organisation."))
        _refuse_strangers(task, row.get("assigned_to"))
        number = next_number(f"question/{task.pk}")
        made.append(
            Question(office_id=task.office_id, round_id=task.round_id, number=number, made_by=by, **row)
        )
    Question.objects.bulk_create(made, batch_size=500)
    audit.record_many("question.raise", made, by=by, facts=[{"number": one.number} for one in made])
    return made


@transaction.atomic
def change_question(question: Question, *, by: User, **values: Any) -> None:
    """Say how to check it, who does and by when, while it is open."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(of=("self",)))
    if not looks_into(by, question):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    if question.status != Question.Status.OPEN:
        raise NotNow(_("The question is settled. Look into it again before changing it."))
    _refuse_strangers(question.task, values.get("assigned_to"))
    for name, value in values.items():
        setattr(question, name, value)
    question.save(update_fields=list(values))
    audit.record("question.edit", question, by=by, fields=sorted(values))


def _refuse_strangers(task: Task, person: User | None) -> None:
    if person is not None and (task.team_id is None or person not in members_of(task.team_id)):
        raise Invalid(_("Only a member of the team looks into it."))


@transaction.atomic
def note_responsibility(question: Question, *, by: User, **values: Any) -> Responsibility:
    """Who answers for it. `values`: kind, bearer, post, basis."""
    if not looks_into(by, question):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    made = Responsibility.objects.create(question=question, noted_by=by, **values)
    audit.record("question.responsibility", question, by=by, kind=made.kind)
    return made


@transaction.atomic
def remove_responsibility(noted: Responsibility, *, by: User) -> None:
    if not looks_into(by, noted.question):
        raise NotAllowed(_("Only the team of this organisation raises questions to look into."))
    audit.record("question.remove_responsibility", noted.question, by=by, kind=noted.kind)
    noted.delete()


def make_paper_of(question: Question, *, by: User, paper: str) -> None:
    """A later step opened this working paper from the question."""
    said = question.result or _("Working paper %(paper)s") % {"paper": paper}
    QUESTIONS.perform(question, "paper", by=by, result=said)
