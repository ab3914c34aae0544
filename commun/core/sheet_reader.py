"""Reads one spreadsheet in a process of its own: `python -m commun.core.sheet_reader EXTENT < file > json`.

The parser allocates a sheet as one block from its first to its last cell: a 5 kB file whose last cell is XFD1048576
asks for half a terabyte and aborts the process that reads it. Here that process is not the server: it holds no
secret, no connection and no Django, has bounded memory and time, and its death is a message to whoever sent the file.
"""

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

MAX_MEMORY = 768 * 1024 * 1024
MAX_CPU_SECONDS = 20


def main(max_extent: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_read(sys.stdin.buffer.read(), max_extent), sys.stdout)


def _read(content: bytes, max_extent: int) -> dict[str, Any]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        sheets = []
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > max_extent:
                return {"error": "extent", "sheet": name}
            sheets.append({"name": name, "rows": _rows(sheet)})
    except python_calamine.PasswordError:
        return {"error": "password"}
    except (python_calamine.CalamineError, MemoryError, ValueError) as error:
        return {"error": "unreadable", "why": str(error)[:200]}
    return {"sheets": sheets}


def _rows(sheet: Any) -> list[list[Any]]:
    """[line, cells from column A], for the lines that hold something."""
    if sheet.start is None:
        return []
    line, column = sheet.start
    left = [""] * column
    return [
        [line + offset + 1, left + [_text(value) for value in cells]]
        for offset, cells in enumerate(sheet.to_python(skip_empty_area=True))
        if any(value != "" for value in cells)
    ]


def _text(value: Any) -> str:
    """A cell as text: 15.0 → "15", a day in ISO, a time as "14:30", a boolean in French."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


if __name__ == "__main__":
    main(int(sys.argv[1]))
