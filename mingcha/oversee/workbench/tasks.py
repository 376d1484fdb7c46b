"""Every morning the worker reminds of what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingcha.oversee.workbench.actions import remind


@app.periodic(cron="0 7 * * *")
@app.task(name="mingcha.remind", queueing_lock="mingcha.remind")
def remind_of_deadlines(timestamp: int) -> None:
    """The worker's clock is in UTC or wherever it runs; the day is the office's."""
    remind(timezone.localdate())
