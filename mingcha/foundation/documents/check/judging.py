"""All rules over one file, in the order of the standard."""

from collections.abc import Callable, Iterator
from pathlib import Path

from mingcha.foundation.documents.check import body, end, head, page
from mingcha.foundation.documents.check.faults import RULES, Fault
from mingcha.foundation.documents.check.naming import name_parts
from mingcha.foundation.documents.check.reading import Reading, read

__all__ = ["RULES", "Fault", "validate"]

_Rule = Callable[[Reading], Iterator[Fault]]
_CHECKS: tuple[_Rule, ...] = (*page.CHECKS, *head.CHECKS, *body.CHECKS, *end.CHECKS)


def validate(source: str | Path | bytes) -> list[Fault]:
    """Every fault of a .docx, given as a path or as its bytes. An empty list is a clean paper."""
    reading = read(source)
    name_parts(reading)
    return [fault for check in _CHECKS for fault in check(reading)]
