"""The lists of work plans and of what the level above said of them."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Bulk, Choice, Column, Dates, Ledger, Number, Reference
from mingcha.prepare.plans.models import PlanComment, WorkPlan
from mingcha.prepare.plans.permissions import sees_plans
from mingcha.prepare.plans.workflow import WORKFLOW
from mingcha.prepare.teams.queries import holding

PLANS = Ledger(
    name="work_plans",
    model=WorkPlan,
    title=_("Work plans and handbooks"),
    stage="prepare",
    order=90,
    columns=[
        Column("title", link=True, wide=True),
        Choice("kind"),
        Choice("status"),
        Reference("round"),
        Reference("office"),
        Reference("reviewer", hidden=True),
        Number("returned_times"),
        Dates("submitted_on"),
        Dates("approved_on"),
        Dates("sent_on", hidden=True),
        Column("opinion", hidden=True),
    ],
    search=("title", "opinion"),
    sort="-created_at",
    within={"rounds.Round": "round_id", "bodies.Body": "office_id"},
    select_related=("round", "office", "reviewer"),
    bulk=[Bulk(WORKFLOW, "send", who=holding("own_offices"))],
    who=sees_plans,
    empty=_("No work plans yet. On the page of an approved round the office or a team begins one."),
)

COMMENTS = Ledger(
    name="plan_comments",
    model=PlanComment,
    title=_("Comments of the pre-review"),
    stage="prepare",
    order=91,
    nav=False,
    columns=[
        Column("text", link=True, wide=True),
        Reference("plan", label=_("Work plan")),
        Column("heading"),
        Number("version_no"),
        Reference("by"),
        Column("answer", wide=True),
        Dates("settled_at"),
    ],
    search=("text", "answer", "heading"),
    sort="-created_at",
    within={"plans.WorkPlan": "plan_id"},
    select_related=("plan", "by"),
    who=sees_plans,
    empty=_("No comments yet. The level above comments on the page of a paper under review."),
)
