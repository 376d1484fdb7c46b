"""Lists asked from departments, questions and checklists for the tests, made through the actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.prepare.briefs import actions
from mingcha.prepare.briefs.models import Checklist, ListRequest, Question
from mingcha.prepare.briefs.workflow import REQUESTS
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Body, Kind, Post
from mingcha.testing.prepare import Made

RECEIVING = {
    Kind.DISCIPLINE: "case_manager",
    Kind.ORGANISATION_DEPARTMENT: "organisation_officer",
    Kind.DEPARTMENT: "department_officer",
}


def asked_of(request: ListRequest) -> User:
    """Someone who answers for the department."""
    role = RECEIVING[Kind(request.body.kind)]
    post = Post.objects.in_force().filter(body=request.body, role=role).earliest("created_at")
    person: User = post.user
    forget_rights(person)
    return person


def make_request(
    made: Made, status: str = "sent", *, kind: str = "information", body: Body | None = None, lines: int = 1
) -> ListRequest:
    """A request about every organisation of the round, as far along as asked."""
    staff = made.fresh("office_staff")
    body = body or made.office.bodies.get(kind=Kind.ORGANISATION_DEPARTMENT)
    due = timezone.localdate() + timedelta(days=10)
    request = actions.ask_many(
        made.round, [(body, kind)], tasks=made.tasks, period="近三年", due_on=due, by=staff
    )[0]
    if status == "draft":
        return request
    REQUESTS.perform(request, "send", by=staff)
    if status != "sent":
        write_lines(request, made, lines)
        REQUESTS.perform(request, "answer", by=asked_of(request), signed_by="测试戊")
    if status == "returned":
        REQUESTS.perform(request, "supplement", by=staff, returned_because="请补充时间", due_on=due)
    if status == "accepted":
        REQUESTS.perform(request, "accept", by=staff)
    return request


def write_lines(request: ListRequest, made: Made, count: int = 1) -> list[Any]:
    rows = [
        {"task": made.task, "subject": f"事项{place}", "text": "情况说明", "credibility": "likely"}
        for place in range(1, count + 1)
    ]
    return actions.write_lines_many(request, rows, by=asked_of(request))


def make_question(made: Made, *, request: ListRequest | None = None, who: str = "member") -> Question:
    """A question raised by the team, from the first line of the request where given."""
    line = request.lines.earliest("order") if request else None
    title = line.subject if line else "疑似问题"
    return actions.raise_question(made.task, by=made.fresh(who), title=title, line=line)


def make_checklist(made: Made) -> Checklist:
    """The standard checklist, chosen for the round."""
    actions.load_checklists()
    found = Checklist.objects.get(office=None)
    actions.choose_checklist(made.round, found, by=made.fresh("office_staff"))
    return found
