"""Figures over work plans and their pre-review."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.indicators import Indicator
from mingcha.prepare.plans.models import PlanComment, WorkPlan

OF_PLAN = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
}


def _plans(code: str, name: Any, rule: Any, rows: Any, date: str) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="份",
        rule=rule,
        rows=rows,
        date=date,
        ledger="work_plans",
        dimensions=OF_PLAN,
        section="prepare",
    )


INDICATORS = [
    _plans(
        "plans_submitted",
        _l("Work plans submitted for pre-review"),
        _l("Work plans and handbooks submitted to the level above at least once"),
        lambda: WorkPlan.objects.filter(submitted_on__isnull=False),
        "submitted_on",
    ),
    _plans(
        "pre_reviews_done",
        _l("Pre-reviews done"),
        _l("Work plans and handbooks approved by the level above"),
        lambda: WorkPlan.objects.approved(),
        "approved_on",
    ),
    _plans(
        "pre_reviews_with_opinions",
        _l("Pre-reviews done with opinions"),
        _l("The same, where comments were made, the paper was returned, or it was approved with opinions"),
        lambda: WorkPlan.objects.approved().filter(
            ~Q(opinion="") | Q(returned_times__gt=0) | Q(pk__in=PlanComment.objects.values("plan_id"))
        ),
        "approved_on",
    ),
    Indicator(
        code="pre_review_comments",
        name=_l("Comments of pre-reviews"),
        unit="条",
        rule=_l("Comments of the level above on work plans and handbooks, one each"),
        rows=lambda: PlanComment.objects.all(),
        date="created_at",
        ledger="plan_comments",
        dimensions={name: f"plan__{path}" for name, path in OF_PLAN.items()},
        section="prepare",
    ),
]
