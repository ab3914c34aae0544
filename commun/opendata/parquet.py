"""A dataset as Parquet, typed as its Table Schema says; written by a process of its own (`parquet_process`)."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from commun.core.datasets import Column, Dataset, Type
from commun.opendata.rows import Row
from commun.opendata.schema import LICENCE, table_schema

_TYPES = {
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.DATE: "date",
    Type.DATETIME: "datetime",
    Type.BOOLEAN: "boolean",
    Type.LIST: "list",
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class ParquetFailed(RuntimeError):
    """The process stopped before the file was whole; its last words are the message."""


def write_parquet(dataset: Dataset, rows: Iterable[Row], *, to: Path) -> int:
    """The file at `to`, from rows read with `JSON_CELLS`; returns how many it holds. Raises ParquetFailed."""
    command = [sys.executable, "-m", "commun.opendata.parquet_process", str(to)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        try:
            process.stdin.write(f"{_encode(_head(dataset))}\n")
            for row in rows:
                process.stdin.write(f"{_encode(row)}\n")
        except BrokenPipeError:
            pass  # it said why before it closed
        except BaseException:
            process.kill()
            raise
        told, complaint = process.communicate()
    if process.returncode:
        raise ParquetFailed(complaint[-500:])
    return int(told)


def _head(dataset: Dataset) -> dict[str, object]:
    return {
        "columns": [_column(column) for column in dataset.columns],
        "metadata": {
            "table_schema": json.dumps(table_schema(dataset), ensure_ascii=False),
            "licence": LICENCE["title"],
        },
    }


def _column(column: Column) -> list[object]:
    return [column.name, _TYPES.get(column.type, "string"), not column.is_required, str(column.description)]
