"""Matching records by Splink: texts made comparable, comparisons for Chinese data, weights, pairs."""

from mingcha.analyse.matching.linking.pairs import Found, expected_precision, find_pairs
from mingcha.analyse.matching.linking.weights import Weights, trained

__all__ = ["Found", "Weights", "expected_precision", "find_pairs", "trained"]
