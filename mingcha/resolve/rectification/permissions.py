"""Who may do what in rectification. Whoever did any of the work neither confirms it nor writes it off."""

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of
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
    rights = rights_of(user)
    speaks = {
        PlanOpinion.Side.OFFICE: in_the_office(user, plan),
        PlanOpinion.Side.DISCIPLINE: plan.office_id in rights.discipline_offices,
        PlanOpinion.Side.ORGANISATION: plan.office_id in rights.personnel_offices,
    }
    return [str(side) for side, may in speaks.items() if may]


def reviews(user: User, plan: Plan) -> bool:
    return bool(sides_of(user, plan))


def did_the_work(user: User, item: Item) -> bool:
    """Acts for the organisation, reported it done, or entered any of its progress."""
    own = represents(user, item) or item.done_by_id == user.pk
    return own or any(step.by_id == user.pk for step in item.progress.all())


def may_confirm(user: User, item: Item) -> bool:
    """The body that keeps the item's ledger, by someone who did none of the work."""
    rights = rights_of(user)
    personnel = item.owner == Item.Owner.ORGANISATION
    offices = rights.personnel_offices if personnel else rights.discipline_offices
    return item.office_id in offices and not did_the_work(user, item)


def may_write_off(user: User, item: Item) -> bool:
    """The office, by someone who neither did the work nor confirmed it."""
    return in_the_office(user, item) and not did_the_work(user, item) and item.confirmed_by_id != user.pk


def checks(user: User, item: Item) -> bool:
    return may_confirm(user, item) or may_write_off(user, item)


def may_plan(user: User, item: Item) -> bool:
    """The organisation, while it writes its plan; a line opened again by a rebound, before it begins."""
    again = item.reopened_from_id is not None and item.status == Item.Status.NOT_STARTED
    return represents(user, item) and (item.plan.status == Plan.Status.DRAFT or again)


def opens_somewhere(user: User) -> bool:
    return bool(rights_of(user).organisations)


def may_note_false(user: User, item: Item) -> bool:
    """Those who check record false rectification."""
    supervises = item.office_id in rights_of(user).supervised_offices
    return not item.false_rectification and (in_the_office(user, item) or supervises)
