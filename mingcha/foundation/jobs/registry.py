"""The tasks that jobs may run, and what a running task may say.

A task is an ordinary function in an app's `tasks.py`:

    @task("export_ledger")
    def export_ledger(job: Running, *, name: str) -> None: ...

The worker may run it again from the start if it dies underneath, so a task must bear repeating.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from mingcha.foundation.accounts.models import User
from mingcha.foundation.jobs.models import Job

_SECONDS_BETWEEN_REPORTS = 0.5


class Stopped(Exception):
    """The person asked for the job to stop; let it pass through."""


class Running:
    """A job seen from inside its task."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.by: User = job.by
        self._reported = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is; writes at most twice a second. Raises Stopped when asked to stop."""
        if done < total and time.monotonic() - self._reported < _SECONDS_BETWEEN_REPORTS:
            return
        self._reported = time.monotonic()
        row = Job.objects.filter(pk=self.job.pk)
        row.update(done=done, total=total, **({"message": message} if message else {}))
        if row.values_list("stop_asked", flat=True).get():
            raise Stopped

    def result(self, *, message: str = "", url: str = "") -> None:
        """What came of it: a sentence, and the page or file to open."""
        Job.objects.filter(pk=self.job.pk).update(message=message, result_url=url)


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
