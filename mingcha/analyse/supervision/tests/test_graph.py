"""The graph behind a relation hit."""

from typing import Any

import pytest

from mingcha.analyse.supervision.graph import Node, NodeKind, build, drawn, shortest, told

ME, SPOUSE = "990101197001010012", "990101197201010029"
OFFICIAL = Node(NodeKind.PERSON, ME)
WINNER = Node(NodeKind.COMPANY, "A")
CHAIN: dict[str, list[dict[str, Any]]] = {
    "officials": [{"person_id": ME, "name": "张某", "phone": " "}],
    "kin": [{"relation_id": "k1", "person_id": ME, "kin_id": SPOUSE, "kin_name": "李某", "relation": "配偶"}],
    "company_roles": [
        {"role_id": "r1", "company_code": "B", "company": "乙公司", "person_id": SPOUSE, "role": "legal"}
    ],
    "companies": [{"company_code": "A", "company": "甲公司"}, {"company_code": "B", "phone": "1001"}],
    "account_holders": [
        {"record_id": "a1", "holder_id": "A", "account": "9999"},
        {"record_id": "a2", "holder_id": "B", "account": "9999"},
    ],
    "awards": [{"award_id": "w1", "company_code": "A"}],
}


def test_the_shortest_path_names_the_row_of_every_tie() -> None:
    path = shortest(build(CHAIN), OFFICIAL, WINNER)
    assert [(edge.words, edge.table, edge.row) for edge in path] == [
        ("配偶", "kin", "k1"),
        ("法定代表人", "company_roles", "r1"),
        ("账户", "account_holders", "a2"),
        ("账户", "account_holders", "a1"),
    ]


def test_a_path_reads_from_its_start() -> None:
    graph = build(CHAIN)
    path = shortest(graph, OFFICIAL, WINNER)
    assert told(graph, path, OFFICIAL) == (
        "张某 — 配偶 — 李某 — 法定代表人 — 乙公司 — 账户 — 9999 — 账户 — 甲公司"
    )


def test_a_shorter_way_is_taken() -> None:
    own = {"role_id": "r2", "company_code": "A", "person_id": ME, "role": "shareholder"}
    path = shortest(build({**CHAIN, "company_roles": [*CHAIN["company_roles"], own]}), OFFICIAL, WINNER)
    assert [edge.row for edge in path] == ["r2"]


def test_of_parallel_ties_the_first_row_is_named_whatever_the_order() -> None:
    roles = [
        {"role_id": row, "company_code": "A", "person_id": ME, "role": "legal"} for row in ("r3", "r1", "r2")
    ]
    for given in (roles, roles[::-1]):
        assert [edge.row for edge in shortest(build({"company_roles": given}), OFFICIAL, WINNER)] == ["r1"]


@pytest.mark.parametrize("left_out", ["kin", "company_roles", "account_holders"])
def test_without_a_link_there_is_no_path(left_out: str) -> None:
    rest = {name: rows for name, rows in CHAIN.items() if name != left_out}
    assert shortest(build(rest), OFFICIAL, WINNER) == []


def test_an_account_belongs_to_a_person_unless_a_company_has_that_code() -> None:
    graph = build({"account_holders": [{"record_id": "a1", "holder_id": ME, "account": "9999"}]})
    assert OFFICIAL in graph


def test_the_picture_is_the_same_whatever_the_order_of_rows() -> None:
    turned = {name: rows[::-1] for name, rows in reversed(CHAIN.items())}
    assert drawn(build(CHAIN)) == drawn(build(turned))


def test_the_picture_lists_every_node_once_and_joins_only_those() -> None:
    picture = drawn(build(CHAIN))
    ids = [node["id"] for node in picture["nodes"]]
    assert len(set(ids)) == len(ids) == 6
    assert {edge[side] for edge in picture["edges"] for side in ("from", "to")} <= set(ids)
    assert {node["name"] for node in picture["nodes"]} == {"张某", "李某", "甲公司", "乙公司", "1001", "9999"}
