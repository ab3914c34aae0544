"""Everything public as files: each dataset in each format, what describes it, and what lets one trust it.

The same data give the same bytes: nothing in it tells the day on which it was made. The files are those that the site
gives at /donnees/, and the folder is a data package (specs.frictionlessdata.io/data-package).
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commun.core.datasets import Dataset
from commun.opendata import notice, presenters, rows, writers
from commun.opendata.parquet import write_parquet
from commun.opendata.registry import datasets
from commun.opendata.rows import Row
from commun.opendata.schema import LICENCE, table_schema

FORMATS = ("csv", "json", "xlsx", "parquet")
MANIFEST = "manifeste.json"
MANIFEST_VERSION = 1
_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "md": "text/markdown",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class File:
    """One file of the package, once written. `rows` is None where rows mean nothing."""

    path: str
    sha256: str
    size: int
    rows: int | None
    dataset: str = ""

    @property
    def media_type(self) -> str:
        return media_type(self.path)


def media_type(path: str) -> str:
    return _MEDIA_TYPES[path.rpartition(".")[2]]


class _Counted:
    """Rows, counted as they pass."""

    def __init__(self, given: Iterable[Row]) -> None:
        self._given = given
        self.number = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._given:
            self.number += 1
            yield row


def written(folder: Path) -> Iterator[File]:
    """Write each file of the package in `folder`; each may be taken away once given. At constant memory."""
    found: list[File] = []

    def kept(file: File) -> File:
        found.append(file)
        return file

    for path, text in (
        ("LISEZMOI.md", _readme()),
        ("LICENCE.txt", _licence()),
        ("dictionnaire.csv", _dictionary()),
    ):
        yield kept(_text_file(folder, path, text))
    for dataset in datasets().values():
        schema = json.dumps(table_schema(dataset), ensure_ascii=False, indent=2)
        yield kept(_text_file(folder, f"schemas/{dataset.slug}.json", f"{schema}\n", dataset.slug))
        for file in _files_of(folder, dataset):
            yield kept(file)
    package = json.dumps(_data_package(found), ensure_ascii=False, indent=2)
    yield kept(_text_file(folder, "datapackage.json", f"{package}\n"))
    manifest = json.dumps(_manifest(found), ensure_ascii=False, indent=2)
    yield _text_file(folder, MANIFEST, f"{manifest}\n")


def _files_of(folder: Path, dataset: Dataset) -> Iterator[File]:
    (folder / "donnees").mkdir(exist_ok=True)
    number = 0
    for suffix in FORMATS:
        if not writers.is_written_as(suffix, rows=number):
            continue
        path = f"donnees/{dataset.slug}.{suffix}"
        number = WRITE[suffix](dataset, folder / path)
        yield _measured(folder, path, rows=number, dataset=dataset.slug)


def _write_csv(dataset: Dataset, to: Path) -> int:
    found = _Counted(rows.read(dataset, cells=writers.CSV_CELLS))
    _write(writers.csv_blocks(dataset, found), to)
    return found.number


def _write_json(dataset: Dataset, to: Path) -> int:
    found = _Counted(rows.read(dataset, cells=writers.JSON_CELLS))
    _write(writers.json_blocks(dataset, found, head=notice.metadata(dataset)), to)
    return found.number


def _write_xlsx(dataset: Dataset, to: Path) -> int:
    found = _Counted(rows.read(dataset))
    writers.write_xlsx(dataset, found, to=to, about=notice.lines(dataset))
    return found.number


def _write_parquet(dataset: Dataset, to: Path) -> int:
    return write_parquet(dataset, rows.read(dataset, cells=writers.JSON_CELLS), to=to)


WRITE: dict[str, Callable[[Dataset, Path], int]] = {
    "csv": _write_csv,
    "json": _write_json,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}


def _write(blocks: Iterable[bytes], to: Path) -> None:
    with to.open("wb") as file:
        for block in blocks:
            file.write(block)


def _text_file(folder: Path, path: str, text: str, dataset: str = "") -> File:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8", newline="")
    return _measured(folder, path, rows=None, dataset=dataset)


def _measured(folder: Path, path: str, *, rows: int | None, dataset: str) -> File:
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    return File(path, digest, size, rows, dataset)


# --- What describes the data -----------------------------------------------------------------------------------------


def _readme() -> str:
    lines = [
        f"# {_('Données ouvertes de %(site)s') % {'site': settings.SITE_NAME}}",
        "",
        _("Tout ce que %(address)s publie, dans quatre formats, sous %(licence)s (LICENCE.txt).")
        % {"address": settings.SITE_URL, "licence": LICENCE["title"]},
        "",
        _("- `donnees/` : chaque jeu en CSV, JSON, XLSX et Parquet, avec les mêmes lignes."),
        _("- `schemas/` : le schéma de chaque jeu (Table Schema)."),
        _("- `dictionnaire.csv` : toutes les colonnes, ce qu’elles contiennent, un exemple."),
        _("- `datapackage.json` : la description lue par les outils Frictionless."),
        _("- `manifeste.json` : l’empreinte SHA-256, le poids et le nombre de lignes de chaque fichier."),
        "",
        _(
            "Dans les CSV, un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe : retirez-la "
            "pour retrouver le texte exact. Une cellule vide veut dire « non renseigné ». Aucune donnée personnelle."
        ),
        "",
        f"## {_('Les jeux')}",
        "",
        *(f"- `{one.slug}` : {one.title}. {one.description}" for one in datasets().values()),
    ]
    return "\n".join([*lines, ""])


def _licence() -> str:
    return (
        "\n".join(
            [
                LICENCE["title"],
                LICENCE["path"],
                "",
                _(
                    "Ces données peuvent être réutilisées librement, y compris à des fins commerciales, à condition "
                    "d’en citer la source et la date de dernière mise à jour."
                ),
                _("Les délibérations gardent la licence de leur source, dite sur chaque ligne."),
            ]
        )
        + "\n"
    )


def _dictionary() -> str:
    text = io.StringIO(newline="")
    write = csv.writer(text).writerow
    write(["jeu", "colonne", "type", "description", "exemple", "regles", "valeurs", "renvoie_a"])
    for dataset in datasets().values():
        for line in presenters.column_lines(dataset):
            values = "|".join(f"{value}={label}" for value, label in line.values)
            write(
                [dataset.slug, line.name, line.type, line.description, line.example, " ".join(line.rules), values,
                 line.refers_to]
            )  # fmt: skip
    return text.getvalue()


def _data_package(files: Iterable[File]) -> dict[str, Any]:
    """Its resources are the CSV, which a validator can judge; the other formats have the same rows."""
    resources = []
    for file in files:
        if file.dataset and file.path.endswith(".csv"):
            dataset = datasets()[file.dataset]
            resources.append(
                {
                    "name": file.dataset,
                    "title": str(dataset.title),
                    "description": str(dataset.description),
                    "path": file.path,
                    "profile": "tabular-data-resource",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "bytes": file.size,
                    "hash": f"sha256:{file.sha256}",
                    "schema": f"schemas/{file.dataset}.json",
                }
            )
    return {
        "name": "commun",
        "profile": "tabular-data-package",
        "title": _("Données ouvertes de %(site)s") % {"site": settings.SITE_NAME},
        "homepage": f"{settings.SITE_URL}/donnees/",
        "licenses": [LICENCE],
        "resources": resources,
    }


def _manifest(files: Iterable[File]) -> dict[str, Any]:
    return {
        "format": "commun-donnees-publiques",
        "version": MANIFEST_VERSION,
        "source": settings.SITE_URL,
        "licence": LICENCE,
        "fichiers": [
            {"chemin": one.path, "sha256": one.sha256, "octets": one.size}
            | ({} if one.rows is None else {"lignes": one.rows})
            for one in files
        ],
    }
