"""The library of models on a generated province, against the same rules written by hand.

Each measurement is a process of its own, so that its peak memory is its own. For the rules that have
twins, the yardstick is the fastest of DuckDB SQL and Polars (streaming) written by hand, in the same run;
pandas, SQLite and Spark are added with --all. Every twin must give as many hits as the model.

Run: python -m benchmarks.models [--persons 1000000] [--all] [--whole] [CODE ...]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENGINES = ("ibis", "duckdb", "polars")
MORE = ("pandas", "sqlite", "spark")


def main() -> None:
    options = arguments()
    if options.child:
        print(json.dumps(measured(options.child, options.codes[0], Path(options.data))))
        return
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as folder:
        place = Path(options.data or folder)
        rows = prepared(place, options.persons)
        print(f"{options.persons:,} persons, {rows:,} payments, {os.cpu_count()} cores; seconds and peak MB")
        twins(place, options)
        if options.whole:
            whole(place)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--all", action="store_true", help="pandas, SQLite and Spark too")
    parser.add_argument("--whole", action="store_true", help="every model of the library, one after another")
    parser.add_argument("--data", help="keep the generated tables here, or use those that are")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def prepared(place: Path, persons: int) -> int:
    """The province's tables as Parquet files named after their contracts; how many payments."""
    import pyarrow.parquet as pq

    setup()
    payments = place / "subsidy_payments.parquet"
    if not payments.exists():
        from mingcha.analyse.synthetic.catalogue import province

        made = province(persons)
        place.mkdir(parents=True, exist_ok=True)
        for name, contract in made.contracts.items():
            pq.write_table(made.table(contract), place / f"{name}.parquet")
    return pq.ParquetFile(payments).metadata.num_rows


def setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def twins(place: Path, options: argparse.Namespace) -> None:
    from benchmarks import twins as known

    engines = ENGINES + (MORE if options.all else ())
    print("model  " + "".join(f"{name:>18}" for name in engines) + "   ratio")
    for code in options.codes or known.TWINS:
        found = {name: child(name, code, place) for name in engines}
        counts = {name: one["hits"] for name, one in found.items()}
        if len(set(counts.values())) != 1:
            sys.exit(f"{code}: the twins disagree: {counts}")
        ratio = found["ibis"]["seconds"] / min(found["duckdb"]["seconds"], found["polars"]["seconds"])
        cells = "".join(f"{one['seconds']:>10.2f}{one['peak']:>6}MB" for one in found.values())
        print(f"{code:<6} {cells}   {ratio:.2f}  ({counts['ibis']:,} hits)", flush=True)


def whole(place: Path) -> None:
    """Every model once, by itself: which are slow, and the sum."""
    from mingcha.analyse.supervision.library.catalogue import MODELS

    total = 0.0
    for code in MODELS:
        one = child("ibis", code, place)
        total += one["seconds"]
        print(f"{code:<6} {one['seconds']:>8.2f} s {one['peak']:>6} MB {one['hits']:>9,} hits", flush=True)
    print(f"whole library: {total:.1f} s")


def child(engine: str, code: str, place: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.models", "--child", engine, "--data", str(place), code]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measured(engine: str, code: str, place: Path) -> dict[str, float]:
    """Median of three after one to warm the disk; reading the files is part of it, importing is not."""
    from benchmarks import twins as known

    setup()
    work = known.work(engine, code, place)
    times = []
    for _each in range(1 if engine in MORE else 4):
        start = time.perf_counter()
        hits = work()
        times.append(time.perf_counter() - start)
    kept = sorted(times[1:] or times)
    return {"seconds": kept[len(kept) // 2], "peak": peak(), "hits": hits}


def peak() -> int:
    """Of this process alone, in MB: what getrusage tells is taken over from the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main()
