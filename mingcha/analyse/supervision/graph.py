"""The picture behind a relation hit: persons, companies, telephones, addresses, accounts and their ties.

Built from the very rows that the hit names, so that every line in the picture has its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import networkx as nx

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES

Row = Mapping[str, Any]
ROLES = COMPANY_ROLES.by_name["role"].codes


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
    """One tie, in words, and the row it stands on: the table's contract and the row's key."""

    one: Node
    other: Node
    words: str
    table: str
    row: str


def _person(graph: nx.MultiGraph, key: str, name: str | None = None) -> Node:
    return _node(graph, NodeKind.PERSON, key, name)


def _company(graph: nx.MultiGraph, key: str, name: str | None = None) -> Node:
    return _node(graph, NodeKind.COMPANY, key, name)


def _node(graph: nx.MultiGraph, kind: NodeKind, key: str, name: str | None = None) -> Node:
    """The node, made on first sight; a name that a later row tells is kept."""
    node = Node(kind, key)
    if name or node not in graph:
        graph.add_node(node, name=name or key)
    return node


def _tie(graph: nx.MultiGraph, one: Node, other: Node, words: str, table: str, row: str) -> None:
    graph.add_edge(one, other, edge=Edge(one, other, words, table, row))


def _contacts(graph: nx.MultiGraph, owner: Node, row: Row, table: str, key: str) -> None:
    for kind in (NodeKind.PHONE, NodeKind.ADDRESS):
        if value := (row.get(kind) or "").strip():
            words = "电话" if kind == NodeKind.PHONE else "地址"
            _tie(graph, owner, _node(graph, kind, value), words, table, key)


def _official(graph: nx.MultiGraph, row: Row) -> None:
    person = _person(graph, row["person_id"], row.get("name"))
    _contacts(graph, person, row, "officials", row["person_id"])


def _resident(graph: nx.MultiGraph, row: Row) -> None:
    person = _person(graph, row["person_id"], row.get("name"))
    _contacts(graph, person, row, "residents", row["person_id"])


def _kin(graph: nx.MultiGraph, row: Row) -> None:
    one, other = _person(graph, row["person_id"]), _person(graph, row["kin_id"], row.get("kin_name"))
    _tie(graph, one, other, row.get("relation") or "亲属", "kin", row["relation_id"])


def _role(graph: nx.MultiGraph, row: Row) -> None:
    person = _person(graph, row["person_id"], row.get("name"))
    company = _company(graph, row["company_code"], row.get("company"))
    _tie(graph, person, company, ROLES.get(row["role"], row["role"]), "company_roles", row["role_id"])


def _registered(graph: nx.MultiGraph, row: Row) -> None:
    company = _company(graph, row["company_code"], row.get("company"))
    _contacts(graph, company, row, "companies", row["company_code"])
    if parent := row.get("parent_code"):
        _tie(graph, _company(graph, parent), company, "控股", "companies", row["company_code"])


def _account(graph: nx.MultiGraph, row: Row) -> None:
    """The holder is a company if one of this code is known by now, else a person."""
    company = Node(NodeKind.COMPANY, row["holder_id"]) in graph
    holder = (_company if company else _person)(graph, row["holder_id"], row.get("holder"))
    account = _node(graph, NodeKind.ACCOUNT, row["account"])
    _tie(graph, holder, account, "账户", "account_holders", row["record_id"])


# In this order: accounts come last, when it is known who is a company.
READERS: Mapping[str, Callable[[nx.MultiGraph, Row], None]] = {
    "officials": _official,
    "kin": _kin,
    "residents": _resident,
    "company_roles": _role,
    "companies": _registered,
    "account_holders": _account,
}


def build(tables: Mapping[str, Iterable[Row]]) -> nx.MultiGraph:
    """The graph of these rows, by the name of their contract; tables that tell of no ties are passed over."""
    graph = nx.MultiGraph()
    for name, read in READERS.items():
        for row in tables.get(name, ()):
            read(graph, row)
    return graph


def shortest(graph: nx.MultiGraph, one: Node, other: Node) -> list[Edge]:
    """The ties from one to the other, the fewest there can be; none if nothing connects them.

    Of paths alike in length the one whose nodes come first; of parallel ties the first by table and row.
    """
    if one not in graph or other not in graph or not nx.has_path(graph, one, other):
        return []
    nodes = min(nx.all_shortest_paths(graph, one, other))
    return [_first(graph, here, there) for here, there in zip(nodes, nodes[1:], strict=False)]


def _first(graph: nx.MultiGraph, one: Node, other: Node) -> Edge:
    ties: list[Edge] = [data["edge"] for data in graph.get_edge_data(one, other).values()]
    return min(ties, key=lambda edge: (edge.table, edge.row, edge.words))


def told(graph: nx.MultiGraph, path: list[Edge], start: Node) -> str:
    """A path in words: names and ties by turns."""
    words, here = [str(graph.nodes[start]["name"])] if start in graph else [], start
    for edge in path:
        here = edge.other if edge.one == here else edge.one
        words += [edge.words, str(graph.nodes[here]["name"])]
    return " — ".join(words)


def drawn(graph: nx.MultiGraph) -> dict[str, list[dict[str, str]]]:
    """Nodes and edges for a picture, in one order, without a layout: that is the page's."""
    nodes = sorted(graph.nodes)
    number = {node: f"n{place}" for place, node in enumerate(nodes)}
    edges = sorted(
        (data["edge"] for _one, _other, data in graph.edges(data=True)),
        key=lambda edge: (edge.one, edge.other, edge.table, edge.row, edge.words),
    )
    return {
        "nodes": [
            {"id": number[node], "kind": node.kind, "key": node.key, "name": graph.nodes[node]["name"]}
            for node in nodes
        ],
        "edges": [
            {
                "from": number[edge.one],
                "to": number[edge.other],
                "words": edge.words,
                "table": edge.table,
                "row": edge.row,
            }
            for edge in edges
        ],
    }
