"""Files of decisions for tests, in the forms that bodies publish them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from commun.deliberations.columns import NAMES

SIRETS = ("21860194600013", "24350013900189", "26350050600013")
"""Numbers whose key is right."""

GOOD = {
    "COLL_NOM": "Commune d’essai",
    "COLL_SIRET": SIRETS[0],
    "DELIB_ID": "2024-001",
    "DELIB_DATE": "2024-03-11",
    "DELIB_MATIERE_CODE": "7.5",
    "DELIB_MATIERE_NOM": "finances locales/subventions",
    "DELIB_OBJET": "Subvention à l’association des élèves",
    "BUDGET_ANNEE": "2024",
    "BUDGET_NOM": "Budget principal",
    "PREF_ID": "PREF086",
    "PREF_DATE": "2024-03-14",
    "VOTE_EFFECTIF": "43",
    "VOTE_REEL": "40",
    "VOTE_POUR": "30",
    "VOTE_CONTRE": "6",
    "VOTE_ABSTENTION": "4",
    "DELIB_URL": "https://exemple.fr/deliberations/2024-001.pdf",
}


def row(number: int = 1, **changes: str) -> dict[str, str]:
    """A decision without fault, of its own when `number` changes."""
    return {
        **GOOD,
        "DELIB_ID": f"2024-{number:03d}",
        "DELIB_URL": f"https://exemple.fr/deliberations/2024-{number:03d}.pdf",
        **changes,
    }


def csv_text(rows: Iterable[Mapping[str, str]], *, separator: str = ",", headers: Iterable[str] = NAMES) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(headers), delimiter=separator, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def csv_file(folder: Path, rows: Iterable[Mapping[str, str]], name: str = "essai.csv", **options) -> Path:
    path = folder / name
    encoding = options.pop("encoding", "utf-8")
    path.write_bytes(csv_text(rows, **options).encode(encoding))
    return path


def json_lines_file(folder: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    path = folder / "essai.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), "utf-8")
    return path


def json_array_file(folder: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    path = folder / "essai.json"
    path.write_text(json.dumps(list(rows), ensure_ascii=False, indent=1), "utf-8")
    return path


def parquet_file(folder: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    import pyarrow
    from pyarrow import parquet

    path = folder / "essai.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(list(rows)), path, row_group_size=3)
    return path
