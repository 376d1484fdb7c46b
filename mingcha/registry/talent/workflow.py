"""Into a pool and out of it (domain.md 4.3)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holders
from mingcha.registry.talent import permissions as may
from mingcha.registry.talent.models import Talent

NOMINATED, QUALIFIED, IN_POOL, OUT = Talent.Status


def not_merged(talent: Talent) -> str | None:
    if talent.merged_into_id is None:
        return None
    return _("This entry was merged into another. Work with that one.")


def _qualified(talent: Talent, by: User, given: dict[str, Any]) -> None:
    """Both opinions, or nobody knows whether the person may inspect others."""
    if not talent.organisation_opinion.strip() or not talent.discipline_opinion.strip():
        raise Invalid(_("Give the opinions of the organisation department and of the discipline body."))
    talent.qualified_by = by


def _kept(talent: Talent, by: User, given: dict[str, Any]) -> None:
    if not talent.expires_on or talent.expires_on <= given["on"]:
        raise Invalid(_("Give a day to come until which the person is in the pool."))


def _admitted(talent: Talent, by: User, given: dict[str, Any]) -> None:
    _kept(talent, by, given)
    talent.admitted_on, talent.out_reason = given["on"], ""


def _left(talent: Talent, by: User, given: dict[str, Any]) -> None:
    if not talent.out_reason:
        raise Invalid(_("Say why the person leaves the pool."))


def _again(talent: Talent, by: User, given: dict[str, Any]) -> None:
    """From the beginning: the earlier opinions are history, on the trail."""
    talent.organisation_opinion = talent.discipline_opinion = talent.out_reason = ""
    talent.qualified_by, talent.nominated_by, talent.nominated_on = None, by, given["on"]


def _merged(talent: Talent, by: User, given: dict[str, Any]) -> None:
    talent.merged_into, talent.out_reason = given["keep"], Talent.WhyOut.MERGED


def _heads(talent: Talent) -> list[User]:
    return list(holders(talent.office_id, Role.OFFICE_HEAD))


# fmt: off
TALENTS = Workflow("talent", Talent, [
    #    move        from                                     to         who
    Move("qualify",  frozenset({NOMINATED}),                  QUALIFIED, may.qualifies,
         label=_l("Find qualified"), fields=("organisation_opinion", "discipline_opinion"), tone="primary",
         then=telling(_heads, _l("Qualified for the pool: %(record)s"), _qualified)),
    Move("admit",    frozenset({QUALIFIED}),                  IN_POOL,   may.admits,
         label=_l("Take into the pool"), fields=("expires_on",), tone="primary", then=_admitted),
    Move("renew",    frozenset({IN_POOL}),                    IN_POOL,   may.admits,
         label=_l("Keep in the pool longer"), fields=("expires_on",), then=_kept),
    Move("take_out", frozenset({NOMINATED, QUALIFIED, IN_POOL}), OUT,    may.keeps,
         label=_l("Take out of the pool"), fields=("out_reason",), note="optional", then=_left,
         tone="danger"),
    Move("again",    frozenset({OUT}),                        NOMINATED, may.keeps,
         label=_l("Nominate again"), needs=(not_merged,), then=_again),
    Move("merge",    frozenset({NOMINATED, QUALIFIED, IN_POOL}), OUT,    may.keeps,
         label=_l("Merged into another entry"), quiet=True, aside=True, then=_merged),
])
# fmt: on
