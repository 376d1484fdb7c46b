"""From a file to a version and back into an engine."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import ibis
import pytest

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.loading import checks, profiling
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.analyse.datasets.queries.profiles import lines_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import NotNow
from mingcha.testing.datasets import as_csv, as_workbook, bring, make_dataset, make_version, payments
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_officer(make_office())


@pytest.fixture
def dataset(staff: User) -> Dataset:
    return make_dataset(by=staff, office=staff.posts.get().body)


def rows_of(version: Version, by: User, **more: bool) -> list[dict[str, object]]:
    connection = ibis.duckdb.connect()
    table = actions.open_version(connection, version, by=by, purpose="测试", **more)
    found: list[dict[str, object]] = connection.to_pyarrow(table.order_by("payment_id")).to_pylist()
    connection.disconnect()
    return found


@pytest.mark.parametrize("encrypted", [True, False])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_brought_checked_loaded_and_read(staff: User, kind: str, encrypted: bool) -> None:
    dataset = make_dataset(by=staff, office=staff.posts.get().body, encrypted=encrypted)
    content = as_csv(payments(), encoding="gb18030") if kind == "csv" else as_workbook(payments())
    version = make_version(dataset, content, by=staff, name=f"发放明细.{kind}")
    assert (version.number, version.rows, version.set_aside) == (1, 3, 0)
    rows = rows_of(version, staff, source_rows=True)
    assert rows[0]["amount"] == Decimal("101.50")
    assert rows[0]["month"] == date(2025, 2, 1)
    assert [row[store.SOURCE_ROW] for row in rows] == [2, 3, 4]
    assert list(rows_of(version, staff)[0]) == list(dataset.declared.schema)  # type: ignore[union-attr]
    told = Event.objects.filter(action="dataset.query", by=staff, subject_id=version.pk)
    assert told.count() == 2
    assert told[0].facts["purpose"] == "测试"
    assert not Load.objects.exists()


def test_a_contract_that_grew_gives_empty_columns_for_older_versions(
    staff: User, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make_version(dataset, by=staff)
    older = CONTRACTS[dataset.contract]
    grown = replace(older, columns=(*older.columns[:-1], column("paid_on", "到账日期", "Paid on", Kind.DATE)))
    monkeypatch.setitem(CONTRACTS, dataset.contract, grown)
    rows = rows_of(version, staff)
    assert {row["paid_on"] for row in rows} == {None}
    assert "village" not in rows[0]
    monkeypatch.delitem(CONTRACTS, dataset.contract)
    with pytest.raises(NotNow):
        rows_of(version, staff)


def test_a_column_too_large_to_count_is_counted_roughly(
    staff: User, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise duckdb.OutOfMemoryException

    monkeypatch.setattr(profiling, "_of", full)
    version = make_version(dataset, as_csv(payments(20)), by=staff)
    assert all(one["rows"] == 20 and 0 < one["distinct"] < 30 for one in version.profile)
    assert all(set(one) == {"name", "rows", "missing", "distinct"} for one in version.profile)
    assert [line.bars for line in lines_of(version)] == [[]] * 9


def test_a_million_rows_would_not_be_held_at_once(
    staff: User, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches and row groups of a few rows give the same table."""
    monkeypatch.setattr(checks, "_AT_ONCE", 7)
    monkeypatch.setattr(checks, "_GROUP", 20)
    rows = payments(101)
    rows[90][0] = rows[3][0]
    load = bring(dataset, as_csv(rows), by=staff)
    heard: list[tuple[int, int]] = []
    actions.check_load(load, by=staff, progress=lambda done, total: heard.append((done, total)))
    assert len(heard) == 15
    assert all(done < total for done, total in heard)
    version = actions.load_version(load, by=staff)
    assert (version.rows, version.set_aside) == (100, 1)
    assert store.parquet(version.place).num_row_groups > 1
    assert len(rows_of(version, staff)) == 100
