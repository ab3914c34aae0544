"""A folder for each dataset as schema.data.gouv.fr takes it: schema, read-me, changes, licence, valid example.

Everything is written from the declarations but `CHANGELOG.md`, which people write: its first heading is the version of
the schema. A column that comes or goes asks for a new version there. One that is to go is first declared `deprecated`,
and its day told there, at least six months ahead; it is given until then, and only then may it leave.
"""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commun.core.datasets import NOTICE, Column, Dataset, Type
from commun.core.errors import DomainError
from commun.library.duties import inventory
from commun.opendata import presenters
from commun.opendata.registry import datasets
from commun.opendata.schema import LICENCE, table_schema
from commun.opendata.writers import csv_blocks

_VERSION = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$", re.MULTILINE)
_END = re.compile(r"\bfin le (\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)


class ChangeUntold(DomainError):
    """The columns of a dataset are not those of its last version, and its CHANGELOG does not say so."""


@dataclass(frozen=True)
class Version:
    """The last version of a schema, and what its CHANGELOG says of it."""

    number: str
    on: datetime.date
    text: str
    first_on: datetime.date


def last_version(changelog: str) -> Version:
    found = list(_VERSION.finditer(changelog))
    if not found:
        raise ChangeUntold(_("CHANGELOG.md commence par un titre « ## 1.0.0 (AAAA-MM-JJ) »."))
    end = found[1].start() if len(found) > 1 else len(changelog)
    first, last = (datetime.date.fromisoformat(one[2]) for one in (found[-1], found[0]))
    return Version(found[0][1], last, changelog[found[0].end() : end], first)


def write(to: Path) -> list[Path]:
    """Bring the folder up to date; the files that changed. Raises ChangeUntold, with nothing written."""
    wanted = {path: content for dataset in datasets().values() for path, content in _files(to, dataset)}
    wanted |= _inventory(to / "inventaire-algorithmes")
    changed = [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    return changed


def _inventory(folder: Path) -> dict[Path, bytes]:
    """The inventory of algorithms is a form set by law, filled from the uses: a schema, and no dataset of its own."""
    schema = json.dumps(inventory.table_schema(), ensure_ascii=False, indent=2)
    return {
        folder / "schema.json": f"{schema}\n".encode(),
        folder / "LICENSE": f"{LICENCE['title']}\n{LICENCE['path']}\n".encode(),
        folder / "exemple-valide.csv": inventory.example_csv(),
    }


def _files(to: Path, dataset: Dataset) -> Iterator[tuple[Path, bytes]]:
    folder = to / dataset.slug
    told = folder / "CHANGELOG.md"
    changelog = told.read_text() if told.exists() else _first_changelog()
    version = last_version(changelog)
    schema = _schema(dataset, version)
    before = folder / "schema.json"
    if before.exists():
        check_change(json.loads(before.read_text()), schema, version)
    yield told, changelog.encode()
    yield before, f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
    yield folder / "README.md", _readme(dataset, version).encode()
    yield folder / "LICENSE", f"{LICENCE['title']}\n{LICENCE['path']}\n".encode()
    yield folder / "exemple-valide.csv", b"".join(csv_blocks(dataset, [[_cell(one) for one in dataset.columns]]))


def check_change(before: dict[str, Any], after: dict[str, Any], version: Version) -> None:
    """Raises ChangeUntold when the columns changed and the CHANGELOG does not say what it must: a version for any
    change, the day for a column that is announced to go, and none gone that was not announced, before that day."""
    slug = after["name"]
    known, new = _named(before), _named(after)
    announced = {name: end for name, end in _ends(after).items() if end != _ends(before).get(name)}
    if list(known) == list(new) and not announced and _ends(before).keys() <= _ends(after).keys():
        return
    if version.number == before["version"]:
        raise ChangeUntold(
            _("Les colonnes de « %(slug)s » ont changé : ajoutez une version en tête de son CHANGELOG.md.")
            % {"slug": slug}
        )
    for name, end in announced.items():
        _check_announced(slug, name, end, version)
    for name in known.keys() - new.keys():
        last_day = _ends(before).get(name) or _ends(before).get("")
        if last_day is None or last_day > version.on:
            raise ChangeUntold(
                _(
                    "« %(slug)s » perd sa colonne « %(name)s » : qui lit ce fichier compte dessus. Déclarez-la d’abord "
                    "« deprecated », six mois au moins, et ne la retirez qu’à la date annoncée."
                )
                % {"slug": slug, "name": name}
            )
    kept = [name for name in known if name in new]
    if list(new)[: len(kept)] != kept:
        raise ChangeUntold(
            _("« %(slug)s » déplace une colonne : une nouvelle vient à la fin, les autres gardent leur ordre.")
            % {"slug": slug}
        )


def _check_announced(slug: str, name: str, end: datetime.date, version: Version) -> None:
    told = [line for line in version.text.splitlines() if f"`{name or slug}`" in line]
    if end < version.on + NOTICE or end.isoformat() not in [day for line in told for day in _END.findall(line)]:
        raise ChangeUntold(
            _(
                "« %(name)s » de « %(slug)s » va disparaître : la dernière version de son CHANGELOG.md le dit, « "
                "`%(name)s` … fin le %(day)s », six mois au moins avant ce jour."
            )
            % {"slug": slug, "name": name or slug, "day": end.isoformat()}
        )


def _named(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in schema["fields"]}


def _ends(schema: dict[str, Any]) -> dict[str, datetime.date]:
    """The day of each column that is to go; under the empty name, that of the dataset itself."""
    going = {name: one for name, one in [("", schema), *_named(schema).items()] if "depreciation" in one}
    return {name: datetime.date.fromisoformat(one["depreciation"]["fin_le"]) for name, one in going.items()}


def _first_changelog() -> str:
    return "# Changements\n\n## 1.0.0 (2026-11-22)\n\n- Première version.\n"


def _schema(dataset: Dataset, version: Version) -> dict[str, Any]:
    schema = table_schema(dataset)
    # The site that serves it is not known here: a schema is of no site.
    del schema["homepage"]
    fields, keys = schema.pop("fields"), {name: schema.pop(name) for name in ("primaryKey", "missingValues")}
    return (
        schema
        | {
            "version": version.number,
            "created": version.first_on.isoformat(),
            "lastModified": version.on.isoformat(),
            "resources": [{"title": "Exemple valide", "path": "exemple-valide.csv"}],
        }
        | {"fields": fields}
        | keys
    )


def _readme(dataset: Dataset, version: Version) -> str:
    lines = [
        f"# {dataset.title}",
        "",
        f"Version {version.number} · Table Schema · {LICENCE['title']}",
        "",
        str(dataset.description),
        "",
        f"Une ligne est {dataset.row}. Fichier CSV : UTF-8, virgule, en-têtes figés.",
        "",
        *(f"- {note}" for note in dataset.notes),
        "",
        "| colonne | type | ce qu’elle contient |",
        "|---|---|---|",
    ]
    for line in presenters.column_lines(dataset):
        said = " ".join([*([line.going] if line.going else []), line.description, *line.rules]).replace("|", "\\|")
        lines.append(f"| `{line.name}` | {line.type} | {said} |")
    return "\n".join([*lines, "", "Écrit par `commun schemas docs/schemas`.", ""])


def _cell(column: Column) -> str:
    """The example, as the CSV writes it."""
    text = column.example
    if column.type in (Type.STRING, Type.URL, Type.LIST, Type.ENUM) and any(sign in text for sign in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
