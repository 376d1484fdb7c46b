"""What was measured, as lines on a screen and as benchmarks/RESULTS.md."""

from __future__ import annotations

import json
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.twins import TWINS

KEPT = Path(__file__).with_name("results.json")
PAGE = Path(__file__).with_name("RESULTS.md")
TWIN_ENGINES = ("duckdb", "polars")
HEADING = "model       hits   " + "".join(f"{one:>22}" for one in ("model", *TWIN_ENGINES)) + "  ratio"
REACHED, NEAR = 1.0, 1.1  # the goal, and what noise may add to it
WORTH = 0.3  # processor seconds of a model from which a ratio is worth looking into
TICK = 0.005  # what less than a hundredth of a second counts as
LIBRARIES = ("duckdb", "ibis-framework", "polars", "pyarrow")
INTRODUCTION = """\
Written by `python -m benchmarks.models --write`. Seconds are the median of the warm runs (one to three),
from the Parquet files (in the system's cache) to the table of hits: on the wall / of the processor; then
peak MB of the process, Python and libraries included. The machine did other work meanwhile (`load`, of
{cores} cores), so wall-clock times are too long and the **ratio, model ÷ fastest twin, is of processor
seconds**; below 0.1 s it says little, and 10 % up or down is noise. “Cold” is the first run of a process,
on the wall, with the model's SQL still to be worked out. Every twin gave exactly the model's hits, unless
it is marked ≠.

**The goal is a ratio of at most 1.0: no slower than whichever twin is faster.** Each size says below how many
models reach it and names those that take {worth} s or more and do not. It is missed in two ways. In each run
of a model some 0.03 s go to opening DuckDB and its views, whatever the number of rows, and Polars needs
nothing of the kind: this is most of the difference where a model takes less than 0.15 s, and it does not
grow with the data. Where a model takes longer, a ratio above 1.1 is work that its twin does not do: the
models keep to what DuckDB and Spark both understand and say every input's part in every hit.

The ten commonest rules are written in pandas and in SQLite too (`--others`) and can be run on Spark
(`--spark`): a session of its own in two threads, one cold run, whose start and planning are most of it at
these sizes. Spark works outside the measured process, so only its wall-clock time tells anything. SQLite's
time is the query's alone; its tables are loaded before.

At 100,000,000 payments a model that takes some seconds or more was run once, cold, its time holding the 0.1
to 0.3 s in which its SQL is worked out; the others have one warm run. DuckDB may take 8 GB there
(`MINGCHA_DUCKDB_MEMORY=8GB`); a model puts nothing on the disk: what does not fit would fail. “≠ –” under
Polars: it wanted more than the 20 GB that were free and was ended. The data are counties of 100,000 persons
side by side, so the hits must be ten times those at 10,000,000 payments, and of each model they are. The
command: `python -m benchmarks.models --persons 10000000 --payments 100000000 --runs 0 --write`.
"""


def ratio(one: dict[str, Any]) -> float | None:
    """Model ÷ fastest twin that gives its hits, in processor seconds; nothing without a twin."""
    fit = {name: took for name, took in one["engines"].items() if name not in one.get("unlike", {})}
    twins = [fit[name]["processor"] for name in TWIN_ENGINES if name in fit]
    return fit["model"]["processor"] / max(min(twins), TICK) if twins and "model" in fit else None


def line(one: dict[str, Any]) -> str:
    cells = (
        f"{took['wall']:>8.2f}s{took['processor']:>7.2f}s{took['peak']:>4}MB"
        for took in one["engines"].values()
    )
    known = ratio(one)
    unlike = "".join(f"\n       {engine}: {words}" for engine, words in one["unlike"].items())
    told = f"  {known:.2f}" if known else ""
    return f"{one['code']:<6}{one['hits']:>10,}   " + "".join(cells) + told + unlike


def keep(one: dict[str, Any], persons: int, payments: int) -> None:
    """One model's measurement into the file of results, in the place of an earlier one, and the page anew."""
    kept: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept.setdefault(f"{persons}/{payments}", {})[one["code"]] = {
        **one,
        "day": datetime.now(UTC).date().isoformat(),
    }
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept), encoding="utf-8")


def page(kept: dict[str, dict[str, Any]]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    parts = [
        "# Models against the same rules written by hand\n",
        INTRODUCTION.format(cores=cores(), worth=WORTH),
        f"{processor()}, {cores()} cores, Python {platform.python_version()}; {versions}.\n",
    ]
    for scale, models in sorted(kept.items()):
        persons, payments = (int(one) for one in scale.split("/"))
        parts.append(f"## {persons:,} persons, {payments:,} payments\n")
        parts += [summary(models), table(models)]
    without = [f"- {code}: {twin.without_polars}" for code, twin in TWINS.items() if twin.polars is None]
    parts += ["## Without a twin in Polars\n", "\n".join(without) + "\n"]
    return "\n".join(parts)


def summary(models: dict[str, Any]) -> str:
    took = {code: one["engines"]["model"] for code, one in models.items() if "model" in one["engines"]}
    largest = max(took, key=lambda code: took[code]["peak"])
    words = [
        f"{len(models)} models, {sum(one['processor'] for one in took.values()):.1f} processor seconds for "
        f"all of them once; at most {took[largest]['peak']:,} MB at a time ({largest})."
    ]
    known = {code: found for code, one in models.items() if (found := ratio(one)) is not None}
    if known:
        words.append(reached(known, {code for code in known if took[code]["processor"] >= WORTH}))
    return " ".join(words) + "\n"


def reached(known: dict[str, float], long: set[str]) -> str:
    """How many models reach the goal, and which of those that take long do not."""
    slower = sorted(code for code in long if known[code] > NEAR)
    words = (
        f"Ratio: median {median(known.values()):.2f}; at most {REACHED} for "
        f"{sum(one <= REACHED for one in known.values())} of {len(known)}, at most {NEAR} for "
        f"{sum(one <= NEAR for one in known.values())}."
    )
    if long:
        words += (
            f" Of the {len(long)} that take {WORTH} s or more: median "
            f"{median(known[code] for code in long):.2f}; above {NEAR}: "
            f"{', '.join(f'{code} ({known[code]:.2f})' for code in slower) or 'none'}."
        )
    return words


def table(models: dict[str, Any]) -> str:
    engines = list(dict.fromkeys(name for one in models.values() for name in one["engines"]))
    rows = [
        "| | hits | " + " | ".join(engines) + " | cold | ratio | load |",
        "|---|---|" + "---|" * (len(engines) + 3),
    ]
    for code, one in sorted(models.items()):
        cells = [cell(one, name) for name in engines]
        known = ratio(one)
        cold = one["engines"].get("model", {}).get("cold", 0.0)
        tail = f"{cold:.2f} | {f'{known:.2f}' if known else '–'} | {one['load']}"
        rows.append(f"| {code} | {one['hits']:,} | {' | '.join(cells)} | {tail} |")
    unlike = [
        f"≠ {code}, {engine}: {words}"
        for code, one in sorted(models.items())
        for engine, words in one.get("unlike", {}).items()
    ]
    return "\n".join(rows) + "\n" + "".join(f"\n{words}\n" for words in unlike)


def cell(one: dict[str, Any], engine: str) -> str:
    """≠ where the twin gave other hits or failed, which is told under the table."""
    mark = "≠ " if engine in one.get("unlike", {}) else ""
    took = one["engines"].get(engine)
    return mark + (f"{took['wall']:.2f} / {took['processor']:.2f}, {took['peak']}" if took else "–")


def cores() -> int:
    import os

    return os.cpu_count() or 1


def processor() -> str:
    told = subprocess.run(["lscpu"], capture_output=True, text=True).stdout.splitlines()
    names = [one.split(":", 1)[1].strip() for one in told if one.startswith("Model name")]
    return names[0] if names else platform.machine()
