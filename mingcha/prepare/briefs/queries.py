"""Reads over lists and checklists: what is asked for, how far each inspection is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Attachment
from mingcha.prepare.briefs.models import Check, ListLine, ListRequest, Question
from mingcha.prepare.briefs.signals import showing
from mingcha.prepare.papers.models import ROUND, PaperTemplate
from mingcha.prepare.papers.queries import filled
from mingcha.prepare.rounds.models import Round, Task
from mingcha.registry.bodies.models import Body, Kind

DATA = Path(__file__).resolve().parent / "data"
ASKED_KINDS = (Kind.DISCIPLINE, Kind.ORGANISATION_DEPARTMENT, Kind.DEPARTMENT)


# Headings of templates that mean every body of a kind, whatever its name.
KIND_WORDS = {Kind.DISCIPLINE: "纪检监察机关", Kind.ORGANISATION_DEPARTMENT: "组织部门"}


def items_asked(template: PaperTemplate, body: Body, *, in_round: Round, period: str) -> str:
    """What the template asks of this department: its first part that fits, filled; else nothing."""
    facts = {ROUND: in_round.name, "收函部门": body.name, "所涉期间": period}
    fitting = (part.text for part in template.parts.all() if _fits(body, part.heading))
    return filled(next(fitting, ""), facts)


def _fits(body: Body, heading: str) -> bool:
    words = [word.strip() for word in heading.split("、") if word.strip()]
    return not words or any(word in body.name or word == KIND_WORDS.get(Kind(body.kind)) for word in words)


def departments_of(office_id: UUID) -> QuerySet[Body]:
    """The bodies beside an office that may be asked."""
    return Body.objects.filter(office_id=office_id, kind__in=ASKED_KINDS, is_active=True)


def task_by_code(request: ListRequest, code: str) -> Task | None:
    return request.tasks.select_related("organisation").filter(organisation__code=code).first()


def last_order(request: ListRequest) -> int:
    return request.lines.aggregate(last=Max("order"))["last"] or 0


def lines_for(request: ListRequest, user: User) -> QuerySet[ListLine]:
    """The lines of a request that this person may read."""
    seen = ListLine.objects.visible_to(user).filter(request=request)
    return seen.select_related("task__organisation").prefetch_related("questions").order_by("order")


@dataclass(frozen=True)
class Standing:
    """How far the lists of a round or an inspection are."""

    asked: int
    waiting: int
    overdue: int
    accepted: int
    lines: int
    questions: dict[str, int]


def standing_of(user: User, *, task: UUID | None = None, in_round: UUID | None = None) -> Standing:
    """Counted over what this person may see, for one inspection or a whole round."""
    requests = ListRequest.objects.visible_to(user).exclude(status=ListRequest.Status.DRAFT)
    requests = requests.filter(**({"tasks": task} if task else {"round_id": in_round}))
    where: dict[str, Any] = {"task_id": task} if task else {"task__round_id": in_round}
    lines = ListLine.objects.visible_to(user).filter(**where)
    questions = Question.objects.visible_to(user).filter(**where)
    waiting = Q(status__in=ListRequest.WAITING)
    counts = requests.aggregate(
        asked=Count("pk"),
        waiting=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(due_on__lt=timezone.localdate())),
        accepted=Count("pk", filter=Q(status=ListRequest.Status.ACCEPTED)),
    )
    by_status = dict(questions.order_by().values_list("status").annotate(Count("pk")))
    return Standing(**counts, lines=lines.count(), questions=by_status)


@dataclass
class Progress:
    """How many items of one group an inspection has done."""

    group: str
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


def progress_of(checks: Iterable[Check]) -> list[Progress]:
    """By group, in the order of the checklist."""
    found: dict[str, Progress] = {}
    for check in checks:
        one = found.setdefault(check.item.group, Progress(check.item.group))
        one.total += 1
        one.done += check.done_on is not None
    return list(found.values())


def checks_of(task_id: UUID, user: User) -> list[Check]:
    rows = Check.objects.visible_to(user).filter(task_id=task_id)
    return list(rows.select_related("item", "done_by").order_by("item__order"))


def proofs_of(checks: Iterable[Check], user: User) -> dict[UUID, str]:
    """By check: the address of the record that shows it, where the reader may open that."""
    by_kind: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        if check.evidence_id:
            by_kind[check.evidence_type].append(check)
    found: dict[UUID, str] = {}
    for kind, ticked in by_kind.items():
        model: Any = apps.get_model(kind)
        keys = [check.evidence_id for check in ticked if check.evidence_id]
        if model is Attachment:  # a file of this very inspection, which the reader of its checks sees
            files = Attachment.objects.filter(pk__in=keys, subject_id__in=[one.task_id for one in ticked])
            pages = {one.pk: reverse("files:download", args=[one.pk]) for one in files}
        else:
            pages = {
                one.pk: one.get_absolute_url() for one in model.objects.visible_to(user).filter(pk__in=keys)
            }
        found |= {check.pk: pages[check.evidence_id] for check in ticked if check.evidence_id in pages}
    return found


def progress_in(in_round: Round, user: User) -> list[tuple[Task, list[Progress]]]:
    """Each inspection of a round that this person may see, with its progress by group."""
    rows = Check.objects.visible_to(user).filter(round=in_round).select_related("item", "task__organisation")
    by_task: dict[Task, list[Check]] = defaultdict(list)
    for check in rows.order_by("task__organisation__code", "item__order"):
        by_task[check.task].append(check)
    return [(task, progress_of(checks)) for task, checks in by_task.items()]


def evidence_for(task: Task, user: User) -> dict[str, Any]:
    """What may show that an item is done, by its key: what later steps offer."""
    answers = showing.send(Task, task=task, user=user)
    found: Any = [answer for _receiver, answer in answers]
    records = [record for several in found for record in several]
    return {f"{record._meta.label_lower}:{record.pk}": record for record in records}
