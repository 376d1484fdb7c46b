"""Every model of the library against the same rule written by hand, on the same tables in the same run.

Each engine works on each model in a process of its own, so that its peak memory (VmHWM) is its own. The
first run of a process is cold: the model's SQL is worked out and plans are made; then it is run three times
more, of which the median counts. Files are in the system's cache. Wall-clock and processor seconds are both
told, for on a machine that does other work too only the latter compare. The ratio is model ÷ fastest twin, in
processor seconds. Every twin must give the very hits of the model: one that does not is reported in the
table, with the first differences, and the run goes on and ends with 1.

    python -m benchmarks.models [CODE …] [--persons 1000000] [--payments 10000000] [--json] [--write]
    python -m benchmarks.models --spark           the ten commonest (`twins.others`) by Spark too, once each
    python -m benchmarks.models --others          the ten commonest by pandas and SQLite too

`--write` puts what was measured into benchmarks/RESULTS.md, beside what was measured there before.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks import reporting
from benchmarks.engines import SPILLED
from benchmarks.measuring import IMPORTED, measured
from benchmarks.twins import TWINS
from benchmarks.twins.others import OTHERS

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(IMPORTED)
ENGINES = ("model", "duckdb", "polars")
RUNS = 3
LONGEST = 300  # letters of a difference or a failure that are told


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as temporary:
        folder = Path(options.data or temporary)
        from benchmarks.data import prepared

        made = prepared(folder, options.persons, options.payments)
        tell(options, f"{options.persons:,} persons, {options.payments:,} payments, made in {made:.0f} s")
        tell(options, reporting.HEADING)
        found = []
        try:
            for one in compared(folder, options):
                found.append(one)
                tell(options, reporting.line(one))
                if options.write:
                    reporting.keep(one, options.persons, options.payments)
        finally:
            shutil.rmtree(folder / SPILLED, ignore_errors=True)
        if options.json:
            print(json.dumps(found, ensure_ascii=False, indent=1))
        if unlike := [one["code"] for one in found if one["unlike"]]:
            sys.exit(f"twins that do not give the hits of the model, or failed: {', '.join(unlike)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("codes", nargs="*", help="models; all of them if none is named")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--payments", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=RUNS, help="warm runs of which the median counts")
    parser.add_argument("--spark", action="store_true", help="the ten commonest by Spark too")
    parser.add_argument("--others", action="store_true", help="the ten commonest by pandas and SQLite too")
    parser.add_argument("--only-models", action="store_true", help="no twins: what the library itself costs")
    parser.add_argument("--data", help="keep the generated tables here, or use those that are")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="into benchmarks/RESULTS.md")
    return parser.parse_args()


def tell(options: argparse.Namespace, words: str) -> None:
    if not options.json:
        print(words, flush=True)


def compared(folder: Path, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One model after another: what each engine took, and the ratio to the fastest twin."""
    for code in options.codes or (OTHERS if options.spark or options.others else TWINS):
        engines = ["model"] if options.only_models else [one for one in ENGINES if has(one, code)]
        engines += ["spark"] if options.spark else []
        engines += ["pandas", "sqlite"] if options.others and code in OTHERS else []
        took, unlike = {}, {}
        for engine in engines:
            try:
                took[engine] = child(engine, code, folder, options.runs)
            except Exception as failed:
                unlike[engine] = f"{type(failed).__name__}: {failed}"[:LONGEST]
        counts = {engine: one.pop("hits") for engine, one in took.items()}
        unlike |= disagreeing(code, counts, folder)
        yield {
            "code": code,
            "hits": counts.get("model", 0),
            "load": round(os.getloadavg()[0], 1),
            "engines": took,
            "unlike": unlike,
        }


def has(engine: str, code: str) -> bool:
    return engine != "polars" or TWINS[code].polars is not None


def child(engine: str, code: str, folder: Path, runs: int) -> dict[str, Any]:
    """In a fresh process, forked from one that has imported everything and done nothing else."""
    with ProcessPoolExecutor(1, mp_context=PROCESSES) as process:
        found: dict[str, Any] = process.submit(measured, engine, code, folder, runs).result()
    return found


def disagreeing(code: str, counts: dict[str, int], folder: Path) -> dict[str, str]:
    """The engines that give other hits than the model, and the first differences."""
    from benchmarks.agreement import differences
    from mingcha.analyse.supervision.library.catalogue import MODELS

    tables = {engine: pq.read_table(folder / f"hits-{engine}-{code}.parquet") for engine in counts}
    ours = tables.pop("model", None)
    found = {
        engine: differences(MODELS[code], ours, table) for engine, table in tables.items() if ours is not None
    }
    return {engine: "; ".join(words)[:LONGEST] for engine, words in found.items() if words}


if __name__ == "__main__":
    main()
