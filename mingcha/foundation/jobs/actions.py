"""Asking for background work, stopping it, and running it."""

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.jobs import registry
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import NotNow, Refusal

RUN = "mingcha.run_job"
_MOST_ATTEMPTS = 3

_log = logging.getLogger(__name__)


@transaction.atomic
def enqueue(task_name: str, *, title: str, by: User, **arguments: Any) -> Job:
    """Queue a task; the worker sees it when this transaction commits. Arguments must fit in JSON."""
    registry.get(task_name)
    job = Job(task=task_name, title=title, by=by, arguments=arguments)
    job.save(force_insert=True)
    app.configure_task(RUN).defer(job_id=str(job.pk))
    audit.record("job.enqueue", job, by=by, task=task_name, title=title)
    return job


@transaction.atomic
def stop(job: Job, *, by: User) -> None:
    """Ask it to stop: at once while it waits, at its next report while it runs."""
    job.refresh_from_db(from_queryset=Job.objects.select_for_update())
    if not job.is_open:
        raise NotNow(_("This job has already ended."))
    job.stop_asked = True
    if job.status == Job.Status.QUEUED:
        job.status, job.ended_at = Job.Status.STOPPED, timezone.now()
    job.save(update_fields=["stop_asked", "status", "ended_at"])
    audit.record("job.stop", job, by=by)


def run(job_id: UUID | str) -> None:
    """Run one job to its end, whatever that is. Called by the worker."""
    job = _begin(job_id)
    if job is None:
        return
    try:
        registry.get(job.task)(registry.Running(job), **job.arguments)
    except registry.Stopped:
        _end(job, Job.Status.STOPPED, _("Stopped on request."))
    except Refusal as refusal:
        _end(job, Job.Status.FAILED, str(refusal))
    except Exception:
        _log.exception("job %s (%s) failed", job.pk, job.task)
        _end(
            job,
            Job.Status.FAILED,
            _("Something went wrong. The system administrator can read why in the log."),
        )
    else:
        _end(job, Job.Status.FINISHED, "")


@transaction.atomic
def _begin(job_id: UUID | str) -> Job | None:
    """Take the job, unless it has ended already or has died under the worker too often."""
    job = Job.objects.select_for_update(of=("self",)).select_related("by").filter(pk=job_id).first()
    if job is None or not job.is_open:
        return None
    if job.attempts >= _MOST_ATTEMPTS or job.stop_asked:
        _end(
            job,
            Job.Status.STOPPED if job.stop_asked else Job.Status.FAILED,
            _("It was interrupted too often."),
        )
        return None
    job.status, job.started_at, job.attempts = Job.Status.RUNNING, timezone.now(), job.attempts + 1
    job.done = 0
    job.save(update_fields=["status", "started_at", "attempts", "done"])
    return job


def _end(job: Job, status: str, message: str) -> None:
    fields: dict[str, Any] = {"status": status, "ended_at": timezone.now()}
    if message:
        fields["message"] = message
    Job.objects.filter(pk=job.pk).update(**fields)
