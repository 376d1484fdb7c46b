"""The shortest explanations between two nodes, in words and in layers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import networkx as nx

from mingcha.analyse.supervision.graph.nodes import Edge, Node

MOST_PATHS = 12


def shortest(graph: nx.MultiGraph, one: Node, other: Node) -> list[list[Edge]]:
    """The ways from one to the other with the fewest ties there can be; none if nothing connects them.

    In the order of their nodes; of parallel ties the first by table and row.
    """
    if one not in graph or other not in graph or not nx.has_path(graph, one, other):
        return []
    found = sorted(islice(nx.all_shortest_paths(graph, one, other), MOST_PATHS))
    return [
        [_first(graph, here, there) for here, there in zip(nodes, nodes[1:], strict=False)] for nodes in found
    ]


def _first(graph: nx.MultiGraph, one: Node, other: Node) -> Edge:
    ties: list[Edge] = [data["edge"] for data in graph.get_edge_data(one, other).values()]
    return min(ties, key=_order)


def _order(edge: Edge) -> tuple[str, tuple[str, ...], str]:
    return edge.table, edge.rows, edge.words


def told(graph: nx.MultiGraph, path: Iterable[Edge], start: Node) -> str:
    """A path in words: names and ties by turns."""
    words, here = [str(graph.nodes[start]["name"])] if start in graph else [], start
    for edge in path:
        here = edge.other if edge.one == here else edge.one
        words += [edge.words, str(graph.nodes[here]["name"])]
    return " — ".join(words)


def between(graph: nx.MultiGraph, nodes: Iterable[Node]) -> list[Edge]:
    """Every tie among these nodes, in one order; of parallel ties with the same words the first."""
    kept = graph.subgraph(nodes)
    edges = sorted((data["edge"] for *_ends, data in kept.edges(data=True)), key=_order, reverse=True)
    once = {(frozenset((edge.one, edge.other)), edge.words): edge for edge in edges}
    return sorted(once.values(), key=lambda edge: (sorted((edge.one, edge.other)), *_order(edge)))


def layers(graph: nx.MultiGraph, start: Node, nodes: Iterable[Node]) -> list[list[Node]]:
    """These nodes by how many ties lie between them and the start; what is not tied to it is left out."""
    steps = nx.single_source_shortest_path_length(graph.subgraph([start, *nodes]), start)
    found: list[list[Node]] = [[] for _step in range(max(steps.values()) + 1)]
    for node in sorted(steps):
        found[steps[node]].append(node)
    return found
