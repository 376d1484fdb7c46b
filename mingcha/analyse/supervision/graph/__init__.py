"""The picture behind a relation hit: who is tied to whom, by which rows, and where to draw it."""

from mingcha.analyse.supervision.graph.building import TELLING, Relations, build
from mingcha.analyse.supervision.graph.drawing import Picture, ringed, spread
from mingcha.analyse.supervision.graph.nodes import Edge, Node, NodeKind
from mingcha.analyse.supervision.graph.paths import between, layers, shortest, told

__all__ = [
    "TELLING",
    "Edge",
    "Node",
    "NodeKind",
    "Picture",
    "Relations",
    "between",
    "build",
    "layers",
    "ringed",
    "shortest",
    "spread",
    "told",
]
