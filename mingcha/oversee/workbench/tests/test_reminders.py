"""Who is reminded of which deadline, and how often."""

from datetime import timedelta
from typing import Any

import pytest

from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.notices.models import Notice
from mingcha.oversee.workbench.actions import remind
from mingcha.prepare.teams.actions import declare_recusal
from mingcha.prepare.teams.queries import receivers_of
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import make_immediate, representative
from mingcha.testing.foundation import make_user
from mingcha.testing.prepare import make_member
from mingcha.testing.resolve import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    site = make_site("on_site")
    representative(site)
    Notice.objects.all().delete()
    return site


def clock(site: Site, kind: str) -> Deadline:
    return Deadline.objects.get(inspection_id=site.inspection.pk, kind=kind, met_on=None)


def told() -> set[Any]:
    return {notice.user for notice in Notice.objects.all()}


@pytest.mark.parametrize(("days", "times"), [(8, 0), (7, 1), (6, 0), (1, 1), (0, 0), (-1, 1), (-2, 0)])
def test_one_is_reminded_a_week_before_the_day_before_and_the_day_after(
    site: Site, days: int, times: int
) -> None:
    due = clock(site, "on_site").due_on
    assert bool(remind(due - timedelta(days=days))) == bool(times)
    remind(due - timedelta(days=days))
    assert Notice.objects.filter(user=site.staff).count() == times
    assert all(str(site.inspection.organisation) in one.text for one in Notice.objects.all())


def test_the_office_and_the_team_hear_of_the_stay_but_nobody_recused(site: Site) -> None:
    undeclared = make_member(site.made.team, declared=False)
    declare_recusal(site.made.task, relation="kin", statement="近亲属", by=undeclared)
    remind(clock(site, "on_site").due_on - timedelta(days=7))
    assert {site.leader, site.member, site.staff} <= told()
    assert not told() & {undeclared, representative(site), make_user()}


def test_the_organisation_hears_of_what_it_has_to_do(site: Site) -> None:
    make_immediate(site, "issued")
    Notice.objects.all().delete()
    remind(clock(site, "immediate").due_on - timedelta(days=1))
    assert representative(site) in told()
    assert site.leader not in told()


def test_the_receiving_body_hears_of_its_leads(site: Site) -> None:
    to_body = make_lead(site, "receipted").to_body
    assert to_body is not None
    receivers = set(receivers_of(to_body.pk))
    Notice.objects.all().delete()
    remind(clock(site, "lead_opinion").due_on - timedelta(days=7))
    assert receivers
    assert told() >= {site.staff, *receivers}
    assert site.leader not in told()
