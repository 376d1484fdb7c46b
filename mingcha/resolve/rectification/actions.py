"""Every write to plans, items and progress."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.actions import attach
from mingcha.foundation.files.models import Attachment, StoredFile
from mingcha.foundation.records import save_many
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.queries import rights_of
from mingcha.resolve.rectification.models import Item, Plan, PlanOpinion, Progress
from mingcha.resolve.rectification.permissions import in_the_office, represents, sides_of

# The item of the frame about the organisation line; its problems go to the organisation department.
ORGANISATION_LINE = "3"
NOT_STARTED = Item.Status.NOT_STARTED
PLANNED = ("goal", "measures", "leader", "lead_dept", "coop_dept", "due_on", "kind")


@transaction.atomic
def open_plan(opinion: FeedbackOpinion, *, by: User) -> Plan:
    """The organisation opens its plan: one item for each issue fed back, word for word."""
    return open_plans_many([opinion], by=by)[0]


@transaction.atomic
def open_plans_many(opinions: Sequence[FeedbackOpinion], *, by: User) -> list[Plan]:
    for opinion in opinions:
        if opinion.organisation_id not in rights_of(by).organisations:
            raise NotAllowed(_("Only the organisation itself writes its rectification plan."))
        if opinion.status != FeedbackOpinion.Status.RECEIPTED:
            raise NotNow(_("Sign for the feedback opinion first."))
    plans = [_plan(opinion, by) for opinion in opinions]
    try:
        with transaction.atomic():
            Plan.objects.bulk_create(plans)
    except IntegrityError:
        raise NotNow(_("There is a rectification plan already.")) from None
    Item.objects.bulk_create([item for plan in plans for item in _items(plan)], batch_size=1000)
    audit.record_many("plan.open", plans, by=by)
    return plans


def _plan(opinion: FeedbackOpinion, by: User) -> Plan:
    return Plan(
        inspection_id=opinion.inspection_id,
        office_id=opinion.office_id,
        organisation_id=opinion.organisation_id,
        opinion=opinion,
        made_by=by,
    )


def _items(plan: Plan) -> list[Item]:
    issues = plan.opinion.issues.select_related("frame_item").order_by("order")
    return [
        Item(
            plan=plan,
            inspection_id=plan.inspection_id,
            office_id=plan.office_id,
            organisation_id=plan.organisation_id,
            issue=issue,
            order=issue.order,
            text=issue.text,
            owner=_owner(issue.frame_item.code if issue.frame_item else ""),
        )
        for issue in issues
    ]


def _owner(frame_code: str) -> str:
    line = frame_code.split(".")[0] == ORGANISATION_LINE
    return Item.Owner.ORGANISATION if line else Item.Owner.DISCIPLINE


@transaction.atomic
def write_plan(plan: Plan, *, by: User, **values: Any) -> None:
    """Change the plan's head (principal, general) as a draft, or its reports once accepted."""
    locked = _own_plan(plan, by)
    reports = {"progress_report", "principal_report"}
    wanted = Plan.Status.ACCEPTED if set(values) <= reports else Plan.Status.DRAFT
    if locked.status != wanted:
        raise NotNow(_("The plan can no longer be changed, or not yet. Ask for it to be returned."))
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    audit.record("plan.write", plan, by=by, fields=sorted(values))


def _own_plan(plan: Plan, by: User) -> Plan:
    if not represents(by, plan):
        raise NotAllowed(_("Only the organisation itself writes its rectification plan."))
    return Plan.objects.select_for_update().get(pk=plan.pk)


def plan_item(item: Item, *, by: User, **values: Any) -> None:
    """Write down one item's goal, measures, leader, unit and date."""
    plan_items_many(item.plan, [{"item": item, **values}], by=by)


@transaction.atomic
def plan_items_many(plan: Plan, rows: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """The same for many items of one plan. Each row: `item`, and fields of `PLANNED`."""
    again = all(row["item"].reopened_from_id and row["item"].status == NOT_STARTED for row in rows)
    if _own_plan(plan, by).status != Plan.Status.DRAFT and not again:
        raise NotNow(_("The plan can no longer be changed, or not yet. Ask for it to be returned."))
    changed: set[str] = set()
    for row in rows:
        values = {name: value for name, value in row.items() if name != "item"}
        if row["item"].plan_id != plan.pk or not set(values) <= set(PLANNED):
            raise Invalid(_("Item %(order)s is not of this plan.") % {"order": row["item"].order})
        changed |= set(values)
        for name, value in values.items():
            setattr(row["item"], name, value)
    items = [row["item"] for row in rows]
    save_many(Item, items, sorted(changed))
    audit.record_many("item.plan", items, by=by, facts={"fields": sorted(changed)})


@transaction.atomic
def give_opinion(
    plan: Plan, *, side: str, agrees: bool, by: User, text: str = "", **values: Any
) -> PlanOpinion:
    """One reviewer's opinion on this submission. Whoever disagrees says why."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if side not in sides_of(by, locked):
        raise NotAllowed(_("You do not speak for this reviewer."))
    if locked.status != Plan.Status.SUBMITTED:
        raise NotNow(_("The plan is not under review."))
    if not agrees and not text.strip():
        raise Invalid(_("Say what must be changed."))
    opinion, _created = PlanOpinion.objects.update_or_create(
        plan=locked,
        submission=locked.returned_times + 1,
        side=side,
        defaults={"agrees": agrees, "text": text, "by": by, **values},
    )
    audit.record("plan.opinion", plan, by=by, side=side, agrees=agrees)
    return opinion


@transaction.atomic
def assign_owner(item: Item, *, owner: str, by: User) -> None:
    """The office decides which of the two ledgers an item is kept in."""
    if not in_the_office(by, item):
        raise NotAllowed(_("The office decides who keeps the item's ledger."))
    item.refresh_from_db(from_queryset=Item._base_manager.select_for_update())
    if item.status in (Item.Status.CONFIRMED, *Item.SETTLED):
        raise NotNow(_("The item has been confirmed already."))
    item.owner = owner
    item.save(update_fields=["owner"])
    audit.record("item.assign", item, by=by, owner=owner)


@transaction.atomic
def add_progress(item: Item, *, by: User, upload: Any = None, **values: Any) -> Progress:
    """What was done about an item; `upload` is the file that proves it."""
    if not represents(by, item):
        raise NotAllowed(_("Only the organisation itself enters its progress."))
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if locked.status != Item.Status.IN_PROGRESS:
        raise NotNow(_("Progress is entered while the item is in progress."))
    evidence = attach(item, upload, by=by, title=str(values.get("text", ""))[:100]) if upload else None
    made = Progress.objects.create(item=item, by=by, evidence=evidence, **values)
    audit.record("item.progress", item, by=by, proven=evidence is not None)
    return made


@transaction.atomic
def add_progress_many(
    rows: Sequence[Mapping[str, Any]], *, by: User, proof: StoredFile | None = None
) -> list[Progress]:
    """Progress of many items at once, all proven by one stored file. Each row: `item`, `on`, `text`."""
    items = {row["item"].pk: row["item"] for row in rows}
    locked = Item.objects.select_for_update().filter(pk__in=items).order_by("pk")
    for item in locked:
        if not represents(by, item):
            raise NotAllowed(_("Only the organisation itself enters its progress."))
        if item.status != Item.Status.IN_PROGRESS:
            raise NotNow(_("Progress is entered while the item is in progress."))
    made = [Progress(by=by, **row) for row in rows]
    if proof:
        label = Item._meta.label_lower
        attached = [
            Attachment(file=proof, subject_type=label, subject_id=step.item_id, title=step.text[:100])
            for step in made
        ]
        Attachment.objects.bulk_create(attached, batch_size=1000)
        for step, evidence in zip(made, attached, strict=True):
            step.evidence = evidence
    Progress.objects.bulk_create(made, batch_size=1000)
    audit.record_many("item.progress", list(items.values()), by=by, facts={"proven": proof is not None})
    return made


@transaction.atomic
def note_false(item: Item, *, by: User, reason: str) -> None:
    """Record false rectification (虚假整改), found by those who check."""
    if not (in_the_office(by, item) or item.office_id in rights_of(by).supervised_offices):
        raise NotAllowed(_("False rectification is recorded by those who check."))
    if not reason.strip():
        raise Invalid(_("Say what shows that it is false."))
    item.refresh_from_db(from_queryset=Item._base_manager.select_for_update())
    item.false_rectification = True
    item.save(update_fields=["false_rectification"])
    audit.record("item.note_false", item, by=by, note=reason)
