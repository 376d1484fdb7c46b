"""The Parquet files that a model is run on from the command line, looked at before anything is run.

Columns that a contract does not require may be left out of a file; they count as empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import types

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.declaration import Model
from mingcha.foundation.refusals import Invalid

_FAMILIES = {
    "numbers": (types.is_integer, types.is_floating, types.is_decimal),
    "text": (types.is_string, types.is_large_string, types.is_string_view),
    "days or moments": (types.is_date, types.is_timestamp),
    "true or false": (types.is_boolean,),
}


def tables_of(connection: Any, model: Model, folder: Path) -> dict[str, Any]:
    """The inputs of a model, from their files. Raises Invalid: what, where, and what it should be."""
    return {
        name: _whole(engine.table_of_file(connection, path, f"file_{name}"), model.inputs[name])
        for name, path in _files(model, folder)
    }


def _whole(table: Any, contract: Contract) -> Any:
    missing = {name: kind for name, kind in contract.schema.items() if name not in table.columns}
    return table.mutate(**{name: ibis.null(kind) for name, kind in missing.items()}) if missing else table


def _files(model: Model, folder: Path) -> list[tuple[str, Path]]:
    """Name and place of each input: `<input>.parquet`, or a folder of that name."""
    if not folder.is_dir():
        raise Invalid(f"There is no folder {folder}. {model.code} needs {', '.join(_names(model))} in one.")
    found = []
    for name, contract in model.inputs.items():
        path = next((one for one in (folder / f"{name}.parquet", folder / name) if one.exists()), None)
        if path:
            _refuse_unfit(path, contract)
            found.append((name, path))
        elif name not in model.optional:
            raise Invalid(
                f"{folder / name}.parquet is missing; {model.code} needs {', '.join(_names(model))}."
            )
    return found


def _names(model: Model) -> list[str]:
    return [f"{name}.parquet" for name in model.needed]


def _refuse_unfit(path: Path, contract: Contract) -> None:
    """What is not Parquet, lacks columns of its contract, or holds something else in them."""
    try:
        given = ds.dataset(path, format="parquet").schema
    except (pa.ArrowException, OSError):
        raise Invalid(f"{path} is no Parquet file, or a damaged one.") from None
    needed = [one.name for one in contract.columns if one.required or one.name in contract.keys]
    if lacking := [name for name in needed if name not in given.names]:
        raise Invalid(
            f"{path} lacks {', '.join(lacking)}, columns of the contract {contract.name}. "
            f"It has {', '.join(given.names)}."
        )
    for one in ibis.schema(contract.schema).to_pyarrow():
        if one.name not in given.names:
            continue
        is_of, held = _family(one.type), _family(given.field(one.name).type)
        if held not in (is_of, "nothing"):
            raise Invalid(f"{path}: the column {one.name} holds {held}; {contract.name} says {is_of}.")


def _family(kind: pa.DataType) -> str:
    if types.is_null(kind):
        return "nothing"
    return next((name for name, tests in _FAMILIES.items() if any(test(kind) for test in tests)), str(kind))
