"""Who may do what to a lead. No one handles a lead they proposed."""

from typing import Any

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.resolve.leads.models import Lead, LeadTransfer


def may_propose(user: User, inspection: Inspection) -> bool:
    """The team proposes leads while its rights last."""
    return inspection.pk in rights_of(user).inspections


def proposes_somewhere(user: User) -> bool:
    return bool(rights_of(user).inspections)


def may_edit(user: User, lead: Lead) -> bool:
    return lead.inspection_id in rights_of(user).inspections


def leads_the_team(user: User, lead: Lead) -> bool:
    """The team leader judges whether it is a lead."""
    return lead.inspection_id in rights_of(user).leads


def in_the_office(user: User, lead: Lead) -> bool:
    """The office checks and gathers the leads of all teams, by someone who did not propose this one."""
    rights = rights_of(user)
    unbound = lead.inspection_id not in rights.recused_inspections
    return lead.office_id in rights.own_offices and unbound and lead.proposed_by_id != user.pk


def in_the_group(user: User, lead: Lead) -> bool:
    return lead.office_id in rights_of(user).groups and lead.proposed_by_id != user.pk


def receives(user: User, lead: Lead) -> bool:
    """The gateway of the body it was sent to: the case manager, or the department's officer."""
    return lead.to_body_id in rights_of(user).receiving


def from_inside(user: User, lead: Lead) -> bool:
    """Team, office and leading group know how a lead came about; the body it was sent to does not."""
    rights = rights_of(user)
    return lead.inspection_id in rights.inspections or lead.office_id in rights.own_offices | rights.groups


def by_its_letter(user: User, lead: Lead) -> bool:
    """A lead is sent and signed for with its letter; the letter's own rules were asked there."""
    return True


def may_drop(user: User, lead: Lead) -> bool:
    judges: dict[str, Any] = {
        Lead.Status.PROPOSED: leads_the_team,
        Lead.Status.LEADER_APPROVED: in_the_office,
        Lead.Status.OFFICE_REVIEWED: in_the_group,
    }
    judge = judges.get(lead.status)
    return bool(judge and judge(user, lead))


def sends(user: User, transfer: LeadTransfer) -> bool:
    return transfer.office_id in rights_of(user).own_offices


def signs_for(user: User, transfer: LeadTransfer) -> bool:
    return transfer.to_body_id in rights_of(user).receiving


def transfers_somewhere(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def reads_leads(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.inspections | rights.own_offices | rights.groups | rights.receiving)


def reads_letters(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices | rights.groups | rights.receiving)


def may_supervise(user: User, lead: Lead) -> bool:
    """Whether to offer supervision by number."""
    return in_the_group(user, lead) and not lead.key_supervised


def follows_results(user: User, lead: Lead) -> bool:
    """Results come back to the office, its leading group and the body that reports them; not to the team."""
    rights = rights_of(user)
    return lead.office_id in rights.own_offices | rights.groups or receives(user, lead)
