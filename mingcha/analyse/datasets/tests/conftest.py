"""An office's staff, and a data set of theirs."""

import pytest

from mingcha.analyse.datasets.models import Dataset
from mingcha.foundation.accounts.models import User
from mingcha.testing.datasets import (
    make_dataset,
)
from mingcha.testing.registry import make_office, make_officer


@pytest.fixture
def staff() -> User:
    return make_officer(make_office())


@pytest.fixture
def dataset(staff: User) -> Dataset:
    return make_dataset(by=staff, office=staff.posts.get().body)
