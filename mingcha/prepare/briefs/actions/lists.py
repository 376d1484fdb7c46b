"""Asking for the three lists, and answering them line by line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.briefs.models import ListLine, ListRequest
from mingcha.prepare.briefs.permissions import answers, asks, asks_for
from mingcha.prepare.briefs.queries import items_asked, last_order
from mingcha.prepare.briefs.workflow import receivers
from mingcha.prepare.papers.actions import template_for
from mingcha.prepare.rounds.models import Round, Task
from mingcha.registry.bodies.models import Body

Row = Mapping[str, Any]
WRITTEN = ("task", "subject", "basis", "text", "person", "happened_on", "credibility")
# Lists are asked once the organisations are settled, until the teams have left.
ASKING = (Round.Status.APPROVED, Round.Status.FORMING, Round.Status.READY, Round.Status.ON_SITE)


@transaction.atomic
def ask_many(
    in_round: Round,
    rows: Sequence[tuple[Body, str]],
    *,
    tasks: Sequence[Task],
    period: str,
    due_on: date,
    by: User,
) -> list[ListRequest]:
    """Draft one request for each department and list, about these organisations; what is asked stands ready.

    Raises NotAllowed, NotNow, or Invalid where a department is asked for a list already.
    """
    if not asks_for(by, in_round):
        raise NotAllowed(_("Only the office asks departments for lists."))
    if Round.objects.select_for_update().get(pk=in_round.pk).status not in ASKING:
        raise NotNow(_("Lists are asked once the round is approved, until the teams have left the site."))
    templates = {kind: template_for(in_round.office_id, kind) for kind in {kind for _body, kind in rows}}
    made = [
        ListRequest(
            office_id=in_round.office_id,
            round=in_round,
            body=body,
            kind=kind,
            template=templates[kind],
            items=items_asked(templates[kind], body, in_round=in_round, period=period),
            period=period,
            due_on=due_on,
            made_by=by,
        )
        for body, kind in rows
    ]
    with rules_told():
        ListRequest.objects.bulk_create(made)
    _name_tasks(made, tasks)
    audit.record_many("list_request.draft", made, by=by, facts={"organisations": len(tasks)})
    return made


def _name_tasks(requests: Sequence[ListRequest], tasks: Sequence[Task]) -> None:
    through = ListRequest.tasks.through
    rows = [through(listrequest_id=one.pk, task_id=task.pk) for one in requests for task in tasks]
    if any(task.round_id != one.round_id for one in requests for task in tasks):
        raise Invalid(_("These organisations are not in the round."))
    through.objects.bulk_create(rows)


@transaction.atomic
def change_request(request: ListRequest, *, by: User, tasks: Sequence[Task], **values: Any) -> None:
    """Change what a draft asks, about whom and until when."""
    _lock_draft(request, by)
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))
    ListRequest.tasks.through.objects.filter(listrequest_id=request.pk).delete()
    _name_tasks([request], tasks)
    audit.record("list_request.edit", request, by=by, fields=sorted(values))


@transaction.atomic
def discard_request(request: ListRequest, *, by: User) -> None:
    """Throw a draft away. What was sent stays."""
    _lock_draft(request, by)
    audit.record("list_request.delete", request, by=by, request=str(request))
    ListRequest.tasks.through.objects.filter(listrequest_id=request.pk).delete()
    request.delete()


def _lock_draft(request: ListRequest, by: User) -> None:
    request.refresh_from_db(from_queryset=ListRequest.objects.select_for_update(of=("self",)))
    if not asks(by, request):
        raise NotAllowed(_("Only the office asks departments for lists."))
    if request.status != ListRequest.Status.DRAFT:
        raise NotNow(_("The request has been sent and can no longer change."))


@transaction.atomic
def chase_many(requests: Iterable[ListRequest], *, by: User) -> int:
    """Remind the departments that have still to answer; says how many. Refuses what waits for nobody."""
    keys = [request.pk for request in requests]
    locked = ListRequest.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("body")
    rows = list(locked.order_by("pk"))
    for request in rows:
        if not asks(by, request):
            raise NotAllowed(_("Only the office asks departments for lists."))
        if request.status not in ListRequest.WAITING:
            raise NotNow(_("“%(request)s” waits for no answer.") % {"request": request})
        request.chased_times += 1
        request.chased_on = timezone.localdate()
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Please answer; it was due on %(day)s: %(record)s")
            if not request.is_overdue:
                text = _("Please answer by %(day)s: %(record)s")
            text = text % {"day": request.due_on, "record": request}
        notify(receivers(request), text, record=request)
    ListRequest.objects.bulk_update(rows, ["chased_times", "chased_on"])
    audit.record_many("list_request.chase", rows, by=by)
    return len(rows)


# Lines


def write_line(request: ListRequest, *, by: User, **values: Any) -> ListLine:
    """One more line at the end."""
    return write_lines_many(request, [values], by=by)[0]


@transaction.atomic
def write_lines_many(request: ListRequest, rows: Sequence[Row], *, by: User) -> list[ListLine]:
    """Several lines at the end. Each row: `task`, `subject`, and any other field of WRITTEN."""
    _lock_to_answer(request, by)
    last, about = last_order(request), set(request.tasks.values_list("pk", flat=True))
    made = [
        ListLine(request=request, office_id=request.office_id, order=last + place, written_by=by, **row)
        for place, row in enumerate(rows, start=1)
    ]
    for line in made:
        _check(line, about)
    ListLine.objects.bulk_create(made, batch_size=500)
    _no_longer_nothing(request)
    audit.record("list_request.lines", request, by=by, count=len(made))
    return made


@transaction.atomic
def change_line(line: ListLine, *, by: User, **values: Any) -> None:
    request = ListRequest.objects.get(pk=line.request_id)
    _lock_to_answer(request, by)
    line.refresh_from_db(from_queryset=ListLine.objects.select_for_update(of=("self",)))
    for name, value in values.items():
        setattr(line, name, value)
    _check(line, set(request.tasks.values_list("pk", flat=True)))
    line.save(update_fields=list(values))
    audit.record("list_line.edit", line, by=by, fields=sorted(values))


@transaction.atomic
def remove_line(line: ListLine, *, by: User) -> None:
    """Take a line out again, unless a team has made a question of it."""
    request = ListRequest.objects.get(pk=line.request_id)
    _lock_to_answer(request, by)
    if line.questions.exists():
        raise NotNow(_("The team already looks into this line; it can be changed, not taken out."))
    audit.record("list_request.remove_line", request, by=by, line=line.order)
    line.delete()


@transaction.atomic
def state_nothing(request: ListRequest, nothing: bool, *, by: User) -> None:
    """The department states that it has nothing to report, or takes that back."""
    _lock_to_answer(request, by)
    if nothing and request.lines.exists():
        raise NotNow(_("The list has lines already. Take them out first."))
    request.nothing = nothing
    request.save(update_fields=["nothing"])
    audit.record("list_request.nothing", request, by=by, nothing=nothing)


@transaction.atomic
def import_lines(request: ListRequest, rows: Sequence[Row], *, by: User, update: bool) -> tuple[int, int]:
    """Rows of a workbook: lines known by organisation and subject change when `update`. Says new, changed."""
    known = {(line.task_id, line.subject): line for line in request.lines.all()}
    fresh = [row for row in rows if (row["task"].pk, row["subject"]) not in known]
    changed = 0
    for row in rows if update else ():
        if line := known.get((row["task"].pk, row["subject"])):
            change_line(line, by=by, **{name: row[name] for name in WRITTEN if name in row})
            changed += 1
    if fresh:
        write_lines_many(request, fresh, by=by)
    return len(fresh), changed


def _lock_to_answer(request: ListRequest, by: User) -> None:
    """Lock the request; only the department answers it, and only while it is asked."""
    request.refresh_from_db(from_queryset=ListRequest.objects.select_for_update(of=("self",)))
    if not answers(by, request):
        raise NotAllowed(_("Only the department asked answers this request."))
    if request.status not in ListRequest.WAITING:
        raise NotNow(_("The answer has been handed in and can no longer change, unless it is returned."))


def _check(line: ListLine, about: set[Any]) -> None:
    if line.task_id not in about:
        raise Invalid(_("The request is not about this organisation."))
    try:
        line.clean_fields(exclude=["request", "task", "office", "written_by"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None


def _no_longer_nothing(request: ListRequest) -> None:
    if request.nothing:
        request.nothing = False
        request.save(update_fields=["nothing"])
