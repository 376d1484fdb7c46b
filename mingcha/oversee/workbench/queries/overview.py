"""The rounds that run, what falls due, and what a new installation or an administrator should do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import SOON, Deadline
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.notices.models import Notice
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Body, Kind, Post
from mingcha.registry.organisations.models import Organisation

MOST = 8


@dataclass(frozen=True)
class Part:
    """How many inspections of a round stand at one status."""

    status: str
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Running:
    """A round that runs, and how far its inspections are."""

    round: Round
    parts: list[Part]
    tasks: int

    @property
    def told(self) -> int:
        """Inspections whose result has been fed back."""
        open_ones = ("preparing", "notified", "on_site", "reporting", "awaiting_feedback")
        return sum(part.count for part in self.parts if part.status not in open_ones)


def running_rounds(user: User) -> list[Running]:
    """The newest open rounds of one's offices, leading group or committee, in three statements."""
    rights = rights_of(user)
    offices = rights.own_offices | rights.groups | rights.clerks
    if not offices:
        return []
    rows = Round.objects.visible_to(user).open().filter(office_id__in=offices)
    rounds = list(rows.select_related("office").order_by("-plan_from", "-pk")[:MOST])
    by_status = _by_status(user, [one.pk for one in rounds])
    tasks = _count_by_round(Task.objects.visible_to(user), [one.pk for one in rounds])
    return [Running(one, _parts(one, by_status.get(one.pk, {})), tasks.get(one.pk, 0)) for one in rounds]


def _by_status(user: User, rounds: list[UUID]) -> dict[UUID, dict[str, int]]:
    rows = Inspection.objects.visible_to(user).filter(round_id__in=rounds).order_by()
    found: dict[UUID, dict[str, int]] = {}
    for key, status, count in rows.values_list("round_id", "status").annotate(count=Count("pk")):
        found.setdefault(key, {})[status] = count
    return found


def _count_by_round(rows: QuerySet[Any], rounds: list[UUID]) -> dict[UUID, int]:
    counted = rows.filter(round_id__in=rounds).order_by().values_list("round_id")
    return dict(counted.annotate(count=Count("pk")))


def _parts(one: Round, counts: dict[str, int]) -> list[Part]:
    return [
        Part(code, str(label), counts[code], ledger_url("inspections", within=one, status=code))
        for code, label in Inspection.Status.choices
        if counts.get(code)
    ]


def my_inspections(user: User) -> list[Inspection]:
    """Those of one's team, or of the organisation one speaks for."""
    rights = rights_of(user)
    rows = Inspection.objects.visible_to(user).select_related("round", "organisation", "team")
    if rights.inspections:
        rows = rows.filter(pk__in=rights.inspections)
    elif rights.organisations:
        rows = rows.filter(organisation_id__in=rights.organisations)
    else:
        return []
    return list(rows.exclude(status=Inspection.Status.ARCHIVED).order_by("-pk")[:MOST])


@dataclass(frozen=True)
class Due:
    """What falls due in the next days and what is overdue: how many, and the nearest."""

    overdue: int
    soon: int
    nearest: list[Deadline]


def due(user: User, records: Iterable[UUID] = ()) -> Due:
    """The person's clocks, and those of the records they have to act on."""
    mine = Q(pk__in=Deadline.objects.visible_to(user).values("pk")) | Q(subject_id__in=list(records))
    day = timezone.localdate() + SOON
    found = list(Deadline.objects.open().filter(mine, due_on__lte=day).order_by("due_on", "pk")[:200])
    late = [one for one in found if one.days_left < 0]
    return Due(len(late), len(found) - len(late), found[:MOST])


def unread(user: User) -> list[Notice]:
    return list(Notice.objects.visible_to(user).unread()[:5])


# What to do next


@dataclass(frozen=True)
class Step:
    """One thing to set up, in order; `current` is the first that is not done."""

    title: str | Promise
    help: str | Promise
    url: str
    done: bool
    current: bool = False


def setting_up(user: User) -> list[Step]:
    """For an office that has no round yet: bodies, organisations, term, round. Empty once there is one."""
    own = rights_of(user).own_offices
    if not own or Round.objects.visible_to(user).filter(office_id__in=own).exists():
        return []
    given = [
        (_("Bodies"),
         _("The security administrator enters the office, its leading group and the bodies beside it."),
         ledger_url("bodies"), Body.objects.filter(kind=Kind.LEADING_GROUP, office_id__in=own).exists()),
        (_("Organisations"),
         _("Import the library of organisations from a workbook, or enter them one by one."),
         ledger_url("organisations"), Organisation.objects.filter(office_id__in=own).exists()),
        (_("Term"), _("Create the term of the committee, take its scope and begin it."),
         ledger_url("terms"), Term.objects.filter(office_id__in=own, status=Term.Status.CURRENT).exists()),
        (_("Round"), _("Plan the first round and choose the organisations it inspects."),
         reverse("rounds:create"), False),
    ]  # fmt: skip
    first = next(place for place, (_title, _help, _url, done) in enumerate(given) if not done)
    return [Step(*one, current=place == first) for place, one in enumerate(given)]


@dataclass(frozen=True)
class Duty:
    """A figure of an administrator's own work, and the page where it is done."""

    label: str
    value: int
    url: str


def duties(user: User) -> list[Duty]:
    """What each of the three administrators keeps; none of it is of the inspections."""
    kept: dict[str, Callable[[], list[Duty]]] = {"system": _accounts, "security": _posts, "audit": _trail}
    found = kept.get(user.administration)
    return found() if found else []


def _accounts() -> list[Duty]:
    url = ledger_url("accounts")
    return [
        Duty(_("Accounts in use"), User.objects.filter(is_active=True).count(), url),
        Duty(_("Accounts closed"), User.objects.filter(is_active=False).count(), url),
    ]


def _posts() -> list[Duty]:
    people = User.objects.filter(is_active=True, administration="")
    held = Post.objects.in_force()
    return [
        Duty(_("Bodies"), Body.objects.filter(is_active=True).count(), ledger_url("bodies")),
        Duty(_("Posts in force"), held.count(), ledger_url("posts")),
        Duty(
            _("Accounts without a post"),
            people.exclude(pk__in=held.values("user")).count(),
            ledger_url("posts"),
        ),
    ]


def _trail() -> list[Duty]:
    return [Duty(_("Events on the trail"), Event.objects.count(), ledger_url("events"))]
