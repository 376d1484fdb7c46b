"""What numbers are counted and measured in, as the reader's language writes it."""

from __future__ import annotations

from mingcha.foundation.words import Words

# Measure words (笔, 人, 家, 次 …) are left out in English: the label beside the number says what is counted.
ENGLISH = {
    "元": "yuan",
    "亩": "mu",
    "亩或平方米": "mu or m²",
    "天": "days",
    "月": "months",
    "个月": "months",
    "年": "years",
    "岁": "years",
    "小时": "hours",
    "分钟": "minutes",
    "吨": "t",
    "公斤": "kg",
    "升": "l",
    "米": "m",
    "公里": "km",
    "平方米": "m²",
    "立方米": "m³",
    "吨/立方米": "t/m³",
    "千瓦时": "kWh",
    "吨、千瓦时、立方米": "t, kWh, m³",
    "倍": "times",
    "分": "points",
}


def told(unit: str) -> str:
    """The unit of a contract, a parameter or evidence, which are declared in Chinese: 元 or yuan."""
    return str(Words(unit, unit if unit.isascii() else ENGLISH.get(unit, "")))
