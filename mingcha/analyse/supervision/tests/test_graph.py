"""The graph behind a relation hit."""

from typing import Any

import pytest

from mingcha.analyse.supervision.graph import (
    Edge,
    Node,
    NodeKind,
    between,
    build,
    layers,
    ringed,
    shortest,
    spread,
    told,
)

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


def first_path(tables: dict[str, list[dict[str, Any]]]) -> list[Edge]:
    paths = shortest(build(tables).ties, OFFICIAL, WINNER)
    return paths[0] if paths else []


def test_the_shortest_path_names_the_row_of_every_tie() -> None:
    assert [(edge.words, edge.table, *edge.rows) for edge in first_path(CHAIN)] == [
        ("配偶", "kin", "k1"),
        ("法定代表人", "company_roles", "r1"),
        ("账户", "account_holders", "a2"),
        ("账户", "account_holders", "a1"),
    ]


def test_a_path_reads_from_its_start() -> None:
    assert told(build(CHAIN).ties, first_path(CHAIN), OFFICIAL) == (
        "张某 — 配偶 — 李某 — 法定代表人 — 乙公司 — 账户 — 9999 — 账户 — 甲公司"
    )


def test_a_shorter_way_is_taken() -> None:
    own = {"role_id": "r2", "company_code": "A", "person_id": ME, "role": "shareholder"}
    path = first_path({**CHAIN, "company_roles": [*CHAIN["company_roles"], own]})
    assert [edge.rows for edge in path] == [("r2",)]


def test_of_parallel_ties_the_first_row_is_named_whatever_the_order() -> None:
    roles = [
        {"role_id": row, "company_code": "A", "person_id": ME, "role": "legal"} for row in ("r3", "r1", "r2")
    ]
    for given in (roles, roles[::-1]):
        assert [edge.rows for edge in first_path({"company_roles": given})] == [("r1",)]


@pytest.mark.parametrize("left_out", ["kin", "company_roles", "account_holders"])
def test_without_a_link_there_is_no_path(left_out: str) -> None:
    assert first_path({name: rows for name, rows in CHAIN.items() if name != left_out}) == []


def test_an_account_belongs_to_a_person_unless_a_company_has_that_code() -> None:
    relations = build({"account_holders": [{"record_id": "a1", "holder_id": ME, "account": "9999"}]})
    assert OFFICIAL in relations.ties


def test_all_ways_of_the_same_length_are_found() -> None:
    shared = {
        "companies": [
            {"company_code": "A", "company": "甲公司", "phone": "1", "address": "路1号"},
            {"company_code": "B", "company": "乙公司", "phone": "1", "address": "路1号"},
        ]
    }
    relations = build(shared)
    paths = shortest(relations.ties, WINNER, Node(NodeKind.COMPANY, "B"))
    assert [told(relations.ties, path, WINNER) for path in paths] == [
        "甲公司 — 地址 — 路1号 — 地址 — 乙公司",
        "甲公司 — 电话 — 1 — 电话 — 乙公司",
    ]


MET = {
    "bids": [
        {"bid_id": f"{lot}{who}", "tender_id": lot, "company_code": who, "company": f"{who}公司"}
        for lot, all_of_it in {"T1": "AB", "T2": "ABC", "T3": "C"}.items()
        for who in all_of_it
    ],
    "purchases": [
        {
            "purchase_id": "p1",
            "unit": "某局",
            "category": "家具",
            "company_code": "A",
            "bought_on": "2025-01-01",
        },
        {
            "purchase_id": "p2",
            "unit": "某局",
            "category": "家具",
            "company_code": "B",
            "bought_on": "2025-12-01",
        },
        {
            "purchase_id": "p3",
            "unit": "某局",
            "category": "家具",
            "company_code": "C",
            "bought_on": "2024-12-31",
        },
    ],
    "officials": [{"person_id": ME, "name": "张某", "unit": "某局"}],
    "awards": [
        {"award_id": "w1", "owner": "某局", "company_code": "A"},
        {"award_id": "w2", "owner": "他局", "company_code": "B"},
    ],
}


def test_dealings_are_told_apart_from_ties() -> None:
    relations = build(MET)
    assert [(edge.one.key, edge.other.key, edge.words, edge.rows) for edge in relations.dealings] == [
        ("A", "B", "同投2个标段", ("T1A", "T1B", "T2A", "T2B")),
        ("A", "C", "同投1个标段", ("T2A", "T2C")),
        ("B", "C", "同投1个标段", ("T2B", "T2C")),
        ("A", "B", "同向1家单位供货", ("p1", "p2")),
        (ME, "A", "任职的某局向其发包1项", ("w1",)),
    ]
    assert relations.ties.number_of_edges() == 0
    assert relations.name(WINNER) == "A公司"


def picture_of(down: bool) -> Any:
    relations = build(CHAIN)
    kept = layers(relations.ties, OFFICIAL, relations.ties.nodes)
    ties = between(relations.ties, [node for layer in kept for node in layer])
    deal = Edge(OFFICIAL, WINNER, "任职的某局向其发包1项", "awards", ("w1",))
    names = {node: relations.name(node) for layer in kept for node in layer}
    return spread(kept, ties, [deal], names, marked=(OFFICIAL, WINNER), down=down), ties


@pytest.mark.parametrize("down", [False, True])
def test_the_picture_has_every_node_once_and_each_line_between_two_of_them(down: bool) -> None:
    picture, ties = picture_of(down)
    nodes = {(shape.x, shape.y): shape for shape in picture.shapes}
    assert len(nodes) == len(picture.shapes) == 7
    assert {shape.title for shape in picture.shapes if shape.marked} == {"张某", "甲公司"}
    assert all((line.x1, line.y1) in nodes and (line.x2, line.y2) in nodes for line in picture.lines)
    assert [line.number for line in picture.lines] == [*range(1, len(ties) + 1), 6, 6]
    assert all(0 < shape.x < picture.width and 0 < shape.y < picture.height for shape in picture.shapes)


def test_layers_count_ties_from_the_start() -> None:
    ties = build(CHAIN).ties
    names = [
        [str(ties.nodes[node]["name"]) for node in layer] for layer in layers(ties, OFFICIAL, ties.nodes)
    ]
    assert names == [["张某"], ["李某"], ["乙公司"], ["9999", "1001"], ["甲公司"]]


def test_a_ring_gives_words_way_to_numbers_in_a_crowd() -> None:
    nodes = [Node(NodeKind.COMPANY, code) for code in "ABCDE"]
    edges = [Edge(one, other, "同投3个标段", "bids", ()) for one in nodes for other in nodes if one < other]
    names = {node: node.key * 60 for node in nodes}
    crowded = ringed(nodes, edges, names, marked=nodes[0], down=True)
    assert {line.label for line in crowded.lines} == {"3"}
    assert len({(shape.x, shape.y) for shape in crowded.shapes}) == 5
    assert all(shape.lines[-1][2].endswith("…") for shape in crowded.shapes)
    few = ringed(nodes[:2], edges[:1], names, marked=nodes[0], down=True)
    assert [line.label for line in few.lines] == ["同投3个标段"]


def test_the_picture_is_the_same_whatever_the_order_of_rows() -> None:
    turned = {name: rows[::-1] for name, rows in reversed(CHAIN.items())}
    one, other = build(CHAIN).ties, build(turned).ties
    assert between(one, one.nodes) == between(other, other.nodes)
    assert layers(one, OFFICIAL, one.nodes) == layers(other, OFFICIAL, other.nodes)
