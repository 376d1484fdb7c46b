"""What work reports have published, so that an indicator can say which of their figures it states."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PUBLISHED = Path(__file__).parent.parent / "data" / "published_figures.csv"
REPORTS = {
    "jilin-province-11th-committee": "jl",
    "tonghua-city-8th-committee": "th",
    "haidian-district": "hd",
    "anshun-city": "as",
    "national-2025": "cn",
}


@dataclass(frozen=True)
class Published:
    """One figure of a published work report, as it was worded."""

    code: str
    wording: str
    unit: str
    scope: str


@cache
def published() -> dict[str, Published]:
    """By code: `jl-13` is the thirteenth figure of that report."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = [
            Published(
                f"{REPORTS[row['summary']]}-{row['no']}", row["wording"], row["unit"], row["scope"] or ""
            )
            for row in csv.DictReader(file)
        ]
    return {row.code: row for row in rows}
