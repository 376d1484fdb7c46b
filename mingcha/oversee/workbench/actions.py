"""Reminders: the people a deadline waits for are told before it ends, and once it is over."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import ImmediateRectification
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.queries import told_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.notices.models import Notice
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import receivers_of
from mingcha.registry.bodies.queries import OFFICE_ROLES, holders
from mingcha.registry.organisations.queries import representatives_of
from mingcha.resolve.leads.models import Lead

AHEAD = (7, 1)  # days before the last one
OF_THE_TEAM = ("on_site", "report", "answer")
OF_THE_ORGANISATION = ("plan", "focus")


@transaction.atomic
def remind(on: date) -> int:
    """Tell of the clocks that end in a week or tomorrow, or ended yesterday. Asked twice, it tells once."""
    days = [on + timedelta(days=ahead) for ahead in AHEAD] + [on - timedelta(days=1)]
    clocks = list(Deadline.objects.open().filter(due_on__in=days).order_by("due_on", "pk"))
    inspections = _inspections({clock.inspection_id for clock in clocks if clock.inspection_id})
    told = 0
    for clock in clocks:
        inspection = inspections.get(clock.inspection_id) if clock.inspection_id else None
        people = {user.pk: user for user in _people(clock, inspection)}
        text = _sentence(clock, inspection, on)
        new = _not_yet_told(people.values(), text, clock.url)
        notify(new, text, record=clock)
        told += len(new)
    return told


def _inspections(keys: Iterable[UUID]) -> dict[UUID, Inspection]:
    return Inspection.objects.select_related("organisation").in_bulk(list(keys))


@translation.override(settings.LANGUAGE_CODE)
def _sentence(clock: Deadline, inspection: Inspection | None, on: date) -> str:
    names = {"title": clock, "day": clock.due_on.isoformat()}
    text = _("%(title)s: due on %(day)s") if clock.due_on >= on else _("%(title)s: overdue since %(day)s")
    return f"{inspection.organisation} · {text % names}" if inspection else text % names


def _people(clock: Deadline, inspection: Inspection | None) -> list[User]:
    """The office that follows it, and those who have to do it; nobody recused from the inspection."""
    office = holders(clock.office_id, *OFFICE_ROLES) if clock.office_id else User.objects.none()
    if inspection is None:
        return list(office)
    ties = RecusalDeclaration.objects.filter(task=inspection.pk, status__in=("declared", "granted"))
    return [*office.exclude(pk__in=ties.values("user_id")), *_doers(clock, inspection)]


def _doers(clock: Deadline, inspection: Inspection) -> Iterable[User]:
    if clock.subject_type == Lead._meta.label_lower:
        to_body = Lead.objects.values_list("to_body_id", flat=True).get(pk=clock.subject_id)
        return receivers_of(to_body) if to_body else []
    its_own: Any = (Inspection._meta.label_lower, ImmediateRectification._meta.label_lower)
    if clock.subject_type in its_own and clock.kind in (*OF_THE_ORGANISATION, "immediate"):
        return representatives_of(inspection.organisation_id)
    return told_of(inspection) if clock.kind in OF_THE_TEAM else []


def _not_yet_told(people: Iterable[User], text: str, url: str) -> list[User]:
    today = Notice.objects.filter(text=text[:300], url=url, created_at__date=timezone.localdate())
    known = set(today.values_list("user_id", flat=True))
    return [user for user in people if user.pk not in known]
