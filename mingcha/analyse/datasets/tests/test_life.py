"""Registering, keeping, destroying: what is asked, what is left."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.documents import build_certificate
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.analyse.datasets.queries import users_of_contract
from mingcha.analyse.datasets.signals import destroying, using
from mingcha.analyse.datasets.workflow import RETENTION, WORKFLOW
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.documents.actions import draw_up
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.records import new_id
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import as_csv, bring, checked, make_dataset, make_version, payments

TODAY = timezone.localdate


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.mark.django_db
def test_registering_starts_the_clock_of_destruction(site: Site) -> None:
    dataset = make_dataset(by=site.staff, office=site.made.office)
    clock = Deadline.objects.get(subject_id=dataset.pk, kind=RETENTION)
    assert clock.due_on == dataset.keep_until
    assert clock.office_id == dataset.office_id


WRONG: list[dict[str, Any]] = [
    {"contract": "no_such"},
    {"title": ""},
    {"letter_on": TODAY() + timedelta(days=1)},
    {"keep_until": TODAY() - timedelta(days=1)},
    {"marking": "secret"},
    {"marking": "work_secret", "encrypted": False},
    {"office": None},
]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", WRONG, ids=str)
def test_what_does_not_fit_is_refused(site: Site, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid), transaction.atomic():
        make_dataset(by=site.staff, **({"office": site.made.office} | fields))
    assert not Dataset.objects.exists()


@pytest.mark.django_db
def test_a_title_stands_once_for_a_contract(site: Site) -> None:
    make_dataset(by=site.staff, office=site.made.office, title="同名")
    with pytest.raises(Invalid, match="同一"), transaction.atomic():
        make_dataset(by=site.staff, office=site.made.office, title="同名")
    make_dataset(by=site.staff, office=site.made.office, title="同名", contract="deaths")


@pytest.mark.django_db
def test_the_facts_are_corrected_by_the_office_only(site: Site) -> None:
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    actions.edit_dataset(dataset, by=site.staff, title="新标题", contract="deaths")
    dataset.refresh_from_db()
    assert (dataset.title, dataset.contract) == ("新标题", "subsidy_payments")
    with pytest.raises(NotAllowed):
        actions.edit_dataset(dataset, by=site.leader, title="不行")


@pytest.mark.django_db
def test_only_the_head_keeps_it_longer_and_says_why(site: Site) -> None:
    dataset = make_dataset(by=site.staff, office=site.made.office)
    later = dataset.keep_until + timedelta(days=30)
    with pytest.raises(NotAllowed):
        actions.extend_retention(dataset, until=later, reason="核查未完", by=site.staff)
    with pytest.raises(Invalid):
        actions.extend_retention(dataset, until=later, reason=" ", by=site.head)
    with pytest.raises(Invalid):
        actions.extend_retention(dataset, until=dataset.keep_until, reason="核查未完", by=site.head)
    actions.extend_retention(dataset, until=later, reason="核查未完", by=site.head)
    assert Deadline.objects.get(subject_id=dataset.pk).due_on == later == dataset.keep_until


@pytest.mark.django_db
def test_versions_are_numbered_and_know_where_they_come_from(site: Site) -> None:
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    first = make_version(dataset, by=site.staff)
    second = make_version(dataset, as_csv(payments(5)), by=site.member, name="补正.csv")
    assert [first.number, second.number] == [1, 2]
    assert second.lineage["parent"] == 1
    assert second.lineage["columns"]["amount"] == "发放金额"
    assert (first.source_digest, second.loaded_by) != (second.source_digest, site.staff)
    again = bring(dataset, by=site.staff)
    assert again.digest == first.source_digest
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.django_db
def test_the_profile_counts_and_names_no_person(site: Site) -> None:
    dataset = make_dataset(by=site.staff, office=site.made.office)
    rows = payments(6)
    rows[0][8] = rows[1][8] = ""
    rows[2][2] = rows[3][2]
    version = make_version(dataset, as_csv(rows), by=site.staff)
    by_name = {one["name"]: one for one in version.profile}
    assert (by_name["village"]["missing"], by_name["village"]["distinct"]) == (2, 1)
    assert by_name["village"]["top"] == [["测试村", 4]]
    assert (by_name["amount"]["low"], by_name["amount"]["high"]) == ("101.50", "106.50")
    assert sum(by_name["amount"]["bars"]) == 6
    assert by_name["name"]["repeats"] == [[1, 4], [2, 1]]
    told = str(version.profile)
    for secret in ("测试4", rows[0][1], rows[0][6]):
        assert secret not in told


# Destruction


@pytest.mark.django_db(transaction=True)
def test_destroyed_means_gone(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    site = make_site()
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    rows = payments(4)
    rows[0][5] = "坏"
    versions = [make_version(dataset, as_csv(rows), by=site.staff), make_version(dataset, by=site.staff)]
    checked(dataset, by=site.member)
    bring(dataset, by=site.staff)
    kept = make_version(make_dataset(by=site.staff, office=site.made.office), by=site.staff)
    actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.head)
    left = {key for _kind, key, _path in store.known_places()}
    assert left == {kept.pk}
    assert not Load.objects.exists()
    for version in versions:
        version.refresh_from_db()
        assert (version.profile, "places" in version.report) == ([], False)
        assert version.report["rows"] in (3, 4)
        with pytest.raises(NotNow):
            actions.open_version(ibis.duckdb.connect(), version, by=site.staff, purpose="测试")
        with pytest.raises(NotNow):
            actions.aside_workbook(version, by=site.staff)
    with pytest.raises(NotNow):
        bring(dataset, by=site.staff)
    clock = Deadline.objects.get(subject_id=dataset.pk)
    assert clock.met_on == dataset.destroyed_on == TODAY()


@pytest.mark.django_db
def test_only_the_head_destroys_with_a_witness_today(site: Site) -> None:
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    for who in ("office_staff", "leader"):
        with pytest.raises(NotAllowed):
            actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.person(who))
    with pytest.raises(Invalid):
        actions.destroy_dataset(dataset, witness=" ", reason="期满", by=site.head)
    yesterday = TODAY() - timedelta(days=1)
    with pytest.raises(Invalid):
        actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.head, on=yesterday)
    actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.head)
    assert Event.objects.filter(action="dataset.destroy", by=site.head).count() == 1
    with pytest.raises(NotNow):
        WORKFLOW.perform(dataset, "destroy", by=site.head, witness="监销人", reason="期满")


@pytest.mark.django_db
def test_the_certificate_names_every_version_and_no_value(site: Site) -> None:
    dataset = make_dataset(by=site.staff, in_round=site.made.round)
    version = make_version(dataset, by=site.member)
    with pytest.raises(NotNow):
        draw_up("destruction_certificate", dataset, by=site.staff)
    actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.head)
    told = str(build_certificate(dataset))
    assert version.source_digest[:32] in told
    assert version.source_digest[32:] in told
    assert payments()[0][6] not in told
    dataset.versions.update(created_at="2026-03-01T17:00:00Z")  # an hour after midnight here
    assert "2026-03-02" in str(build_certificate(dataset))
    made = draw_up("destruction_certificate", dataset, by=site.staff)
    assert made.number == f"巡数销〔{TODAY().year}〕1号"


@pytest.mark.django_db
def test_others_are_told_of_the_destruction_and_say_what_uses_a_contract(site: Site) -> None:
    heard: list[Dataset] = []

    def told(dataset: Dataset, **given: Any) -> None:
        heard.append(dataset)

    def uses(contract: str, **given: Any) -> list[tuple[str, str]]:
        return [("M01 死亡人员领取", "/models/M01/")] if contract == "deaths" else []

    destroying.connect(told)
    using.connect(uses)
    try:
        dataset = make_dataset(by=site.staff, office=site.made.office)
        actions.destroy_dataset(dataset, witness="监销人", reason="期满", by=site.head)
        assert heard == [dataset]
        assert ("M01 死亡人员领取", "/models/M01/") in users_of_contract("deaths")
        assert ("M01 死亡人员领取", "/models/M01/") not in users_of_contract("residents")
    finally:
        destroying.disconnect(told)
        using.disconnect(uses)


@pytest.mark.django_db
def test_offices_are_told_every_day_of_data_kept_too_long(site: Site) -> None:
    dataset = make_dataset(by=site.staff, office=site.made.office)
    late = dataset.keep_until + timedelta(days=2)
    assert actions.remind_overdue(dataset.keep_until) == 0
    first = actions.remind_overdue(late)
    assert first >= 2
    assert actions.remind_overdue(late) == 0
    assert actions.remind_overdue(late + timedelta(days=1)) == first
    notice = Notice.objects.filter(user=site.head, url=dataset.get_absolute_url()).latest("created_at")
    assert "逾期 3 天" in notice.text
    assert dataset in Dataset.objects.overdue(late)


@pytest.mark.django_db
def test_what_was_left_behind_by_a_crash_is_swept(site: Site, settings: Any, tmp_path: Path) -> None:
    """Files of a destroyed version go at once; others that no record stands for when a day old."""
    settings.STATE_DIR = tmp_path
    dataset = make_dataset(by=site.staff, office=site.made.office)
    version = make_version(dataset, by=site.staff)
    Version.objects.filter(pk=version.pk).update(destroyed_at=timezone.now(), profile=[])
    lost, fresh = (store.staged(new_id(), sealed=False).path for _each in range(2))
    for path in (lost, fresh):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PAR1")
    os.utime(lost, (0, 0))
    assert actions.sweep() >= 2
    assert not version.place.path.exists()
    assert fresh.exists()
    assert not lost.exists()
