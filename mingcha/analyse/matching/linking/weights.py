"""How much each agreement tells: m and u of every level, as given, or trained by people's decisions.

m is how often true pairs agree so, u how often others do by chance (Fellegi and Sunter 1969, J. Am. Stat.
Assoc. 64:1183). The starting values are ours, for Chinese registers of a county of half a million; where
two comparisons hang together (a family shares telephone and address, a whole name its parts), the later
one has levels for it, whose m and u are those given the earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from mingcha.foundation.words import Words

Levels = tuple[tuple[Words, float, float], ...]  # label, m, u; from the strongest level to the weakest

SAME = Words("一致", "same")
OTHER = Words("不一致", "different")
SOUND = Words("读音相同", "sounds the same")
ALIKE = Words("很相近", "much alike")
DIGIT = Words("错一位", "one figure off")
WITH_PHONE = Words("一致，电话也一致", "same, and the telephone too")
OFF = Words("错一位或换位，校验码不符", "one off or two swapped, the check digit is wrong")

NAMES: Mapping[str, Words] = {
    "identity": Words("身份证号", "Identity no."),
    "name": Words("姓名", "Name"),
    "phone": Words("电话", "Telephone"),
    "address": Words("地址", "Address"),
    "code": Words("统一社会信用代码", "Credit code"),
    "trade_name": Words("字号", "Trade name"),
    "region": Words("名称中的地区", "Region in the name"),
    "trade": Words("行业", "Trade"),
}
PERSON: Mapping[str, Levels] = {
    "identity": (
        (SAME, 0.80, 0.0000005),
        (OFF, 0.13, 0.000002),
        (Words("出生日期与末四位一致", "same birth and end"), 0.035, 0.00002),
        (Words("不一致，两个号码校验码都正确", "different, both check digits are right"), 0.003, 0.90),
        (OTHER, 0.032, 0.099977),
    ),
    "name": (
        (SAME, 0.87, 0.0008),
        (SOUND, 0.07, 0.0035),
        (Words("字相同，次序不同", "same characters, other order"), 0.02, 0.0002),
        (Words("只差一个字", "all but one character"), 0.025, 0.02),
        (OTHER, 0.015, 0.9755),
    ),
    "phone": ((SAME, 0.70, 0.000005), (DIGIT, 0.05, 0.00002), (OTHER, 0.25, 0.999975)),
    "address": (
        (WITH_PHONE, 0.45, 0.40),
        (SAME, 0.20, 0.0005),
        (ALIKE, 0.15, 0.004),
        (OTHER, 0.20, 0.9955),
    ),
}
COMPANY: Mapping[str, Levels] = {
    "code": (
        (SAME, 0.90, 0.0000005),
        (OFF, 0.055, 0.000001),
        (Words("不一致，两个代码校验码都正确", "different, both check characters are right"), 0.005, 0.95),
        (OTHER, 0.04, 0.05),
    ),
    "trade_name": (
        (Words("全名一致", "the whole name is the same"), 0.65, 0.00001),
        (SAME, 0.24, 0.0006),
        (SOUND, 0.05, 0.0015),
        (ALIKE, 0.04, 0.004),
        (OTHER, 0.02, 0.9939),
    ),
    "region": (
        (SAME, 0.75, 0.20),
        (Words("一个包含另一个", "one within the other"), 0.20, 0.10),
        (OTHER, 0.05, 0.70),
    ),
    "trade": ((SAME, 0.85, 0.08), (OTHER, 0.15, 0.92)),
    "phone": ((SAME, 0.60, 0.00002), (DIGIT, 0.05, 0.00003), (OTHER, 0.35, 0.99995)),
    "address": (
        (WITH_PHONE, 0.40, 0.35),
        (SAME, 0.20, 0.0008),
        (ALIKE, 0.15, 0.004),
        (OTHER, 0.25, 0.9952),
    ),
}
START: Mapping[str, Mapping[str, Levels]] = {"person": PERSON, "company": COMPANY}
PRIOR = {"person": 1e-5, "company": 1e-4}  # that any two are the same, in lists of ordinary length
PSEUDO = 50  # the starting values count as so many decisions
LEAST = 1e-5  # no level's m falls to nothing


@dataclass(frozen=True)
class Weights:
    """The levels of each comparison for one kind of record, and how likely any two are the same."""

    kind: str
    levels: Mapping[str, Levels] = field(default_factory=dict)

    @property
    def in_force(self) -> Mapping[str, Levels]:
        return self.levels or START[self.kind]

    def prior(self, left: int, right: int) -> float:
        """How likely any two are the same: less in long lists, where each has one double at most."""
        return min(PRIOR[self.kind], 0.5 / max(left, right, 1))

    def plain(self) -> dict[str, list[list[float]]]:
        """m and u by comparison, as they are kept with a matching."""
        return {name: [[m, u] for _label, m, u in levels] for name, levels in self.in_force.items()}


def weights_of(kind: str, plain: Mapping[str, Sequence[Sequence[float]]]) -> Weights:
    """What `plain` gave; comparisons or levels changed since then are as they start now."""
    return Weights(kind, {name: _kept(start, plain.get(name, ())) for name, start in START[kind].items()})


def _kept(start: Levels, plain: Sequence[Sequence[float]]) -> Levels:
    if len(plain) != len(start):
        return start
    return tuple((label, m, u) for (label, _m, _u), (m, u) in zip(start, plain, strict=True))


def bits(m: float, u: float) -> float:
    """How much a level tells: so many doublings of the odds, below nought against."""
    return log2(m / u)


def trained(kind: str, agreements: Sequence[Mapping[str, int]]) -> Weights:
    """Weights after people have said of so many pairs that they are the same.

    `agreements` holds, for each such pair, the level (0 the strongest) of each comparison; a comparison
    with an empty value is left out. Only m learns: pairs shown to people are no sample of chance pairs.
    """
    learnt = {
        name: _learnt(levels, [one[name] for one in agreements if name in one])
        for name, levels in START[kind].items()
    }
    return Weights(kind, learnt)


def _learnt(levels: Levels, seen: Sequence[int]) -> Levels:
    total = PSEUDO + len(seen)
    return tuple(
        (label, max(LEAST, (PSEUDO * m + seen.count(place)) / total), u)
        for place, (label, m, u) in enumerate(levels)
    )
