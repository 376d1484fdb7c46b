"""The threat model names tests for every property and misuse; a name that proves nothing is found here."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
PROPERTIES = 22  # of the study of reporting systems this site is measured by


def rows(title: str) -> list[list[str]]:
    """The cells of each row of the table under this heading."""
    part = TEXT.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named(cell: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(test_\w+)`", cell)


@cache
def known_in(path: str) -> frozenset[str]:
    """The tests of a file, given from `mingcha` or from here."""
    place = ROOT / path if path.startswith("tests/") else ROOT / "mingcha" / path
    assert place.is_file(), path
    tree = ast.parse(place.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def missing(cells: list[str]) -> list[str]:
    return [f"{path}::{name}" for cell in cells for path, name in named(cell) if name not in known_in(path)]


def test_every_property_has_a_test_that_exists_or_a_statement() -> None:
    found = rows("Property by property")
    assert [int(row[0]) for row in found] == list(range(1, PROPERTIES + 1))
    assert [row[0] for row in found if not named(row[3]) and len(row[4]) < 40] == []
    assert missing([row[3] for row in found]) == []


def test_every_misuse_has_a_test_that_exists() -> None:
    found = rows("Misuse, tried")
    asked = ("enumeration", "timing", "replay", "oversized", "endless", "zip bombs, on the site", "polyglot")
    asked += ("zip bombs, in the browser", "header", "script", "forged and ended codes", "stolen")
    assert [word for word in asked if not any(word in row[0] for row in found)] == []
    assert [row[0] for row in found if not named(row[1])] == []
    assert missing([row[1] for row in found]) == []
