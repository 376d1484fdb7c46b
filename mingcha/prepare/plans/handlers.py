"""What the plan answers before its round is ready to enter, and the trail's own words."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.timeline import sentences
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.rounds.signals import readying

sentences.update(
    {
        "work_plan.write": _l("wrote version %(version)s"),
        "work_plan.comment": _l("commented on “%(heading)s”"),
        "work_plan.answer_comment": _l("answered the comment on “%(heading)s”"),
        "work_plan.settle_comment": _l("settled the comment on “%(heading)s”"),
    }
)


@receiver(readying, dispatch_uid="work_plan_is_approved")
def work_plan_is_approved(sender: Any, **given: Any) -> str | None:
    """No entry without an approved work plan, where the rule set of the round asks for it."""
    in_round = given["round"]
    if not in_round.rule_set.asks("entry_plan"):
        return None
    if WorkPlan.objects.approved().filter(round=in_round, kind=WorkPlan.Kind.PLAN).exists():
        return None
    return _("The work plan is not approved by the level above yet.")
