"""Who may do what with a clue. Confirming takes two: whoever gave the verdict does not agree to it."""

from mingcha.analyse.clues.models import AreaDuty, Clue
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def reads_clues(user: User) -> bool:
    """Offices of that level and teams at work; nobody above, nobody inspected."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def in_the_office(user: User, clue: Clue) -> bool:
    rights = rights_of(user)
    return clue.office_id in rights.own_offices and clue.task_id not in rights.recused_inspections


def hands_on(user: User, clue: Clue) -> bool:
    """The office hands clues to inspections, and takes them back."""
    return in_the_office(user, clue)


def divides_areas(user: User) -> bool:
    """The office's own people see who is in charge of which area; its head says so."""
    return bool(rights_of(user).own_offices)


def is_in_charge(user: User, clue: Clue) -> bool:
    """Of the area it was handed to, as long as they serve in the office."""
    duties = AreaDuty.objects.visible_to(user).filter(office_id=clue.office_id, area=clue.handed_area)
    return duties.filter(person=user).exists()


def verifies(user: User, clue: Clue) -> bool:
    """The team it was handed to; whoever is in charge of its area; without either, the office."""
    if clue.task_id is None and clue.handed_area:
        return is_in_charge(user, clue)
    if clue.task_id is None:
        return in_the_office(user, clue)
    return clue.task_id in rights_of(user).inspections


def agrees(user: User, clue: Clue) -> bool:
    """The leader or a deputy of the team; without an inspection, the office: never who gave the verdict."""
    if user.pk == clue.judged_by_id:
        return False
    rights = rights_of(user)
    if clue.task_id is None:
        return in_the_office(user, clue)
    return clue.task_id in rights.leads | rights.deputies


def reopens(user: User, clue: Clue) -> bool:
    """Whoever could have agreed: what was set aside may be looked at again."""
    return agrees(user, clue)
