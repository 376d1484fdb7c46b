"""The life of a proposal: worked out by the office, adopted by the leading group, replaced by the next."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.schedule.permissions import adopts, by_its_successor, heads_office, in_group, may_plan
from mingcha.prepare.schedule.queries.problems import posed
from mingcha.prepare.schedule.queries.words import breach_told
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holders

DRAFT, FOR_GROUP, ADOPTED, SUPERSEDED, DROPPED = Proposal.Status


def is_sound(proposal: Proposal) -> str | None:
    """The independent checker finds no rule broken, and there is something to adopt."""
    found = posed(proposal)
    if not found.plan.places:
        return _("No organisation is in a round yet. Work out the schedule first.")
    if found.breaches:
        given = {"count": len(found.breaches), "first": breach_told(found, found.breaches[0])}
        return _("%(count)s conditions are broken. First: %(first)s.") % given
    return None


def term_is_open(proposal: Proposal) -> str | None:
    return _("The term is closed.") if proposal.term.status == Term.Status.CLOSED else None


def _sent(proposal: Proposal, by: User, given: dict[str, Any]) -> None:
    proposal.submitted_by = by


def _replace(proposal: Proposal, by: User, given: dict[str, Any]) -> None:
    """Two adopted at once: the term's row lets one through after the other, and the later one counts."""
    Term.objects.select_for_update().get(pk=proposal.term_id)
    for older in Proposal.objects.filter(term_id=proposal.term_id, status=ADOPTED).exclude(pk=proposal.pk):
        WORKFLOW.perform(older, "supersede", by=by)
    on: date | None = given.get("on")
    proposal.adopted_on = on or timezone.localdate()


def _adopters(proposal: Proposal) -> list[User]:
    """The leading group, but for who drafted or submitted it."""
    group = [*holders(proposal.office_id, Role.GROUP_HEAD), *holders(proposal.office_id, Role.GROUP_MEMBER)]
    return [one for one in group if adopts(one, proposal)]


def _planners(proposal: Proposal) -> list[User]:
    """Who drafted it hears what became of it."""
    return [proposal.made_by]


# fmt: off
WORKFLOW = Workflow("proposal", Proposal, [
    #    move         from                      to          who
    Move("submit",    frozenset({DRAFT}),       FOR_GROUP,  heads_office, needs=(term_is_open, is_sound),
         then=telling(_adopters, _l("Schedule to adopt: %(record)s"), _sent),
         label=_l("Submit to the leading group"), tone="primary"),
    Move("return",    frozenset({FOR_GROUP}),   DRAFT,      in_group, note="required",
         then=telling(_planners, _l("Returned: %(record)s")), label=_l("Return for revision")),
    Move("adopt",     frozenset({FOR_GROUP}),   ADOPTED,    adopts, needs=(term_is_open, is_sound),
         then=telling(_planners, _l("Adopted: %(record)s"), _replace), note="optional",
         label=_l("Adopt the schedule"), tone="primary"),
    Move("drop",      frozenset({DRAFT}),       DROPPED,    may_plan, note="optional", label=_l("Give up")),
    Move("supersede", frozenset({ADOPTED}),     SUPERSEDED, by_its_successor, quiet=True,
         aside=True, label=_l("Replaced")),
])
# fmt: on
