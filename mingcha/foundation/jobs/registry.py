"""The tasks that jobs may run, and what a running task may say.

A task is an ordinary function in an app's `tasks.py`:

    @task("export_ledger")
    def export_ledger(job: Running, *, name: str) -> None: ...

The worker may run it again from the start if it dies underneath, so a task must bear repeating.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import connection

from mingcha.foundation.accounts.models import User
from mingcha.foundation.jobs.models import Job

_SECONDS_BETWEEN_REPORTS = 0.5
_REPORT = """
    update jobs_job set done = %s, total = %s, message = case when %s = '' then message else %s end
    where id = %s returning stop_asked
"""


class Stopped(Exception):
    """The person asked for the job to stop; let it pass through."""


class Running:
    """A job seen from inside its task."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.by: User = job.by
        self._reported = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is; writes at most twice a second. Raises Stopped when asked to stop.

        A task inside a transaction is seen, and can be stopped, before that ends.
        """
        if done < total and time.monotonic() - self._reported < _SECONDS_BETWEEN_REPORTS:
            return
        self._reported = time.monotonic()
        if _report(self.job, done, total, message):
            raise Stopped

    def result(self, *, message: str = "", url: str = "") -> None:
        """What came of it: a sentence, and the page or file to open."""
        Job.objects.filter(pk=self.job.pk).update(message=message, result_url=url)


def _report(job: Job, done: int, total: int, message: str) -> bool:
    """Write it, and whether the job shall stop. Over a connection of its own, if it sees the job."""
    if not connection.in_atomic_block:
        return _written(connection, job, done, total, message)
    with closing(connection.copy()) as apart:
        try:
            return _written(apart, job, done, total, message)
        except Job.DoesNotExist:
            return _written(connection, job, done, total, message)


def _written(over: Any, job: Job, done: int, total: int, message: str) -> bool:
    with over.cursor() as cursor:
        cursor.execute(_REPORT, [done, total, message, message, job.pk])
        found = cursor.fetchone()
    if found is None:
        raise Job.DoesNotExist
    return bool(found[0])


Task = Callable[..., None]

_tasks: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register a task under its name."""

    def register(function: Task) -> Task:
        _tasks[name] = function
        return function

    return register


def get(name: str) -> Task:
    return _tasks[name]
