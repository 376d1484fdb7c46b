"""The relations behind a clue: the shortest explanation from its subject to the other end, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.queries.records import Rows
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.supervision.graph import (
    TELLING,
    Edge,
    Node,
    NodeKind,
    Picture,
    Relations,
    between,
    build,
    layers,
    ringed,
    shortest,
    spread,
    told,
)

MOST_NODES = 24
MOST_IN_RING = 10
MOST_DEALINGS = 3
KINDS = {kind.value: kind for kind in (NodeKind.PERSON, NodeKind.COMPANY)}


@dataclass(frozen=True)
class Tie:
    """One line of the picture in words, with its rows; without a number it is not in the picture."""

    number: int | None
    one: str
    words: str
    other: str
    rows: Rows | None


@dataclass(frozen=True)
class Relating:
    """The picture in two shapes, the explanations as sentences, and every tie with its rows."""

    wide: Picture | None
    narrow: Picture | None
    sentences: list[str]
    ties: list[Tie]


def tells_of_relations(clue: Clue) -> bool:
    """Whether the rows behind it tie people or companies, going by their tables alone."""
    model = clue.model
    if model is None:
        return False
    behind = {contract.name for name, contract in model.inputs.items() if clue.keys.get(name)}
    return bool(behind) and (model.area == Area.RELATIONS or bool(behind & TELLING))


def related(clue: Clue, tables: Sequence[Rows]) -> Relating:
    relations = build({one.contract.name: one.told for one in tables})
    start = _start(clue, relations)
    if start is None:
        return _in_a_ring(clue, relations, tables)
    end = _end(clue, relations, start)
    paths = shortest(relations.ties, start, end) if end else []
    sentences = [told(relations.ties, path, start) for path in paths]
    marked = (start, end) if end and paths else (start,)
    nodes = {start, *(node for path in paths for edge in path for node in (edge.one, edge.other))}
    kept = layers(relations.ties, start, nodes if paths else relations.ties.nodes)
    kept = _nearest(kept)
    drawn = [node for layer in kept for node in layer]
    ties = _outward(between(relations.ties, drawn), drawn)
    dealings = [one for one in relations.dealings if {one.one, one.other} <= set(drawn)][:MOST_DEALINGS]
    names = {node: relations.name(node) for node in drawn}
    wide, narrow = (spread(kept, ties, dealings, names, marked=marked, down=down) for down in (False, True))
    return Relating(wide, narrow, sentences, _listed(relations, [*ties, *dealings], tables))


def _start(clue: Clue, relations: Relations) -> Node | None:
    """The subject; where that is no person or company, whoever has most ties. None where nothing is tied."""
    if kind := KINDS.get(clue.subject_kind):
        subject = Node(kind, clue.subject_key)
        if subject in relations.ties and relations.ties.degree(subject):
            return subject
    tied = [node for node in sorted(relations.ties) if relations.ties.degree(node)]
    return max(tied, key=lambda node: int(relations.ties.degree(node)), default=None)


def _end(clue: Clue, relations: Relations, start: Node) -> Node | None:
    """The company that the evidence names, by code or by name."""
    named = {str(value) for value in clue.evidence.values()}
    found = (
        node
        for node in sorted(relations.ties)
        if node != start and node.kind == NodeKind.COMPANY and {node.key, relations.name(node)} & named
    )
    return next(found, None)


def _outward(ties: list[Edge], drawn: Sequence[Node]) -> list[Edge]:
    """Each from its nearer end to the farther, in the order in which one reads the picture."""
    place = {node: number for number, node in enumerate(drawn)}
    turned = [
        edge if place[edge.one] < place[edge.other] else replace(edge, one=edge.other, other=edge.one)
        for edge in ties
    ]
    return sorted(turned, key=lambda edge: (place[edge.one], place[edge.other], edge.table, edge.rows))


def _nearest(kept: list[list[Node]]) -> list[list[Node]]:
    """As many as a picture can hold, the nearest first."""
    left, found = MOST_NODES, []
    for layer in kept:
        found.append(layer[:left])
        left -= len(found[-1])
    return [layer for layer in found if layer]


def _in_a_ring(clue: Clue, relations: Relations, tables: Sequence[Rows]) -> Relating:
    """Companies that only met: those that met the subject, or one another, most often."""
    dealings = list(relations.dealings)
    if not dealings:
        return Relating(None, None, [], [])
    weight: dict[Node, int] = {}
    for deal in dealings:
        for end in (deal.one, deal.other):
            weight[end] = weight.get(end, 0) + len(deal.rows)
    subject = Node(NodeKind.COMPANY, clue.subject_key)
    nodes = sorted(weight, key=lambda node: (node != subject, -weight[node], node))[:MOST_IN_RING]
    edges = [deal for deal in dealings if {deal.one, deal.other} <= set(nodes)]
    names = {node: relations.name(node) for node in nodes}
    wide, narrow = (ringed(nodes, edges, names, marked=subject, down=down) for down in (False, True))
    sentences = [f"{names[edge.one]} — {edge.words} — {names[edge.other]}" for edge in edges[:6]]
    return Relating(wide, narrow, sentences, _listed(relations, edges, tables))


def _listed(relations: Relations, drawn: Sequence[Edge], tables: Sequence[Rows]) -> list[Tie]:
    """First those in the picture, in its order; then the rest."""
    by_table = {one.contract.name: one for one in tables}
    shown = {(edge.table, edge.rows, edge.words) for edge in drawn}
    all_of_them = [*between(relations.ties, relations.ties), *relations.dealings]
    rest = [edge for edge in all_of_them if (edge.table, edge.rows, edge.words) not in shown]
    return [
        Tie(
            number if number <= len(drawn) else None,
            relations.name(edge.one),
            edge.words,
            relations.name(edge.other),
            by_table[edge.table].only(edge.rows) if edge.table in by_table else None,
        )
        for number, edge in enumerate([*drawn, *rest], 1)
    ]
