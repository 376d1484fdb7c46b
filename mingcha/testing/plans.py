"""Work plans for the tests, made through the actions, as far along as asked."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.plans import actions
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.plans.workflow import WORKFLOW
from mingcha.registry.bodies.models import Role
from mingcha.testing.prepare import Made, officer


def reviewer(made: Made) -> User:
    """Someone of the office above; of the leading group where there is none."""
    if made.office.parent:
        return officer(made.office.parent, Role.OFFICE_STAFF)
    return made.fresh("group_head")


def make_work_plan(made: Made, status: str = "draft", *, kind: str = "plan") -> WorkPlan:
    """The round's work plan in this status, drafted by the office's staff."""
    staff, head = made.fresh("office_staff"), made.fresh("office_head")
    plan = actions.draft_plan(made.round, by=staff, kind=kind)
    if status == "draft":
        return plan
    WORKFLOW.perform(plan, "submit", by=head)
    if status == "returned":
        actions.comment(
            plan, text="分工不明确", by=reviewer(made), paragraph=plan.current.paragraphs.all()[3]
        )
        WORKFLOW.perform(plan, "return", by=reviewer(made), note="请修改")
    if status in ("approved", "sent"):
        WORKFLOW.perform(plan, "approve", by=reviewer(made))
    if status == "sent":
        WORKFLOW.perform(plan, "send", by=staff)
    return plan
