"""Long streams in short lists, by number and by bytes."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
MOST_BYTES = 1 << 25  # of records as JSON, together; a single one may have half of that
_SELDOM = 200_000  # new objects before Python looks for garbage in cycles; it does so at 700 otherwise


def batched(
    items: Iterable[T], size: int, weigh: Callable[[T], int] = lambda item: 0, most: int = MOST_BYTES
) -> Iterator[list[T]]:
    """Lists of at most `size`, in order, each full as soon as its items weigh `most` bytes together."""
    batch: list[T] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += weigh(item)
        if len(batch) == size or weight >= most:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Records from JSON form no cycles: looking for some again and again takes a third of all the time."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
