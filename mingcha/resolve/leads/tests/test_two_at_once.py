"""Two people at the same letter, and the same lead on two letters: one of them wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from mingcha.foundation.refusals import NotNow
from mingcha.resolve.leads.models import Lead, LeadTransfer
from mingcha.resolve.leads.workflow import TRANSFERS
from mingcha.testing.conduct import make_site
from mingcha.testing.resolve import make_lead, make_transfer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run them together, each on a connection of its own; what came of each."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            together.wait(10)
            call()
        except NotNow:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_a_letter_is_sent_once() -> None:
    site = make_site()
    letter = make_transfer(site, [make_lead(site, "approved")])
    copies = [LeadTransfer.objects.get(pk=letter.pk) for _each in range(2)]
    staff, head = site.staff, site.head
    outcome = at_once(
        lambda: TRANSFERS.perform(copies[0], "send", by=staff),
        lambda: TRANSFERS.perform(copies[1], "send", by=head),
    )
    assert outcome == ["done", "told"]
    letter.refresh_from_db()
    assert letter.number.endswith("〕1号")


def test_a_lead_comes_on_one_letter() -> None:
    site = make_site()
    lead = make_lead(site, "approved")
    copies = [Lead.objects.select_related("inspection").get(pk=lead.pk) for _each in range(2)]
    outcome = at_once(*(lambda copy=copy: make_transfer(site, [copy]) for copy in copies))
    assert outcome == ["done", "told"]
    assert LeadTransfer.objects.count() == 1
