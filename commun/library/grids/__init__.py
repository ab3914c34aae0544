"""The first version of the evaluation grid, and the published accounts of the manifesto's axes, as data.

The accounts differ (DOMAIN 2.1): none is chosen, all are kept with their source. Questions and levels are in our own
words, each pointing to what it comes from. Once loaded, the database is what counts: the network edits it there,
version by version, and these files are never read again.
"""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent


def load(*, accounts: Any, grids: Any) -> None:
    """Write both down if they are not there yet; twice changes nothing.

    Takes the managers, so that the migration and the action share it (historical models have no method of ours).
    """
    by_code = {row["code"]: _account(accounts, row, position) for position, row in enumerate(_rows("accounts"), 1)}
    first = _rows("version_1")
    if grids.filter(number=first["number"]).exists():
        return
    grid = grids.create(**{name: first[name] for name in ("number", "title", "introduction", "source", "published_on")})
    position = 0
    for place, row in enumerate(first["axes"], 1):
        axis = grid.axes.create(
            code=row["code"], title=row["title"], says=row["says"], account=by_code[row["account"]], position=place
        )
        for item in row["items"]:
            position += 1
            _item(axis, grid, item, by_code, position)


def _account(accounts: Any, row: dict[str, Any], position: int) -> Any:
    named = {name: row[name] for name in ("title", "url", "sureness", "read_on", "note", "axes")}
    return accounts.get_or_create(code=row["code"], defaults={**named, "position": position})[0]


def _item(axis: Any, grid: Any, row: dict[str, Any], accounts: dict[str, Any], position: int) -> None:
    axis.items.create(
        grid=grid,
        position=position,
        is_fact=row.get("is_fact", False),
        account=accounts.get(row.get("account", "")),
        source_where=row.get("where", ""),
        source_title=row.get("title", ""),
        source_url=row.get("url", ""),
        **{name: row[name] for name in ("code", "value", "question", "levels", "shown_fields", "needed_fields")},
    )


def _rows(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
