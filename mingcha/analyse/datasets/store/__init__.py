"""Where the rows of data sets lie: one Parquet file a version, sealed where the data set is marked so."""

from mingcha.analyse.datasets.store.places import (
    VERSIONS,
    Place,
    forget,
    incoming,
    keep,
    known_places,
    staged,
    version_place,
)
from mingcha.analyse.datasets.store.reading import (
    NO_BAR,
    SOURCE_ROW,
    created,
    digest,
    opened,
    parquet,
    refuse_changed,
    table,
)
from mingcha.analyse.datasets.store.sealing import SealedReader, SealedWriter, Tampered

__all__ = [
    "NO_BAR",
    "SOURCE_ROW",
    "Place",
    "SealedReader",
    "SealedWriter",
    "Tampered",
    "VERSIONS",
    "created",
    "digest",
    "forget",
    "incoming",
    "keep",
    "known_places",
    "opened",
    "parquet",
    "refuse_changed",
    "staged",
    "table",
    "version_place",
]
