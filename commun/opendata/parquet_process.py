"""The process that writes Parquet: rows come as lines of JSON on its standard input, the file is its argument.

It imports neither Django nor anything of ours: the library alone weighs as much as a web process, which must not carry
it. The first line describes the columns ([name, type, is nullable, description]) and what the file says of itself; each
other line is a row.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 20_000
_WRITTEN_AS_TEXT = {"date": pa.date32(), "datetime": pa.timestamp("s", tz="UTC")}
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
    **_WRITTEN_AS_TEXT,
}


def write(lines: TextIO, path: str) -> int:
    """The file, by groups of rows, at constant memory. Returns how many rows it holds."""
    head = json.loads(next(lines))
    kinds = [kind for _name, kind, _nullable, _description in head["columns"]]
    fields = [
        pa.field(name, _TYPES[kind], nullable=nullable, metadata={"description": description})
        for name, kind, nullable, description in head["columns"]
    ]
    schema = pa.schema(fields, metadata=head["metadata"])
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(lines):
            columns = [_array(cells, kind) for cells, kind in zip(zip(*group, strict=True), kinds, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            count += len(group)
    return count


def _groups(lines: TextIO) -> Iterator[list[list[Any]]]:
    rows = (json.loads(line) for line in lines)
    while group := list(islice(rows, GROUP)):
        yield group


def _array(cells: tuple[Any, ...], kind: str) -> Any:
    if kind in _WRITTEN_AS_TEXT:
        return pa.array(cells, pa.string()).cast(_WRITTEN_AS_TEXT[kind])
    return pa.array(cells, _TYPES[kind])


if __name__ == "__main__":
    print(write(sys.stdin, sys.argv[1]))  # noqa: T201
