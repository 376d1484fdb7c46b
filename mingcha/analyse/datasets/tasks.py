"""What the worker does for data sets: long checks, and forgetting what nobody loaded."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mingcha.analyse.datasets.actions import check_load, remind_overdue, sweep
from mingcha.analyse.datasets.actions.loads import CHECK
from mingcha.analyse.datasets.models import Load
from mingcha.foundation.jobs.registry import Running, task
from mingcha.foundation.refusals import NotNow


@task(CHECK)
def check(job: Running, *, load: str) -> None:
    """With the rights the person has now."""
    found = Load.objects.visible_to(job.by).select_related("dataset").filter(pk=load).first()
    if found is None:
        raise NotNow(_("The load was given up meanwhile."))
    check_load(found, by=job.by, progress=job.progress)
    told = _("%(good)s rows can be loaded, %(aside)s would be set aside.")
    counts = {name: f"{found.report[name]:,}" for name in ("good", "aside")}
    job.result(message=told % counts, url=reverse("datasets:load", args=[found.pk]))


@app.periodic(cron="37 * * * *")
@app.task(name="mingcha.sweep_datasets", queueing_lock="mingcha.sweep_datasets")
def sweep_datasets(timestamp: int) -> None:
    sweep()


@app.periodic(cron="5 7 * * *")
@app.task(name="mingcha.remind_datasets", queueing_lock="mingcha.remind_datasets")
def remind_of_datasets(timestamp: int) -> None:
    remind_overdue(timezone.localdate())
