"""The engines that models run on, for the tests: DuckDB, and a real Spark with two executors."""

from collections.abc import Iterator
from typing import Any

import pytest

from mingcha.analyse.supervision import engine

CLUSTER = "local-cluster[2,1,1024]"  # two executors, each a process of its own
PARTITIONS = "2"


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    with engine.opened(engine.DUCKDB) as connection:
        yield connection


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """As in use. It ends with the module, so that nothing of it stands beside the tests that follow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGCHA_SPARK_PARTITIONS", PARTITIONS)
        with engine.opened(CLUSTER) as connection:
            yield connection
        engine.close()
