"""Who may do what in sealed reporting. Each rule is one sentence; workflow and actions use them."""

from uuid import UUID

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.models import (
    Admission,
    Questionnaire,
    ReportingCode,
    SealedReport,
    TeamKeys,
    Unlocking,
)
from mingcha.conduct.intake.queries import is_recused, share_of
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import rights_of


def keeps_keys(user: User, office_id: UUID) -> bool:
    """The office makes the keys of its teams; it opens nothing with them by itself."""
    return office_id in rights_of(user).own_offices


def replaces_keys(user: User, keys: TeamKeys) -> bool:
    return keeps_keys(user, keys.office_id)


def destroys_keys(user: User, keys: TeamKeys) -> bool:
    """Only the head of the office, with a witness."""
    return keys.office_id in rights_of(user).headed_offices


def may_unlock(user: User, keys: TeamKeys) -> bool:
    """A member of the team, while it is authorised, for at least one inspection they are not recused from."""
    rights = rights_of(user)
    tasks = keys.team.inspections.values_list("pk", flat=True)
    return any(pk in rights.inspections for pk in tasks)


def may_contribute(user: User, unlocking: Unlocking) -> bool:
    """Whoever holds a share; for an identity nobody who is recused from that inspection."""
    if share_of(user, unlocking.keys, unlocking.purpose) is None:
        return False
    return unlocking.report is None or not is_recused(user, unlocking.report.inspection_id)


def publishes(user: User, office_id: UUID, inspection_id: UUID) -> bool:
    """The office, and the leader of the team, put codes and questionnaires out and take them back."""
    rights = rights_of(user)
    if inspection_id in rights.recused_inspections:
        return False
    return office_id in rights.own_offices or inspection_id in rights.leads


def may_publish(user: User, inspection: Inspection) -> bool:
    return publishes(user, inspection.office_id, inspection.pk)


def keeps_code(user: User, code: ReportingCode) -> bool:
    return publishes(user, code.office_id, code.inspection_id)


def keeps_questionnaire(user: User, questionnaire: Questionnaire) -> bool:
    return publishes(user, questionnaire.office_id, questionnaire.inspection_id)


def counts(user: User, questionnaire: Questionnaire) -> bool:
    """A member of the team: counting takes the team's key."""
    return questionnaire.inspection_id in rights_of(user).inspections


def may_open(user: User, report: SealedReport) -> bool:
    """The leader of the team, and members with the leader's leave, while authorised and not recused."""
    rights = rights_of(user)
    if report.inspection_id not in rights.inspections:
        return False
    return report.inspection_id in rights.leads or Admission.objects.filter(report=report, user=user).exists()


def may_grant(user: User, report: SealedReport) -> bool:
    return report.inspection_id in rights_of(user).leads


def opens(user: User, report: SealedReport) -> bool:
    """As `may_open`; the move itself is made by opening."""
    return may_open(user, report)


def empties(user: User, report: SealedReport) -> bool:
    """The head of the office destroys content whose time has come, and holds what is still needed."""
    rights = rights_of(user)
    return (
        report.office_id in rights.headed_offices and report.inspection_id not in rights.recused_inspections
    )


def receives(user: User, office_id: UUID) -> bool:
    """Staff of the office bring in what came from the outer site."""
    return office_id in rights_of(user).own_offices


def sees_intake(user: User) -> bool:
    """Teams and offices of that level; nobody above, nobody inspected."""
    rights = rights_of(user)
    return bool(rights.own_offices or rights.inspections)


def sees_keys(user: User) -> bool:
    rights = rights_of(user)
    return bool(rights.own_offices or rights.teams)
