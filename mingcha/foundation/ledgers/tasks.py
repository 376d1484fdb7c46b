"""What the worker does for ledgers: long exports, and forgetting them a day later."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mingcha.foundation.jobs.registry import Running, task
from mingcha.foundation.ledgers import exporting, registry
from mingcha.foundation.ledgers.actions import EXPORT, forget_exports, keep_export
from mingcha.foundation.ledgers.params import Params
from mingcha.foundation.ledgers.selection import Selection, Unknown
from mingcha.foundation.refusals import NotAllowed


@task(EXPORT)
def export_ledger(job: Running, *, ledger: str, query: str, language: str) -> None:
    """With the rights the person has now, not those they had when they asked."""
    with translation.override(language):
        found = registry.find(ledger)
        if found is None or not found.who(job.by):
            raise NotAllowed(_("You may no longer open this ledger."))
        try:
            selection = Selection(found, Params.parse(query), job.by)
        except Unknown:
            raise NotAllowed(_("You may no longer open what the list was limited to.")) from None
        content, rows = exporting.workbook(selection, job.progress)
        attachment = keep_export(job.job, selection, content, rows)
        told = _("%(rows)s rows. The workbook is kept for a day.") % {"rows": f"{rows:,}"}
        job.result(message=told, url=reverse("files:download", args=[attachment.pk]))


@app.periodic(cron="17 * * * *")
@app.task(name="mingcha.forget_exports", queueing_lock="mingcha.forget_exports")
def forget_old_exports(timestamp: int) -> None:
    forget_exports()
