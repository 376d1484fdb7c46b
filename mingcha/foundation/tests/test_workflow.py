"""The engine, on the jobs' table, which has a status and nothing to do with inspections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import NotAllowed, NotNow, Refusal
from mingcha.foundation.workflow import Move, Workflow
from mingcha.testing.foundation import make_user


def is_asker(user: User, job: Job) -> bool:
    return bool(user == job.by)


def has_message(job: Job) -> str | None:
    return None if job.message else "Write a message first."


WORKFLOW = Workflow(
    "errand",
    Job,
    [
        Move("begin", frozenset({"queued"}), "running", is_asker),
        Move("drop", frozenset({"queued"}), "stopped", is_asker, note="required"),
        Move("finish", frozenset({"running"}), "finished", is_asker, needs=(has_message,), fields=("done",)),
        Move("fail", frozenset({"running"}), "failed", is_asker, quiet=True),
    ],
)


def make_job(by: User, **fields: object) -> Job:
    return Job.objects.create(task="errand", title="测试", by=by, **fields)


@pytest.mark.django_db
def test_only_moves_that_may_be_made_now_are_offered() -> None:
    job = make_job(make_user())
    assert [move.name for move in WORKFLOW.available(job, job.by)] == ["begin", "drop"]
    assert WORKFLOW.available(job, make_user()) == []
    job.status = "running"
    assert [(move.name, why) for move, why in WORKFLOW.blocked(job, job.by)] == [
        ("finish", "Write a message first.")
    ]


@pytest.mark.django_db
def test_a_move_sets_status_and_fields_and_is_on_the_trail() -> None:
    job = make_job(make_user(), message="done", status="running")
    WORKFLOW.perform(job, "finish", by=job.by, on=date(2026, 1, 5), done=9)
    job.refresh_from_db()
    assert (job.status, job.done) == ("finished", 9)
    event = Event.objects.get(action="errand.finish")
    assert event.facts == {"source": "running", "target": "finished", "on": "2026-01-05", "fields": ["done"]}


@pytest.mark.django_db
def test_strangers_wrong_states_and_missing_reasons_are_refused() -> None:
    job = make_job(make_user())
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(job, "begin", by=make_user())
    with pytest.raises(NotNow):
        WORKFLOW.perform(job, "finish", by=job.by)
    with pytest.raises(NotNow):
        WORKFLOW.perform(job, "drop", by=job.by, note=" ")
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_stale_copy_cannot_repeat_a_move() -> None:
    job = make_job(make_user())
    stale = Job.objects.get(pk=job.pk)
    WORKFLOW.perform(job, "begin", by=job.by)
    with pytest.raises(NotNow):
        WORKFLOW.perform(stale, "begin", by=job.by)


@pytest.mark.django_db
def test_many_moves_at_once_follow_the_same_rules() -> None:
    asker, other = make_user(), make_user()
    jobs = [make_job(asker), make_job(other), make_job(asker, status="finished"), make_job(asker)]
    outcome = WORKFLOW.perform_many(jobs, "begin", by=asker)
    assert outcome.done == [jobs[0], jobs[3]]
    assert [job for job, _why in outcome.refused] == [jobs[1], jobs[2]]
    assert Job.objects.filter(status="running").count() == 2
    assert Event.objects.filter(action="errand.begin").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_people_pressing_at_once_exactly_one_wins() -> None:
    job = make_job(make_user())

    def press(number: int) -> bool:
        try:
            WORKFLOW.perform(
                Job.objects.get(pk=job.pk), "begin" if number % 2 else "drop", by=job.by, note="x"
            )
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(press, range(8))) == 1
    assert Event.objects.count() == 1
