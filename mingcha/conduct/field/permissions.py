"""Who may make a field edition."""

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def makes_editions(user: User, inspection: Inspection) -> bool:
    """The office that sends the team; nobody who is recused from the inspection."""
    rights = rights_of(user)
    return inspection.office_id in rights.own_offices and inspection.pk not in rights.recused_inspections
