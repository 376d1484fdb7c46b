"""The tests' own PostgreSQL and a database for each run, so that several people may test at once."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent

# Settings read the environment once, so all of this comes before Django is imported. xdist's
# workers inherit what the first process set.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ["FAST_PASSWORDS"] = "1"
# One site a run: `pytest` is the inner one, `MINGCHA_SITE=outer pytest mingcha/outer` the other.
collect_ignore = [] if os.environ.get("MINGCHA_SITE") == "outer" else ["mingcha/outer"]
if "MINGCHA_TEST_RUN" not in os.environ:
    from mingcha.foundation.catalogues import compile_catalogues
    from mingcha.foundation.postgres import start

    compile_catalogues()
    os.environ["MINGCHA_TEST_RUN"] = str(os.getpid())
    os.environ["STATE"] = tempfile.mkdtemp(prefix="mingcha-test-")
    Path(os.environ["STATE"], "static").mkdir()
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start(ROOT / "var" / "test-postgres" / socket.gethostname(), quick=True)

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Two workers at once never see each other's files.
    os.environ["STATE"] = os.path.join(os.environ["STATE"], worker)
    Path(os.environ["STATE"], "static").mkdir(parents=True)

import django
import pytest

django.setup()
if not worker:
    # Where a worker inherited it, pytest-django would read the settings before this file.
    del os.environ["DJANGO_SETTINGS_MODULE"]

# `browser` and `page`, once for the whole run: two Chromiums in one process get in each other's way;
# `duckdb` and `spark`, once for a module.
pytest_plugins = ["mingcha.testing.browser", "mingcha.testing.engines"]


def pytest_unconfigure() -> None:
    if os.environ["MINGCHA_TEST_RUN"] == str(os.getpid()):
        shutil.rmtree(os.environ["STATE"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object, worker_name: str) -> Iterator[None]:
    """A copy of a migrated template, made once for each state of the migrations."""
    from mingcha.testing.databases import own_database

    with own_database(worker_name, django_db_blocker):
        yield


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ["MINGCHA_TEST_RUN"] + os.environ.get("PYTEST_XDIST_WORKER", "")
