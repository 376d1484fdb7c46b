from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from mingcha.foundation.numbering.actions import follow, next_number, next_numbers
from mingcha.foundation.numbering.models import Series
from mingcha.testing.foundation import make_user


@pytest.mark.django_db
def test_each_series_counts_from_one() -> None:
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]
    assert next_numbers("a", 3) == [3, 4, 5]
    assert next_numbers("a", 0) == []
    assert next_number("a") == 6


@pytest.mark.django_db
def test_numbers_from_elsewhere_are_not_given_again() -> None:
    next_numbers("a", 3)
    follow([("a", 2), ("b", 4), ("b", 7), ("b", 5)])
    assert [next_number("a"), next_number("b")] == [4, 8]
    follow([])


@pytest.mark.django_db
def test_nobody_looks_at_the_series() -> None:
    next_number("a")
    assert not Series.objects.visible_to(make_user()).exists()


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_leaves_no_gap() -> None:
    with transaction.atomic():
        next_number("a")
        transaction.set_rollback(True)
    assert next_number("a") == 1


@pytest.mark.django_db(transaction=True)
def test_people_drawing_at_once_get_each_number_once() -> None:
    def draw(_turn: int) -> int:
        try:
            return next_number("a")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        assert sorted(people.map(draw, range(24))) == list(range(1, 25))
