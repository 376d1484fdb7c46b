"""Where the parts of a picture go. Lengths are units of an SVG's view box, one to a pixel at full size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin
from unicodedata import east_asian_width

from mingcha.analyse.supervision.graph.nodes import Edge, Node

RADIUS = 22
LETTER = 13  # the size of a label's letters
LINE = 17
NARROW = 340  # what a telephone shows without shrinking
STEP, LANE = 184, 136  # from layer to layer and from lane to lane, drawn across
STEP_DOWN = 108
BOX = (136, 44)  # of a dealing
Place = tuple[int, int]
Names = Mapping[Node, str]


@dataclass(frozen=True)
class Shape:
    """A node or a dealing: its middle, and its label's lines with the place of each, seen from the middle."""

    x: int
    y: int
    kind: str
    title: str
    lines: tuple[tuple[int, int, str], ...]
    anchor: str = "middle"
    marked: bool = False
    number: int = 0


@dataclass(frozen=True)
class Line:
    """From node to node; `number` is the first of its edges in the list below the picture."""

    x1: int
    y1: int
    x2: int
    y2: int
    label: str = ""
    x: int = 0
    y: int = 0
    anchor: str = "middle"
    number: int = 0
    loose: bool = False


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def spread(
    layers: Sequence[Sequence[Node]],
    ties: Sequence[Edge],
    dealings: Sequence[Edge],
    names: Names,
    *,
    marked: Sequence[Node],
    down: bool,
) -> Picture:
    """Layers side by side (or `down` the page), what was dealt between them in a lane of its own."""
    lanes = max(map(len, layers))
    places = _places_down(layers, lanes + bool(dealings)) if down else _places_across(layers, lanes)
    column = NARROW / (lanes + bool(dealings))
    room = (column - 2 * RADIUS - 16 if down else STEP - 24) / LETTER
    shapes = [_node(node, places[node], names[node], room, down, node in marked) for node in places]
    lines = [_tie_line(edges, number, places, down) for number, edges in _paired(ties)]
    for order, deal in enumerate(dealings):
        at = _deal_place(deal, order, len(dealings), places, lanes, down)
        number = len(ties) + order + 1
        words = _wrapped(deal.words, BOX[0] / LETTER - 1, 2)
        shapes.append(Shape(*at, "dealing", deal.words, _below(words, _first_of(words)), number=number))
        lines += [Line(*places[end], *at, loose=True, number=number) for end in (deal.one, deal.other)]
    width = NARROW if down else STEP * len(layers)
    return Picture(width, _height(shapes), tuple(shapes), tuple(lines))


def _places_across(layers: Sequence[Sequence[Node]], lanes: int) -> dict[Node, Place]:
    return {
        node: (round(STEP * (step + 0.5)), round(40 + LANE * (lane + (lanes - len(layer)) / 2)))
        for step, layer in enumerate(layers)
        for lane, node in enumerate(layer)
    }


def _places_down(layers: Sequence[Sequence[Node]], columns: int) -> dict[Node, Place]:
    return {
        node: (round(RADIUS + 8 + NARROW / columns * lane), 36 + STEP_DOWN * step)
        for step, layer in enumerate(layers)
        for lane, node in enumerate(layer)
    }


def _deal_place(
    deal: Edge, order: int, count: int, places: Mapping[Node, Place], lanes: int, down: bool
) -> Place:
    """Half way between its ends, in the lane after the last; several side by side."""
    (x1, y1), (x2, y2) = places[deal.one], places[deal.other]
    beside = order - (count - 1) / 2
    if down:
        return NARROW - BOX[0] // 2 - 4, round((y1 + y2) / 2 + beside * (BOX[1] + 12))
    return round((x1 + x2) / 2 + beside * (BOX[0] + 16)), 40 + LANE * lanes


def _node(node: Node, at: Place, name: str, room: float, down: bool, marked: bool) -> Shape:
    words = _wrapped(name, room, 3)
    if down:
        first = _first_of(words)
        lines = tuple((RADIUS + 8, first + LINE * row, word) for row, word in enumerate(words))
        return Shape(*at, node.kind, name, lines, "start", marked)
    return Shape(*at, node.kind, name, _below(words, RADIUS + LINE), marked=marked)


def _below(words: Sequence[str], first: int) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, first + LINE * row, word) for row, word in enumerate(words))


def _first_of(words: Sequence[str]) -> int:
    """Where the first of these lines stands, so that all of them are in the middle."""
    return round(LETTER * 0.35 - LINE * (len(words) - 1) / 2)


def _paired(ties: Sequence[Edge]) -> list[tuple[int, list[Edge]]]:
    """Edges of the same two nodes as one line, with the number of the first. They come side by side."""
    numbered = [(number, edge) for number, edge in enumerate(ties, 1)]
    groups = groupby(numbered, key=lambda pair: frozenset((pair[1].one, pair[1].other)))
    found = [list(group) for _ends, group in groups]
    return [(group[0][0], [edge for _number, edge in group]) for group in found]


def _tie_line(edges: Sequence[Edge], number: int, places: Mapping[Node, Place], down: bool) -> Line:
    """The words beside the middle of the line."""
    (x1, y1), (x2, y2) = places[edges[0].one], places[edges[0].other]
    label = _wrapped("、".join(edge.words for edge in edges), 11, 1)[0]
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    if down:
        return Line(x1, y1, x2, y2, label, x + 8, y + 4, "start", number)
    return Line(x1, y1, x2, y2, label, x, y - 7, "middle", number)


def ringed(
    nodes: Sequence[Node], edges: Sequence[Edge], names: Names, *, marked: Node, down: bool
) -> Picture:
    """Nodes in a ring, each two with what they did together; the words give way to numbers in a crowd."""
    width = NARROW if down else 680
    radius = width * (0.32 if down else 0.26)
    middle = (width / 2, radius + 40 if len(nodes) > 2 else 40.0)
    places = {node: _on_ring(place, len(nodes), middle, radius) for place, node in enumerate(nodes)}
    room = (NARROW / 3.4 if down else 170) / LETTER
    shapes = [_node(node, at, names[node], room, False, node == marked) for node, at in places.items()]
    crowd = len(edges) > 6
    lines = [_ring_line(edge, number, places, crowd) for number, edge in enumerate(edges, 1)]
    return Picture(width, _height(shapes), tuple(shapes), tuple(lines))


def _height(shapes: Sequence[Shape]) -> int:
    """With room for the lowest node and the last line of its label."""
    return max(shape.y + max(RADIUS, *(y for _x, y, _words in shape.lines)) for shape in shapes) + 16


def _on_ring(place: int, count: int, middle: tuple[float, float], radius: float) -> Place:
    """From the top clockwise; two stand side by side."""
    angle = 2 * pi * place / count - (pi / 2 if count > 2 else pi)
    return round(middle[0] + radius * cos(angle)), round(middle[1] + radius * sin(angle))


def _ring_line(edge: Edge, number: int, places: Mapping[Node, Place], crowd: bool) -> Line:
    (x1, y1), (x2, y2) = places[edge.one], places[edge.other]
    label = "".join(sign for sign in edge.words if sign.isdigit()) if crowd else edge.words
    return Line(x1, y1, x2, y2, label, (x1 + x2) // 2, (y1 + y2) // 2 - 7, "middle", number, True)


def _wrapped(text: str, room: float, most: int) -> list[str]:
    """In lines of so many full-width letters; what does not fit ends in an ellipsis."""
    lines, used = [""], 0.0
    for sign in text:
        wide = 1.0 if east_asian_width(sign) in "WFA" else 0.56
        if used + wide > room:
            if len(lines) == most:
                return [*lines[:-1], lines[-1][:-1] + "…"]
            lines.append("")
            used = 0.0
        lines[-1] += sign
        used += wide
    return lines
