"""What the worker does here: forgetting shares that ran out, reminding of content to destroy."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mingcha.conduct.intake.actions.replying import overdue_content
from mingcha.conduct.intake.actions.unlocking import forget_run_out
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.notices.models import Notice
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holders


@app.periodic(cron="*/10 * * * *")
@app.task(name="mingcha.forget_shares", queueing_lock="mingcha.forget_shares")
def forget_shares(timestamp: int) -> None:
    forget_run_out()


@app.periodic(cron="15 7 * * *")
@app.task(name="mingcha.remind_sealed_reports", queueing_lock="mingcha.remind_sealed_reports")
def remind_of_content(timestamp: int) -> None:
    """Once for each report whose content should be destroyed: the head of its office is told."""
    for report in overdue_content(timezone.localdate()):
        with translation.override(settings.LANGUAGE_CODE):
            text = _("The content of report %(number)s has had its time.") % {
                "number": report.petition.number
            }
        told = Notice.objects.filter(url=report.get_absolute_url(), text=text[:300]).values("user")
        notify(holders(report.office_id, Role.OFFICE_HEAD).exclude(pk__in=told), text, record=report)
