"""From a file to a version and back into an engine."""

from datetime import date
from decimal import Decimal

import ibis
import pytest

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.models import Dataset, Load, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.testing.datasets import (
    as_csv,
    as_workbook,
    make_dataset,
    make_version,
    payments,
)
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
