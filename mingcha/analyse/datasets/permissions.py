"""Who may do what with data sets. Each rule is one sentence."""

from uuid import UUID

from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of


def sees_datasets(user: User) -> bool:
    """Offices at their own level, and members of authorised teams."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def may_register(user: User, office_id: UUID, in_round: Round | None) -> bool:
    """The office for itself; a team's member for the round in which they work."""
    rights = rights_of(user)
    if office_id in rights.own_offices:
        return True
    if in_round is None or in_round.office_id != office_id:
        return False
    tasks = set(in_round.tasks.values_list("pk", flat=True))
    return bool(tasks & rights.inspections) and not tasks & rights.recused_inspections


def keeps(user: User, dataset: Dataset) -> bool:
    """The office that was given the data keeps them."""
    return dataset.office_id in rights_of(user).own_offices


def heads(user: User, dataset: Dataset) -> bool:
    """The head of the office that was given the data."""
    return dataset.office_id in rights_of(user).headed_offices


def may_use(user: User, dataset: Dataset) -> bool:
    """Whoever sees a data set works with it: loads versions, reads what was set aside, runs models."""
    return Dataset.objects.visible_to(user).filter(pk=dataset.pk).exists()


def may_use_version(user: User, version: Version) -> bool:
    return Version.objects.visible_to(user).filter(pk=version.pk).exists()
