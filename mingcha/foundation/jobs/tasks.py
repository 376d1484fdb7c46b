"""What the worker runs: one job, and every minute those a dead worker left behind."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from mingcha.foundation.jobs import actions


@app.task(name=actions.RUN)
def run_job(job_id: str) -> None:
    """Jobs run in threads that live long, so stale connections are dropped around each."""
    close_old_connections()
    try:
        actions.run(job_id)
    finally:
        close_old_connections()


@app.periodic(cron="* * * * *")
@app.task(name="mingcha.rescue_jobs", queueing_lock="mingcha.rescue_jobs")
async def rescue_jobs(timestamp: int) -> None:
    """Queue again what a killed worker was doing: its heartbeat has been silent for half a minute."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(stalled)
