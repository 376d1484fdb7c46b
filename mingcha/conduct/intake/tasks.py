"""What the worker does here: forgetting shares that ran out, reminding of content and keys to destroy."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mingcha.conduct.intake.actions.replying import overdue_content
from mingcha.conduct.intake.actions.unlocking import forget_run_out
from mingcha.conduct.intake.models import SealedReport, TeamKeys
from mingcha.conduct.intake.queries import keys_past_their_round
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
        _tell_head(report, text)


@app.periodic(cron="20 7 * * *")
@app.task(name="mingcha.remind_reporting_keys", queueing_lock="mingcha.remind_reporting_keys")
def remind_of_keys(timestamp: int) -> None:
    """Once for the keys of each team whose round is over: the head of the office is told to destroy them."""
    for keys in keys_past_their_round():
        with translation.override(settings.LANGUAGE_CODE):
            text = _("The round is over: destroy the reporting keys of %(team)s.") % {"team": keys.team}
        _tell_head(keys, text)


def _tell_head(record: SealedReport | TeamKeys, text: str) -> None:
    told = Notice.objects.filter(url=record.get_absolute_url(), text=text[:300]).values("user")
    notify(holders(record.office_id, Role.OFFICE_HEAD).exclude(pk__in=told), text, record=record)
