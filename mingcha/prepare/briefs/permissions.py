"""Who may do what with the lists and the checklists. Each rule is one sentence."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.briefs.models import Check, ListLine, ListRequest, Question
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of


def asks_for(user: User, in_round: Round) -> bool:
    """The office asks for the lists of its round."""
    return in_round.office_id in rights_of(user).own_offices


def asks_somewhere(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def asks(user: User, request: ListRequest) -> bool:
    """The office; not who is recused from an organisation that the request names."""
    rights = rights_of(user)
    if request.office_id not in rights.own_offices:
        return False
    recused = rights.recused_inspections
    return not recused or not request.tasks.filter(pk__in=recused).exists()


def judges(user: User, request: ListRequest) -> bool:
    """The office says whether the answer will do, by someone who did not give it."""
    return asks(user, request) and request.answered_by_id != user.pk


def answers(user: User, request: ListRequest) -> bool:
    """Those who sign for what comes to the department."""
    return request.body_id in rights_of(user).receiving


def answers_somewhere(user: User) -> bool:
    return bool(rights_of(user).receiving)


def sees_requests(user: User) -> bool:
    """The office, its teams, and the departments asked."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections or rights.receiving)


def works_on(user: User, task: Task) -> bool:
    """A member of the team, while the round is authorised and unless recused."""
    return task.pk in rights_of(user).inspections


def works_somewhere(user: User) -> bool:
    return bool(rights_of(user).inspections)


def raises_from(user: User, line: ListLine) -> bool:
    return line.task_id in rights_of(user).inspections


def looks_into(user: User, question: Question) -> bool:
    return question.task_id in rights_of(user).inspections


def excludes(user: User, question: Question) -> bool:
    """The leader or a deputy, who was not the one to look into it: nothing is dropped by one person."""
    rights = rights_of(user)
    leading = question.task_id in rights.leads | rights.deputies
    return leading and user.pk not in (question.assigned_to_id, question.made_by_id)


def sees_questions(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def ticks(user: User, check: Check) -> bool:
    return check.task_id in rights_of(user).inspections


def heads(user: User, office_id: object) -> bool:
    """The head of the office decides what its rounds are checked by."""
    return office_id in rights_of(user).headed_offices


def sees_checklists(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.inspections)
