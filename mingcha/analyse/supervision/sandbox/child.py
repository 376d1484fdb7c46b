"""The locked process: gets tables and one SELECT on standard input, gives rows on standard output, no more.

Run as a file by `running`, with an empty environment, without any module of ours. Protocol: a line of JSON
(sql, values, memory, threads, most_rows, tables: [name, bytes]), then each table as an Arrow stream.
"""

import json
import resource
import sys
from typing import IO, Any


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    order = json.loads(source.readline())
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect(
        config={"threads": order["threads"], "memory_limit": order["memory"], "temp_directory": ""}
    )
    for name, size in order["tables"]:
        given = pa.ipc.open_stream(pa.BufferReader(source.read(size))).read_all()
        connection.register("given", given)
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')  # noqa: S608 — our own names
        connection.unregister("given")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    _bound(order["seconds"])
    try:
        cursor: Any = connection.execute(order["sql"], order["values"] or None)
        found = cursor.to_arrow_table().slice(0, order["most_rows"] + 1)
    except MemoryError:
        _say(sink, {"error": "memory"})
        return
    except duckdb.Error as error:
        kind = "memory" if "Out of Memory" in str(error) else str(error).split("\n\n")[0][:500]
        _say(sink, {"error": kind})
        return
    _say(sink, {"rows": found.num_rows})
    with pa.ipc.new_stream(sink, found.schema) as writer:
        writer.write_table(found)


def _bound(seconds: int) -> None:
    """No file is written, none opened, no process begun, no more time than given."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds * 2, seconds * 2))
    opened = 16
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened, opened))


def _say(sink: IO[bytes], told: dict[str, Any]) -> None:
    sink.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
