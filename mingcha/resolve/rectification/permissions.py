"""Who may do what in rectification. Whoever did any of the work neither confirms it nor writes it off."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holds_post
from mingcha.resolve.rectification.models import Item, Plan, PlanOpinion


def represents(user: User, record: Plan | Item) -> bool:
    """The organisation itself writes its plan and its progress."""
    return record.organisation_id in rights_of(user).organisations


def in_the_office(user: User, record: Plan | Item) -> bool:
    rights = rights_of(user)
    unbound = record.inspection_id not in rights.recused_inspections
    return record.office_id in rights.own_offices and unbound


def heads_the_office(user: User, record: Plan | Item) -> bool:
    return in_the_office(user, record) and record.office_id in rights_of(user).headed_offices


def sides_of(user: User, plan: Plan) -> list[str]:
    """For which of the three reviewers this person speaks."""
    sides = []
    if in_the_office(user, plan):
        sides.append(PlanOpinion.Side.OFFICE)
    if plan.office_id in rights_of(user).supervised_offices:
        if _in_discipline(user, plan):
            sides.append(PlanOpinion.Side.DISCIPLINE)
        if holds_post(user, plan.office_id, Role.ORGANISATION_OFFICER):
            sides.append(PlanOpinion.Side.ORGANISATION)
    return [str(side) for side in sides]


def _in_discipline(user: User, record: Plan | Item) -> bool:
    roles = (Role.SUPERVISOR, Role.CASE_MANAGER)
    return any(holds_post(user, record.office_id, role) for role in roles)


def reviews(user: User, plan: Plan) -> bool:
    return bool(sides_of(user, plan))


def did_the_work(user: User, item: Item) -> bool:
    """Reported it done, or entered any of its progress."""
    return item.done_by_id == user.pk or any(step.by_id == user.pk for step in item.progress.all())


def may_confirm(user: User, item: Item) -> bool:
    """The body that keeps the item's ledger, by someone who did none of the work."""
    if item.office_id not in rights_of(user).supervised_offices or did_the_work(user, item):
        return False
    if item.owner == Item.Owner.ORGANISATION:
        return holds_post(user, item.office_id, Role.ORGANISATION_OFFICER)
    return _in_discipline(user, item)


def may_write_off(user: User, item: Item) -> bool:
    """The office, by someone who neither did the work nor confirmed it."""
    return in_the_office(user, item) and not did_the_work(user, item) and item.confirmed_by_id != user.pk


def checks(user: User, item: Item) -> bool:
    return may_confirm(user, item) or may_write_off(user, item)


def opens_somewhere(user: User) -> bool:
    return bool(rights_of(user).organisations)
