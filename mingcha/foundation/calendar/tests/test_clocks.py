"""Clocks, running on a job because foundation knows no inspections."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from mingcha.foundation import scopes
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.calendar.models import Deadline, State
from mingcha.foundation.calendar.queries import deadlines_of, due_soon, open_deadlines, overdue
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db
MONDAY = date(2025, 9, 1)
OFFICE = uuid4()


@pytest.fixture
def job() -> Job:
    made = Job.objects.create(task="errand", title="测试", by=make_user())
    made.__dict__["office_id"] = OFFICE
    return made


@pytest.fixture
def insider(monkeypatch: pytest.MonkeyPatch) -> User:
    user = make_user()
    known: dict[str, scopes.Scope] = {"own_offices": lambda who: offices_of(who, user)}
    monkeypatch.setattr(scopes, "_scopes", known)
    return user


def offices_of(who: User, insider: User) -> frozenset[UUID]:
    return frozenset({OFFICE}) if who == insider else frozenset()


def start(job: Job, **changes: Any) -> Deadline:
    given: dict[str, Any] = {
        "kind": "plan",
        "title": "提交方案",
        "start": MONDAY,
        "days": 10,
        "unit": "working",
        **changes,
    }
    return clocks.start_clock(job, by=job.by, **given)


def test_a_clock_counts_and_is_on_the_trail(job: Job) -> None:
    clock = start(job, basis="条例第一条")
    assert (clock.due_on, clock.office_id) == (date(2025, 9, 15), OFFICE)
    assert clock.url == job.get_absolute_url()
    assert Event.objects.get(action="deadline.start").facts["basis"] == "条例第一条"


def test_what_is_due_is_read_in_the_language_of_the_reader(job: Job) -> None:
    title = "Answer to petition %(number)s"  # a text of the catalogues, as any caller gives one
    with translation.override("zh-hans"):
        clock = start(job, title=title, facts={"number": "X-7"})
    clock.refresh_from_db()
    told = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told[language] = str(clock)
    assert told["en"] == "Answer to petition X-7"
    assert "X-7" in told["zh-hans"]
    assert "petition" not in told["zh-hans"]


def test_what_it_rests_on_is_read_in_the_language_of_the_reader(job: Job) -> None:
    """A text of the catalogues; what a rule set says stays as its office wrote it."""
    clock = start(job, basis="Data contract: retention")
    with translation.override("en"):
        assert clock.basis_told == "Data contract: retention"
    with translation.override("zh-hans"):
        assert clock.basis_told == "数据契约规定的保存期限"
    assert start(job, kind="b", basis="2017年条例：100%的3个月").basis_told == "2017年条例：100%的3个月"
    assert start(job, kind="c").basis_told == ""


def test_a_clock_of_before_says_its_finished_title(job: Job) -> None:
    old = start(job, title="退款比例100%的方案")
    assert (old.facts, str(old)) == ({}, "退款比例100%的方案")


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 9, 2), State.ON_TIME),
        (date(2025, 9, 8), State.DUE_SOON),
        (date(2025, 9, 15), State.DUE_SOON),
        (date(2025, 9, 16), State.OVERDUE),
    ],
)
def test_a_running_clock_tells_how_it_stands(job: Job, on: date, state: State) -> None:
    assert start(job).state(on) == state


@pytest.mark.parametrize(
    ("on", "state"), [(date(2025, 9, 15), State.MET), (date(2025, 9, 16), State.MET_LATE)]
)
def test_a_met_clock_tells_whether_it_was_late(job: Job, on: date, state: State) -> None:
    start(job)
    clocks.meet(job, "plan", on)
    assert deadlines_of(job).get().state() == state


def test_starting_again_replaces_the_running_clock_and_keeps_the_met_one(job: Job) -> None:
    start(job)
    start(job, days=5)
    assert deadlines_of(job).get().due_on == date(2025, 9, 8)
    clocks.meet(job, "plan", MONDAY)
    start(job)
    assert deadlines_of(job).count() == 2


def test_an_extension_needs_a_running_clock_a_reason_and_a_later_day(job: Job) -> None:
    later = date(2025, 9, 30)
    with pytest.raises(NotNow):
        clocks.extend(job, "plan", until=later, reason="x", by=job.by)
    start(job)
    with pytest.raises(Invalid):
        clocks.extend(job, "plan", until=later, reason=" ", by=job.by)
    with pytest.raises(Invalid):
        clocks.extend(job, "plan", until=MONDAY, reason="x", by=job.by)
    assert clocks.extend(job, "plan", until=later, reason="汛期", by=job.by).due_on == later
    assert Event.objects.get(action="deadline.extend").facts["note"] == "汛期"


def test_only_those_of_the_office_see_the_clock(job: Job, insider: User) -> None:
    start(job)
    assert open_deadlines(insider).count() == 1
    assert overdue(insider, on=date(2025, 9, 16)).count() == 1
    assert due_soon(insider, on=MONDAY).count() == 0
    assert due_soon(insider, within=timedelta(30), on=MONDAY).count() == 1
    assert open_deadlines(make_user()).count() == 0
    assert open_deadlines(make_administrator("system")).count() == 0
