"""The columns of a table that was deposited, for those who read its description before they take it."""

import csv

from commun.heritage import contents
from commun.heritage.models import StoredContent

_HEAD = 64 * 1024
MOST = 500


def columns_of(content: StoredContent) -> list[str]:
    """The first line of a comma-separated table in UTF-8; empty for what is not sure to be one."""
    file = content.files.first()
    if file is None or file.extension != "csv":
        return []
    try:
        text = contents.beginning(content, _HEAD).decode("utf-8-sig", "strict" if content.size <= _HEAD else "ignore")
    except UnicodeDecodeError:
        return []
    lines = list(csv.reader(text.splitlines()[:5]))
    if len(lines) < 2 or len(lines[0]) < 2 or any(len(line) != len(lines[0]) for line in lines[1:4] if line):
        return []
    names = [" ".join(name.split())[:100] for name in lines[0][:MOST]]
    return names if all(names) and len(set(names)) == len(names) else []
