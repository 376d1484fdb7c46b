"""Whole households for planted cases: a case on one person must not touch a neighbour of another area's."""

from __future__ import annotations

from mingcha.analyse.synthetic.province import Province

SIZE = 3  # persons in a household


def block(province: Province, count: int) -> list[int]:
    """So many persons, by index, whose households nobody else plants anything on."""
    taken = province.take(count + 2 * SIZE)
    start = next(one for one in taken if one % SIZE == 0)
    return list(range(start, start + count))


def homes(province: Province, count: int) -> list[int]:
    """So many households, each by the index of its first member; the next two belong to it as well."""
    return block(province, count * SIZE)[::SIZE]
