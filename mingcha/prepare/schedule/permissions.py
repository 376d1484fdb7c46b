"""Who may do what with a proposal. Each rule is one sentence; workflow.py puts them together."""

from __future__ import annotations

from mingcha.foundation.accounts.models import User
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term


def may_plan_term(user: User, term: Term) -> bool:
    """Staff of the office work out its schedule and set what priority is weighed by."""
    return term.office_id in rights_of(user).own_offices


def may_plan(user: User, proposal: Proposal) -> bool:
    return proposal.office_id in rights_of(user).own_offices


def heads_office(user: User, proposal: Proposal) -> bool:
    """The head of the office puts it before the leading group."""
    return proposal.office_id in rights_of(user).headed_offices


def in_group(user: User, proposal: Proposal) -> bool:
    """A member of the leading group sends it back."""
    return proposal.office_id in rights_of(user).groups


def adopts(user: User, proposal: Proposal) -> bool:
    """A member of the leading group who neither drafted nor submitted it."""
    return in_group(user, proposal) and user.pk not in (proposal.made_by_id, proposal.submitted_by_id)


def by_its_successor(user: User, proposal: Proposal) -> bool:
    """A proposal is replaced when the next is adopted; who may was asked there."""
    return True


def plans_somewhere(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def sees_schedule(user: User) -> bool:
    """Offices, leading groups and committee clerks."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.clerks)


def draws_up_plan(user: User, proposal: Proposal) -> bool:
    return may_plan(user, proposal)
