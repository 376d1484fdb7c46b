"""The real worker, on committed rows."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app

from mingcha.foundation.jobs import actions, registry
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.jobs.tasks import rescue_jobs
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def count(job: registry.Running, *, to: int) -> None:
    job.progress(to, to)


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django does not empty the queue's own tables after a test."""
    monkeypatch.setattr(registry, "_tasks", {"count": count})
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def apart(function: Callable[[], object]) -> None:
    """In a thread of its own: the browser tests keep an event loop running in this one."""

    def run() -> None:
        try:
            function()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(run).result()


def work() -> None:
    apart(lambda: call_command("procrastinate", "worker", "--one-shot"))


def statuses() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs where task_name = %s", [actions.RUN])
        return [row[0] for row in cursor.fetchall()]


def test_the_worker_runs_what_was_queued() -> None:
    job = actions.enqueue("count", title="测试", by=make_user(), to=3)
    work()
    job.refresh_from_db()
    assert (job.status, job.done) == (Job.Status.FINISHED, 3)


def test_what_a_killed_worker_left_is_queued_again_and_done() -> None:
    job = actions.enqueue("count", title="测试", by=make_user(), to=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "with dead as (insert into procrastinate_workers (last_heartbeat) "
            "values (now() - interval '5 minutes') returning id) "
            "update procrastinate_jobs set status = 'doing', worker_id = (select id from dead)"
        )
    Job.objects.update(status=Job.Status.RUNNING, attempts=1)

    async def rescue() -> None:
        async with app.open_async():
            await rescue_jobs(0)

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        apart(lambda: asyncio.run(rescue()))
    assert statuses() == ["todo"]
    work()
    job.refresh_from_db()
    assert job.status == Job.Status.FINISHED
