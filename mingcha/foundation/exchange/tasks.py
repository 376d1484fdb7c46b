"""What the worker does for the exchange: writing packages and taking large ones in."""

from django.utils.translation import gettext as _

from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.models import Channel, Package
from mingcha.foundation.jobs.registry import Running, task
from mingcha.foundation.refusals import Invalid

WRITE, TAKE_IN = "exchange_write", "exchange_take_in"


@task(WRITE)
def write(job: Running, *, channel: str) -> None:
    found = Channel.objects.get(pk=channel)
    package = actions.write_package(found, by=job.by, progress=job.progress)
    told = _("Package %(number)s is written: %(records)s records.")
    facts = {"number": package.number, "records": f"{package.records:,}"}
    job.result(message=told % facts, url=package.get_absolute_url())


@task(TAKE_IN)
def take_in(job: Running, *, package: str) -> None:
    found = actions.apply_package(Package.objects.get(pk=package), by=job.by, progress=job.progress)
    if found.outcome == Package.Outcome.REFUSED:
        raise Invalid(found.reason)
    told = _("Taken in: %(records)s records, %(changed)s new or changed.")
    facts = {"records": f"{found.records:,}", "changed": f"{sum(found.changed.values()):,}"}
    job.result(message=told % facts, url=found.get_absolute_url())
