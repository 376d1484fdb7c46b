"""Who may do what with a petition. Each rule is one sentence; workflow.py puts them together."""

from uuid import UUID

from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def may_register(user: User, office_id: UUID, inspection_id: UUID | None) -> bool:
    """The team registers what it receives; the office registers for itself and for its teams."""
    rights = rights_of(user)
    if inspection_id and inspection_id in rights.recused_inspections:
        return False
    return office_id in rights.own_offices or (
        inspection_id is not None and inspection_id in rights.inspections
    )


def may_register_any(user: User) -> bool:
    """Whether there is a register at all that this person keeps."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def keeps(user: User, petition: Petition) -> bool:
    """The team and the office of that level keep the register, unless recused."""
    return may_register(user, petition.office_id, petition.inspection_id)


def decides(user: User, petition: Petition) -> bool:
    """The team leader signs what the team meeting said; the office decides on what came to no team."""
    rights = rights_of(user)
    if petition.inspection_id is None:
        return petition.office_id in rights.own_offices
    return petition.inspection_id in rights.leads


def passes_on(user: User, petition: Petition) -> bool:
    """Letters to other bodies go out with the leader's or the office's consent."""
    return decides(user, petition) or (
        petition.office_id in rights_of(user).own_offices and keeps(user, petition)
    )


def may_reveal(user: User, petition: Petition) -> bool:
    """Only the team leader and the head of the office may open a complainant's identity."""
    rights = rights_of(user)
    if petition.inspection_id in rights.recused_inspections:
        return False
    return petition.inspection_id in rights.leads or petition.office_id in rights.headed_offices
