"""The life of a plan and of its items (domain: plan → joint review → work → check → write-off)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conduct.inspections.actions import advance_inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import listed
from mingcha.foundation.workflow import Move, Workflow
from mingcha.registry.organisations.queries import representatives_of
from mingcha.resolve.rectification import permissions as may
from mingcha.resolve.rectification.models import Item, Plan, PlanOpinion

DRAFT, ADOPTED, SUBMITTED, ACCEPTED, REPORTED, CONCLUDED = Plan.Status
NOT_STARTED, IN_PROGRESS, DONE, CONFIRMED, WRITTEN_OFF, STAGED, NOT_DONE, REBOUNDED = Item.Status

# Gates of the plan: domain forms, 整改方案.
NEEDED = ("goal", "measures", "leader", "lead_dept", "due_on")


def is_complete(plan: Plan) -> str | None:
    """Every item says goal, measures, leader, unit and date."""
    lacking = [item.order for item in plan.items.all() if any(not getattr(item, name) for name in NEEDED)]
    if not lacking:
        return None
    return _("Items still without goal, measures, leader, unit or date: %(orders)s.") % {
        "orders": listed(lacking[:20])
    }


def has_principal(plan: Plan) -> str | None:
    return None if plan.principal.strip() else _("Name the first responsible person of rectification.")


def is_agreed(plan: Plan) -> str | None:
    """The three reviewers each give an opinion on this submission, and all agree."""
    given = [each for each in plan.opinions.all() if each.submission == plan.returned_times + 1]
    missing = set(PlanOpinion.Side.values) - {each.side for each in given}
    if missing:
        names = listed(str(PlanOpinion.Side(side).label) for side in sorted(missing))
        return _("Still to give an opinion: %(names)s.") % {"names": names}
    if not all(each.agrees for each in given):
        return _("Not every reviewer agrees. Return the plan with the reasons.")
    return None


def has_report(plan: Plan) -> str | None:
    if plan.progress_report.strip() and plan.principal_report.strip():
        return None
    return _("Write the progress report and the principal's own report first.")


def is_settled(plan: Plan) -> str | None:
    count = plan.items.open().count()
    return _("%(count)s items are still open.") % {"count": count} if count else None


def _dated(name: str) -> Callable[[Plan, User, dict[str, Any]], None]:
    def then(plan: Plan, by: User, fields: dict[str, Any]) -> None:
        setattr(plan, name, fields["on"])

    return then


def begin(plan: Plan, by: User, fields: dict[str, Any]) -> None:
    """Acceptance begins the work: the inspection moves on, and the plan's deadline is met."""
    plan.accepted_on = fields["on"]
    advance_inspection(plan.inspection, "rectify", by=by, on=fields["on"])


def count_return(plan: Plan, by: User, fields: dict[str, Any]) -> None:
    plan.returned_times += 1


def grade(plan: Plan, by: User, fields: dict[str, Any]) -> None:
    if not plan.grade:
        raise Invalid(_("Choose the grade."))
    plan.concluded_on = fields["on"]


def organisation(record: Plan | Item) -> Any:
    """Those who act for the inspected organisation."""
    return representatives_of(record.organisation_id)


_l = gettext_lazy
PLANS = Workflow(
    "plan",
    Plan,
    [
        Move(
            "adopt",
            frozenset({DRAFT}),
            ADOPTED,
            may.represents,
            (has_principal, is_complete),
            label=_l("Adopted by the Party organisation's meeting"),
            tone="primary",
            dated=True,
            then=_dated("adopted_on"),
        ),
        Move("rewrite", frozenset({ADOPTED}), DRAFT, may.represents, label=_l("Write on")),
        Move(
            "submit",
            frozenset({ADOPTED}),
            SUBMITTED,
            may.represents,
            label=_l("Submit for review"),
            tone="primary",
            then=_dated("submitted_on"),
        ),
        Move(
            "accept",
            frozenset({SUBMITTED}),
            ACCEPTED,
            may.in_the_office,
            (is_agreed,),
            label=_l("Accept the plan"),
            tone="primary",
            then=telling(organisation, _l("Rectification plan accepted: %(record)s"), begin),
        ),
        Move(
            "return",
            frozenset({SUBMITTED}),
            DRAFT,
            may.reviews,
            label=_l("Return for changes"),
            note="required",
            then=telling(organisation, _l("Returned: %(record)s"), count_return),
        ),
        Move(
            "report",
            frozenset({ACCEPTED}),
            REPORTED,
            may.represents,
            (has_report,),
            label=_l("Hand in the progress report"),
            tone="primary",
            then=_dated("reported_on"),
        ),
        Move(
            "return_report",
            frozenset({REPORTED}),
            ACCEPTED,
            may.reviews,
            label=_l("Return the report"),
            note="required",
            then=telling(organisation, _l("Returned: %(record)s")),
        ),
        Move(
            "conclude",
            frozenset({REPORTED}),
            CONCLUDED,
            may.heads_the_office,
            (is_settled,),
            label=_l("Conclude with a grade"),
            fields=("grade",),
            tone="primary",
            then=grade,
        ),
    ],
)


def plan_is_accepted(item: Item) -> str | None:
    """A rebound may open a line again after the plan is concluded."""
    before = item.plan.status in (DRAFT, ADOPTED, SUBMITTED)
    return _("The plan has not been accepted yet.") if before else None


def is_dated(item: Item) -> str | None:
    return None if item.due_on else _("Plan the item first: it has no date.")


def has_evidence(item: Item) -> str | None:
    if any(step.evidence_id for step in item.progress.all()):
        return None
    return _("Enter progress with a file that proves it first.")


def note_done(item: Item, by: User, fields: dict[str, Any]) -> None:
    item.done_on, item.done_by = fields["on"], by


def note_confirmed(item: Item, by: User, fields: dict[str, Any]) -> None:
    item.confirmed_on, item.confirmed_by = fields["on"], by


def note_written_off(item: Item, by: User, fields: dict[str, Any]) -> None:
    item.written_off_on, item.written_off_by = fields["on"], by


def send_back(item: Item, by: User, fields: dict[str, Any]) -> None:
    item.returned_times += 1
    item.done_on = item.done_by = item.confirmed_on = item.confirmed_by = None


def reopen(item: Item, by: User, fields: dict[str, Any]) -> None:
    """A rebound is a new line of the ledger, linked to the one that was written off."""
    Plan.objects.select_for_update().get(pk=item.plan_id)  # two rebounds at once take two numbers
    last = Item.objects.filter(plan=item.plan_id).order_by("-order").values_list("order", flat=True)[0]
    copied = ("plan", "inspection", "office", "organisation", "issue", "text", "leader", "lead_dept", "owner")
    Item.objects.create(
        **{name: getattr(item, name) for name in copied},
        order=last + 1,
        reopened_from=item,
        goal=item.goal,
        measures=item.measures,
        coop_dept=item.coop_dept,
    )


def _item(name: str, sources: set[str], target: str, who: Any, label: Any, **more: Any) -> Move:
    return Move(name, frozenset(sources), target, who, label=label, **more)


ITEMS = Workflow(
    "item",
    Item,
    [
        _item(
            "start",
            {NOT_STARTED, NOT_DONE},
            IN_PROGRESS,
            may.represents,
            _l("Begin"),
            needs=(plan_is_accepted, is_dated),
            tone="primary",
        ),
        _item(
            "finish",
            {IN_PROGRESS},
            DONE,
            may.represents,
            _l("Report it done"),
            needs=(has_evidence,),
            tone="primary",
            then=note_done,
        ),
        _item(
            "confirm",
            {DONE},
            CONFIRMED,
            may.may_confirm,
            _l("Checked and confirmed"),
            note="optional",
            tone="primary",
            then=note_confirmed,
        ),
        _item(
            "stage",
            {DONE},
            STAGED,
            may.may_confirm,
            _l("Done in stages, goes on"),
            note="required",
            then=note_confirmed,
        ),
        _item("resume", {STAGED}, IN_PROGRESS, may.represents, _l("Work on")),
        _item(
            "write_off",
            {CONFIRMED},
            WRITTEN_OFF,
            may.may_write_off,
            _l("Write off"),
            note="optional",
            tone="primary",
            then=note_written_off,
        ),
        _item(
            "return",
            {DONE, CONFIRMED},
            IN_PROGRESS,
            may.checks,
            _l("Not in place, return"),
            note="required",
            then=telling(organisation, _l("Not in place, returned: %(record)s"), send_back),
        ),
        _item(
            "fail",
            {NOT_STARTED, IN_PROGRESS},
            NOT_DONE,
            may.in_the_office,
            _l("Record as not done"),
            note="required",
            tone="danger",
        ),
        _item(
            "rebound",
            {WRITTEN_OFF},
            REBOUNDED,
            may.checks,
            _l("It rebounded, open again"),
            note="required",
            tone="danger",
            then=telling(organisation, _l("It rebounded, opened again: %(record)s"), reopen),
        ),
    ],
)
