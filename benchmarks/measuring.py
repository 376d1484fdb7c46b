"""One model on one engine, measured in a process of its own.

Importing is done before, by the parent, which loads the modules of `IMPORTED` in this order.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.engines import files_of, work

IMPORTED = ["benchmarks.ready", "duckdb", "mingcha.analyse.supervision.evaluation", "benchmarks.measuring"]


def measured(engine: str, code: str, folder: Path, runs: int) -> dict[str, Any]:
    """Seconds of the first run and the median of the others, wall-clock and processor, and peak MB."""
    run = work(engine, code, files_of(code, folder))
    wall, processor = [], []
    for _each in range(1 if engine == "spark" else runs + 1):
        start, busy = time.perf_counter(), time.process_time()
        hits = run()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    peak = peak_memory()
    pq.write_table(hits, folder / f"hits-{engine}-{code}.parquet")
    warm = sorted(wall[1:] or wall), sorted(processor[1:] or processor)
    middle = len(warm[0]) // 2
    return {
        "cold": round(wall[0], 3),
        "wall": round(warm[0][middle], 3),
        "processor": round(warm[1][middle], 3),
        "peak": peak,
        "hits": hits.num_rows,
    }


def peak_memory() -> int:
    """Of this process alone, in MB: what getrusage tells is taken over from the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024
