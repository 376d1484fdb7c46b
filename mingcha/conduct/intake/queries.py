"""Reads of sealed reporting: who holds what, what is being opened, what goes out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.models import (
    Contribution,
    KeyHolder,
    KeyShare,
    Part,
    Purpose,
    ReportingCode,
    SealedReport,
    TeamKeys,
    Unlocking,
)
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import RecusalDeclaration, Team
from mingcha.prepare.teams.queries import members_of
from mingcha.registry.bodies.queries import OFFICE_ROLES, holders

# Keys and shares


def possible_holders(team: Team) -> QuerySet[KeyHolder]:
    """Those of the team and of its office who have set a passphrase."""
    people = Q(user__in=members_of(team.pk)) | Q(user__in=holders(team.office_id, *OFFICE_ROLES))
    return KeyHolder.objects.filter(people).select_related("user").order_by("user__username")


def holder_of(user: User) -> KeyHolder | None:
    return KeyHolder.objects.filter(user=user).first()


def share_of(user: User, keys: TeamKeys, purpose: str) -> KeyShare | None:
    """The share this person holds of one of the keys."""
    return KeyShare.objects.filter(keys=keys, purpose=purpose, holder__user=user).first()


def shares_of(keys: TeamKeys) -> list[tuple[str, int, list[KeyShare]]]:
    """For each purpose its label, how many are needed, and the shares there are."""
    found = list(keys.shares.select_related("holder__user"))
    return [
        (str(label), keys.needed(purpose), [share for share in found if share.purpose == purpose])
        for purpose, label in Purpose.choices
    ]


def keys_in_use(team_id: UUID) -> TeamKeys | None:
    return TeamKeys.objects.in_use().filter(team_id=team_id).first()


def keys_past_their_round() -> list[TeamKeys]:
    """Keys that nobody needs any longer, and that still open what was sealed to them."""
    kept = TeamKeys.objects.exclude(status=TeamKeys.Status.DESTROYED)
    return list(kept.filter(round__status__in=Round.OVER).select_related("team"))


def keys_for(user: User) -> list[TeamKeys]:
    """Keys of which this person holds a share, that are not destroyed."""
    held = KeyShare.objects.filter(holder__user=user).values("keys")
    seen = TeamKeys.objects.visible_to(user).filter(pk__in=held)
    return list(seen.select_related("team", "round"))


def waiting_unlockings(keys: TeamKeys, user: User) -> list[Unlocking]:
    """Others' requests for which this person's share is still wanted."""
    mine = KeyShare.objects.filter(keys=keys, holder__user=user)
    given = Contribution.objects.filter(share__in=mine).values("unlocking")
    wanted = Unlocking.objects.open().filter(keys=keys, purpose__in=mine.values("purpose"))
    return list(wanted.exclude(pk__in=given).exclude(by=user).select_related("by", "report__petition"))


def own_unlocking(
    keys: TeamKeys, purpose: str, user: User, report: SealedReport | None = None
) -> Unlocking | None:
    """The newest request of this person that has not run out."""
    mine = Unlocking.objects.open().filter(keys=keys, purpose=purpose, by=user, report=report)
    return mine.order_by("-created_at").first()


def given_shares(unlocking: Unlocking) -> list[Contribution]:
    return list(unlocking.contributions.select_related("share__holder__user"))


def is_recused(user: User, inspection_id: UUID) -> bool:
    """Whether a tie of this person with the inspected organisation is declared or granted."""
    ties = RecusalDeclaration.objects.filter(user=user, task=inspection_id)
    return ties.filter(status__in=("declared", "granted")).exists()


# Codes


def open_code(inspection: Inspection) -> ReportingCode | None:
    return ReportingCode.objects.filter(inspection=inspection, status=ReportingCode.Status.OPEN).first()


def code_named(code: str) -> ReportingCode | None:
    found = ReportingCode.objects.filter(code=code)
    return found.select_related("keys", "office", "inspection__organisation").first()


def counts_of(code: ReportingCode) -> dict[str, int]:
    """How many reports came by a code, and how many of them were answered."""
    rows = SealedReport.objects.filter(code=code)
    return rows.aggregate(reports=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False)))


# Reports


def parts_of(report: SealedReport) -> list[Part]:
    """Every sealed part, in the order it came."""
    rows = Part.objects.filter(submission__report=report).select_related("submission")
    return list(rows.order_by("submission__day", "submission__created_at", "name"))


def body_of(report: SealedReport) -> Part | None:
    """The sealed text of the report itself; None once it is destroyed."""
    return Part.objects.filter(submission_id=report.pk, name="body").first()


def identity_of(report: SealedReport) -> Part | None:
    return Part.objects.filter(submission__report=report, name="identity").first()


def grantable(report: SealedReport) -> QuerySet[User]:
    """Members of the team who are not recused and have no leave yet."""
    ties = RecusalDeclaration.objects.filter(task=report.inspection_id)
    clear = ties.filter(status__in=("nothing", "refused")).values("user_id")
    people = members_of(report.inspection.team_id).filter(pk__in=clear)
    return people.exclude(pk__in=report.admissions.values("user_id"))


def openings_of(report: SealedReport) -> list[Event]:
    """Who opened this: every reading of the text, a file or the identity, newest first."""
    actions = ("read", "read_file", "ask_identity", "approve_identity", "reveal", "redact")
    names = [f"sealed_report.{action}" for action in actions]
    rows = Event.objects.filter(subject_type=SealedReport._meta.label_lower, subject_id=str(report.pk))
    return list(rows.filter(action__in=names).select_related("by").order_by("-at")[:50])


def opened_beside(report: SealedReport, user: User) -> list[SealedReport]:
    """Other reports of the same office sealed to the same keys that were opened and are still there."""
    rows = SealedReport.objects.visible_to(user).filter(keys=report.keys_id, office_id=report.office_id)
    rows = rows.filter(status=SealedReport.Status.OPENED).exclude(pk=report.pk)
    return list(rows.select_related("petition", "inspection__organisation").order_by("-day")[:200])


def known_ids(model: type[SealedReport | Part], ids: Iterable[UUID]) -> set[UUID]:
    return set(model._base_manager.filter(pk__in=list(ids)).values_list("pk", flat=True))
