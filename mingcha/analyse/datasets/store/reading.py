"""Opening the files again, sealed or not, the same way."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import IO, Any, cast

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.analyse.datasets.store.places import Place
from mingcha.analyse.datasets.store.sealing import SealedReader, SealedWriter, Tampered

SOURCE_ROW = "source_row"  # in which row of the file that was brought
# For DuckDB after connecting: its bar would be drawn into the log of the worker.
NO_BAR = "SET enable_progress_bar = false"


def opened(place: Place) -> IO[bytes]:
    """For reading, anywhere in it."""
    file = place.path.open("rb")
    if not place.sealed:
        return file
    return cast("IO[bytes]", io.BufferedReader(SealedReader(file, about=place.about), 1 << 20))


def created(place: Place) -> Any:
    """For writing from beginning to end. Whoever gives up calls `drop` where there is one."""
    place.path.parent.mkdir(parents=True, exist_ok=True)
    file = place.path.open("wb")
    return SealedWriter(file, about=place.about) if place.sealed else file


def parquet(place: Place) -> pq.ParquetFile:
    """The Parquet file, to be read in parts; close it."""
    return pq.ParquetFile(pa.PythonFile(opened(place), mode="r"))


def digest(path: Path) -> str:
    """SHA-256 of the bytes on disk, sealed or not."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_changed(place: Place, expected: str) -> None:
    """Raises Tampered where the file is gone or other bytes than were written."""
    if not place.path.exists() or digest(place.path) != expected:
        raise Tampered


def table(connection: Any, place: Place, name: str) -> Any:
    """An Ibis table of the file: read where it lies, or opened into memory where it is sealed."""
    if not place.sealed:
        return connection.read_parquet(str(place.path), table_name=name)
    with opened(place) as file:
        return ibis.memtable(pq.read_table(pa.PythonFile(file, mode="r")))
