"""What a picture of relations is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"


@dataclass(frozen=True, order=True)
class Node:
    """A person by identity number, a company by credit code, a contact by itself."""

    kind: NodeKind
    key: str


@dataclass(frozen=True)
class Edge:
    """One tie, in words, and what it stands on: the table's contract and the keys of its rows."""

    one: Node
    other: Node
    words: str
    table: str
    rows: tuple[str, ...]
