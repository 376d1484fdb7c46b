"""What plans show on the page of their round."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel
from mingcha.prepare.plans.actions import DRAFTING
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.plans.permissions import drafts_for
from mingcha.prepare.rounds.models import Round


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """A round shows its work plan and handbook, and where to begin them."""
    if not isinstance(record, Round):
        return
    plans = list(WorkPlan.objects.visible_to(request.user).filter(round=record).order_by("-kind"))
    missing = len(plans) < len(WorkPlan.Kind.values)
    may_draft = missing and record.status in DRAFTING and drafts_for(request.user, record)
    if plans or may_draft:
        context = {"plans": plans, "round": record, "may_draft": may_draft}
        yield Panel("work_plans", _("Work plan and handbook"), "plans/_panel.html", context)
