"""Who may do what with teams, recusals and authorisations."""

from uuid import UUID

from mingcha.foundation.accounts.models import User
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holds_post


def may_form(user: User, of: Round | Team) -> bool:
    """Staff of the office form its teams."""
    return of.office_id in rights_of(user).own_offices


def appraises(user: User, membership: Membership) -> bool:
    """The office appraises those it sent; nobody themselves."""
    return membership.office_id in rights_of(user).own_offices and membership.user_id != user.pk


def may_create_any(user: User) -> bool:
    return bool(rights_of(user).own_offices)


def is_declarer(user: User, declaration: RecusalDeclaration) -> bool:
    return declaration.user_id == user.pk


def raises(user: User, declaration: RecusalDeclaration) -> bool:
    """The office, where its records show a tie that the person did not declare."""
    return declaration.office_id in rights_of(user).own_offices


def decides(user: User, declaration: RecusalDeclaration) -> bool:
    """The head of the office for members, of the leading group for leaders and its own members.

    For the head of the leading group the committee decides, and its clerk enters it. Nobody for themselves.
    """
    if declaration.user_id == user.pk:
        return False
    rights = rights_of(user)
    if holds_post(declaration.user, declaration.office_id, Role.GROUP_HEAD):
        return declaration.office_id in rights.clerks
    if _answers_to_group(declaration):
        return declaration.office_id in rights.headed_groups
    return declaration.office_id in rights.headed_offices


def _answers_to_group(declaration: RecusalDeclaration) -> bool:
    """Team leaders, members of the leading group, and the head of the office."""
    led = Membership.objects.in_force().filter(
        user_id=declaration.user_id, round_id=declaration.task.round_id, role=Membership.Role.LEADER
    )
    posts = (Role.OFFICE_HEAD, Role.GROUP_MEMBER)
    return led.exists() or any(holds_post(declaration.user, declaration.office_id, role) for role in posts)


def authorises(user: User, office_id: UUID) -> bool:
    """The leading group or the committee's clerk."""
    rights = rights_of(user)
    return office_id in rights.groups or office_id in rights.clerks


def may_authorise(user: User, in_round: Round) -> bool:
    """Nobody authorises a team they are in."""
    return authorises(user, in_round.office_id) and in_round.pk not in rights_of(user).rounds


def ends_authorisation(user: User, authorisation: Authorisation) -> bool:
    return authorises(user, authorisation.office_id)


def draws_up_letter(user: User, authorisation: Authorisation) -> bool:
    """The office writes the letter; the leading group and the clerk may as well."""
    own = authorisation.office_id in rights_of(user).own_offices
    return own or authorises(user, authorisation.office_id)


def with_the_round(user: User, authorisation: Authorisation) -> bool:
    """It ends with its round; who may end that was asked there."""
    return True


def sees_teams(user: User) -> bool:
    """Offices, leading groups, committee clerks and the teams themselves."""
    rights = rights_of(user)
    return bool(rights.offices or rights.groups or rights.clerks or rights.rounds)


def decides_any(user: User) -> bool:
    """Whoever may have recusals to decide, and those who have declared."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.groups or rights.clerks or rights.teams)
