"""The pre-review of a work plan: drafted, reviewed above, returned or approved, sent down (domain.md 4.2)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.plans import permissions as may
from mingcha.prepare.plans.models import PlanParagraph, WorkPlan
from mingcha.prepare.plans.queries import reviewers_of, teams_of

DRAFT, IN_REVIEW, RETURNED, APPROVED, SENT = WorkPlan.Status


def says_something(plan: WorkPlan) -> str | None:
    return None if plan.current.paragraphs.exists() else _("The paper says nothing yet. Write it first.")


def answers_every_comment(plan: WorkPlan) -> str | None:
    """What the level above said is answered one by one before it is asked again."""
    count = plan.comments.open().filter(answer="").count()
    if not count:
        return None
    text = ngettext("%(count)s comment has no answer yet.", "%(count)s comments have no answer yet.", count)
    return text % {"count": count}


def has_no_open_comment(plan: WorkPlan) -> str | None:
    count = plan.comments.open().count()
    if not count:
        return None
    text = ngettext(
        "%(count)s comment is open. Settle it, return the paper, or approve it with opinions.",
        "%(count)s comments are open. Settle them, return the paper, or approve it with opinions.",
        count,
    )
    return text % {"count": count}


def _submitted(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    plan.submitted_on = given["on"]
    version = plan.current
    version.submitted_on = given["on"]
    version.save(update_fields=["submitted_on"])


def _anew(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    """What was submitted stays as it was; writing goes on in a copy."""
    old = plan.current
    new = plan.versions.create(no=old.no + 1)
    copies = [
        PlanParagraph(version=new, key=one.key, order=one.order, heading=one.heading, text=one.text)
        for one in old.paragraphs.all()
    ]
    PlanParagraph.objects.bulk_create(copies)


def _returned(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    plan.returned_times += 1
    _anew(plan, by, given)


def _amended(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    plan.approved_on = plan.approved_by = plan.sent_on = None
    plan.opinion = ""
    _anew(plan, by, given)


def _approved(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    plan.approved_on, plan.approved_by = given["on"], by


def _with_opinion(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    if not plan.opinion.strip():
        raise Invalid(_("Write the opinion."))
    _approved(plan, by, given)


def _sent(plan: WorkPlan, by: User, given: dict[str, Any]) -> None:
    plan.sent_on = given["on"]


def _drafter(plan: WorkPlan) -> list[User]:
    return [plan.drafted_by]


_RETURNED, _APPROVED = _l("Returned: %(record)s"), _l("Approved by the level above: %(record)s")
# fmt: off
WORKFLOW = Workflow("work_plan", WorkPlan, [
    #    move           from                          to         who                needs
    Move("submit",      frozenset({DRAFT, RETURNED}), IN_REVIEW, may.heads_office,
         (says_something, answers_every_comment),
         label=_l("Submit for pre-review"), tone="primary",
         then=telling(reviewers_of, _l("For pre-review: %(record)s"), _submitted)),
    Move("approve",     frozenset({IN_REVIEW}),       APPROVED,  may.reviews,       (has_no_open_comment,),
         label=_l("Agree"), tone="primary", then=telling(_drafter, _APPROVED, _approved)),
    Move("approve_with", frozenset({IN_REVIEW}),      APPROVED,  may.reviews,
         label=_l("Agree with opinions"), fields=("opinion",),
         then=telling(_drafter, _APPROVED, _with_opinion)),
    Move("return",      frozenset({IN_REVIEW}),       RETURNED,  may.reviews,
         label=_l("Return for changes"), note="required", then=telling(_drafter, _RETURNED, _returned)),
    Move("send",        frozenset({APPROVED}),        SENT,      may.in_office,
         label=_l("Send down"), tone="primary",
         then=telling(teams_of, _l("Sent down: %(record)s"), _sent)),
    Move("amend",       frozenset({APPROVED, SENT}),  RETURNED,  may.heads_office,
         label=_l("Change it and submit anew"), note="required", then=_amended),
])
# fmt: on
