"""Long streams in short lists."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
_SELDOM = 200_000  # new objects before Python looks for garbage in cycles; it does so at 700 otherwise


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
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
