"""Who may do what to a meeting's record."""

from mingcha.conclude.meetings.models import Meeting
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def minutes_for(user: User, office_id: object) -> bool:
    """The office's staff and the committee's clerk take the minutes."""
    return office_id in rights_of(user).own_offices or office_id in rights_of(user).clerks


def may_minute(user: User, meeting: Meeting) -> bool:
    return minutes_for(user, meeting.office_id)


def may_record(user: User, meeting: Meeting) -> bool:
    """Someone other than the minute-taker puts the minutes on record."""
    sits = meeting.office_id in rights_of(user).groups
    return (sits or may_minute(user, meeting)) and meeting.minuted_by_id != user.pk


def minutes_somewhere(user: User) -> bool:
    """Whether there is any office whose meetings this person minutes."""
    return bool(rights_of(user).own_offices | rights_of(user).clerks)


def reads_decisions(user: User) -> bool:
    """Teams read what was decided on their inspections."""
    return reads_minutes(user) or bool(rights_of(user).inspections)


def reads_minutes(user: User) -> bool:
    return minutes_somewhere(user) or bool(rights_of(user).groups)
