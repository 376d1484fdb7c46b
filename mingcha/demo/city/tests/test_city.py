"""The demonstration city: loaded once as a newcomer does, then held against what the city published."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import Client

from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.demo.city import loading
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.exchange.pasts import past_of
from mingcha.foundation.exchange.queries import missing_numbers
from mingcha.foundation.indicators import INSTALLATION, Scope, registry
from mingcha.oversee.statistics.queries.published import published
from mingcha.prepare.rounds.models import Round
from mingcha.registry.organisations.models import Division, Organisation
from mingcha.resolve.leads.models import Lead
from mingcha.resolve.rectification.models import Item

pytestmark = [pytest.mark.demo, pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # one loading

TODAY = date(2026, 11, 20)
# The figures of `tonghua-city-8th-committee` that records can state.
PUBLISHED = {
    "th-3": 257,
    "th-4": 3664,
    "th-5": 119,
    "th-10": 44,
    "th-11": 9,
    "th-12": 3,
    "th-13": 2,
    "th-14": 34,
    "th-15": 86,
    "th-16": 8,
    "th-17": 5,
    "th-19": 45,
    "th-22": 60,
    "th-23": 28,
}


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[float]:
    """The whole of it, in a transaction that is rolled back; how many seconds it took."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.monotonic()
        loading.load(TODAY, lambda text: None)
        took = time.monotonic() - began
        connection.check_constraints()  # once: each test would link the whole trail anew, and drop it
        yield took
        transaction.set_rollback(True)


def test_it_adds_up_to_the_published_figures(city: float) -> None:
    stated = {code: one for one in registry.all_indicators() for code in one.published}
    found = {code: stated[code].value(Scope(), INSTALLATION) for code in PUBLISHED}
    assert found == PUBLISHED
    adjusted = stated["th-20"].value(Scope(), INSTALLATION)
    assert adjusted is not None
    assert 120 < adjusted < 130, published()["th-20"].wording


def test_it_is_as_large_as_a_city(city: float) -> None:
    assert Division.objects.count() > 40_000
    inspected = Organisation.objects.exclude(sector=Organisation.Sector.VILLAGES)
    assert 140 <= inspected.count() <= 300
    assert Organisation.objects.filter(sector=Organisation.Sector.VILLAGES).exists()
    assert all("示例" in name for name in Organisation.objects.values_list("name", flat=True))
    own = Round.objects.filter(office__level="city")
    assert sorted(own.values_list("status", flat=True)) == [
        "archived",
        "forming",
        "forming",
        "on_site",
        "rectifying",
    ]


def test_every_kind_of_record_is_there_to_be_looked_at(city: float) -> None:
    kinds = set(Activity.objects.values_list("kind", flat=True))
    assert kinds >= {"hearing", "talk", "symposium", "file_review", "visit", "questionnaire", "mid_term"}
    statuses = set(ImmediateRectification.objects.values_list("status", flat=True))
    assert {"leader_approved", "issued", "receipted", "verified"} <= statuses
    assert set(Item.objects.values_list("status", flat=True)) >= {"written_off"}
    assert Lead.objects.filter(status="closed").exists()


def test_its_dates_run_forward(city: float) -> None:
    steps = ("notified_on", "entered_on", "left_on", "reported_on", "fed_back_on", "rectifying_from")
    for earlier, later in zip(steps, steps[1:], strict=False):
        assert not Inspection.objects.filter(**{f"{earlier}__gt": F(later)}).exists(), (earlier, later)
    assert not WorkingPaper.objects.filter(Q(made_on__gt=F("signed_on")) | Q(signed_on__gt=TODAY)).exists()
    assert not Finding.objects.filter(found_on__gt=F("confirmed_on")).exists()
    assert not Petition.objects.filter(received_on__gt=F("closed_on")).exists()
    assert not Lead.objects.filter(transferred_on__gt=F("closed_on")).exists()
    assert not Item.objects.filter(done_on__gt=F("written_off_on")).exists()
    for field in ("entered_on", "left_on", "fed_back_on", "archived_on"):
        assert not Inspection.objects.filter(**{f"{field}__gt": TODAY}).exists(), field


def test_a_finding_rests_on_a_signed_paper_with_evidence(city: float) -> None:
    confirmed = Finding.objects.confirmed()
    assert not confirmed.exclude(papers__number__gt="").exists()
    assert not WorkingPaper.objects.signed().filter(evidence=None).exists()


def test_those_who_sign_in_first_find_their_work(city: float) -> None:
    for username in ("city-office-head", "city-department-officer01", "org-th013"):
        client = Client()
        client.force_login(User.objects.get(username=username))
        assert client.get("/").status_code == 200, username


def test_chance_decides_the_same_every_time(city: float) -> None:
    """Reproducible: the findings' seriousness and amounts as the one seed gives them, on any machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select md5(string_agg(severity || coalesce(amount::text, ''), ',' order by severity, amount))"
            " from findings_finding"
        )
        assert cursor.fetchone()[0] == BY_CHANCE


BY_CHANCE = "890b09b030589ed9526adb033edc11ad"


def test_a_laptop_has_handed_in_work_with_a_conflict_and_a_gap(city: float) -> None:
    channel = Channel.objects.get(partner="laptop")
    assert missing_numbers(channel) == [2]
    copy = Copy.objects.in_conflict().get()
    assert past_of(copy).conflicts() == ["reflected"]
