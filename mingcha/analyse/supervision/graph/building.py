"""Rows as a graph: every line in the picture has the row it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from mingcha.analyse.datasets.contracts.companies import COMPANY_ROLES
from mingcha.analyse.supervision.graph.nodes import Edge, Node, NodeKind

Row = Mapping[str, Any]
Tables = Mapping[str, Iterable[Row]]
ROLES = COMPANY_ROLES.by_name["role"].codes


@dataclass(frozen=True)
class Relations:
    """`ties` explain why two belong together; `dealings` are what they did: bid, sold, won.

    Dealings are no ties: that two bid for one lot does not make them related.
    """

    ties: nx.MultiGraph
    dealings: tuple[Edge, ...]

    def name(self, node: Node) -> str:
        return str(self.ties.nodes[node]["name"]) if node in self.ties else node.key


def build(tables: Tables) -> Relations:
    """The graph of these rows, by the name of their contract; tables that tell of no ties are passed over."""
    graph = nx.MultiGraph()
    for name, read in READERS.items():
        for row in tables.get(name, ()):
            read(graph, row)
    for table in ("bids", "awards"):
        for row in tables.get(table, ()):
            _company(graph, row["company_code"], row.get("company"))
    return Relations(graph, (*_rivals(tables), *_suppliers(tables), *_awarded(tables)))


# Ties


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
    graph.add_edge(one, other, edge=Edge(one, other, words, table, (row,)))


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
TELLING = frozenset({"kin", "company_roles", "account_holders"})  # rows that tie two by themselves


# Dealings


def _rivals(tables: Tables) -> list[Edge]:
    """Companies that bid for the same lots."""
    lots = defaultdict(list)
    for row in tables.get("bids", ()):
        lots[row["tender_id"]].append((row["company_code"], row["bid_id"]))
    return _met("bids", lots.values(), "同投{count}个标段")


def _suppliers(tables: Tables) -> list[Edge]:
    """Companies that sold one kind of thing to one unit in one year."""
    sales = defaultdict(list)
    for row in tables.get("purchases", ()):
        place = (row["unit"], row["category"], str(row["bought_on"])[:4])
        sales[place].append((row["company_code"], row["purchase_id"]))
    return _met("purchases", sales.values(), "同向{count}家单位供货")


def _met(table: str, places: Iterable[list[tuple[str, str]]], words: str) -> list[Edge]:
    """One dealing for each two companies, of all the places where they met."""
    rows: dict[tuple[str, str], set[str]] = defaultdict(set)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for met in places:
        by_company = defaultdict(set)
        for company, row in met:
            by_company[company].add(row)
        for pair in combinations(sorted(by_company), 2):
            counts[pair] += 1
            rows[pair] |= by_company[pair[0]] | by_company[pair[1]]
    return [_dealing(pair, words.format(count=counts[pair]), table, rows[pair]) for pair in sorted(rows)]


def _dealing(pair: tuple[str, str], words: str, table: str, rows: Iterable[str]) -> Edge:
    one, other = (Node(NodeKind.COMPANY, code) for code in pair)
    return Edge(one, other, words, table, tuple(sorted(rows)))


def _awarded(tables: Tables) -> list[Edge]:
    """What an official's own unit awarded to a company."""
    units = {row.get("unit"): row["person_id"] for row in tables.get("officials", ()) if row.get("unit")}
    won = defaultdict(list)
    for row in tables.get("awards", ()):
        if row.get("owner") in units:
            won[units[row["owner"]], row["company_code"], row["owner"]].append(row["award_id"])
    return [
        Edge(
            Node(NodeKind.PERSON, person),
            Node(NodeKind.COMPANY, company),
            f"任职的{unit}向其发包{len(awards)}项",
            "awards",
            tuple(sorted(awards)),
        )
        for (person, company, unit), awards in sorted(won.items())
    ]
