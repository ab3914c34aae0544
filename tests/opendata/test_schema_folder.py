"""The folder for schema.data.gouv.fr is that of the code, valid with its example, and tells each change of columns."""

import datetime
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Resource, Schema

from commun.opendata import schema_folder
from commun.opendata.registry import datasets
from commun.opendata.schema_folder import ChangeUntold, check_change, last_version

FOLDER = Path(__file__).parent.parent.parent / "docs/schemas"


def test_the_folder_is_up_to_date(tmp_path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "schemas")
    assert schema_folder.write(copy) == [], "Lancez : commun schemas docs/schemas"
    folders = {path.name for path in FOLDER.iterdir()}
    assert set(datasets()) <= folders


def test_each_schema_is_valid_and_finds_its_example_valid() -> None:
    for folder in sorted(FOLDER.iterdir()):
        wanted = {"CHANGELOG.md", "LICENSE", "README.md", "exemple-valide.csv", "schema.json"}
        assert wanted == {path.name for path in folder.iterdir()}, folder.name
        descriptor = json.loads((folder / "schema.json").read_text())
        assert Schema.validate_descriptor(descriptor).valid, folder.name
        assert {"name", "title", "description", "version", "created", "lastModified"} <= descriptor.keys()
        assert descriptor["resources"] == [{"title": "Exemple valide", "path": "exemple-valide.csv"}]
        assert last_version((folder / "CHANGELOG.md").read_text()).number == descriptor["version"]
        schema = Schema.from_descriptor(descriptor)
        report = Resource(path="exemple-valide.csv", basepath=str(folder), schema=schema).validate()
        assert report.valid, (folder.name, report.flatten(["fieldName", "note"]))
        assert report.tasks[0].stats["rows"] == 1


SAME = "# Changements\n\n## 1.0.0 (2026-01-01)\n\n- Première version.\n"
NEW = "# Changements\n\n## 1.1.0 (2026-02-01)\n\n- {}\n\n## 1.0.0 (2026-01-01)\n\n- Première version.\n"
GOES = "`titre` devient `nom`, fin le 2026-09-01."


def schema(*names: str, **ends: str) -> dict:
    """With the day on which a column is to go, by its name."""
    fields = [{"name": name} | ({"depreciation": {"fin_le": ends[name]}} if name in ends else {}) for name in names]
    return {"name": "essai", "version": "1.0.0", "fields": fields}


BEFORE = schema("identifiant", "titre")


@pytest.mark.parametrize(
    ("before", "after", "changelog", "fault"),
    [
        (BEFORE, BEFORE, SAME, ""),
        (BEFORE, schema("identifiant", "titre", "theme"), SAME, "ajoutez une version"),
        (BEFORE, schema("identifiant", "titre", "theme"), NEW.format("Colonne theme."), ""),
        (BEFORE, schema("titre", "identifiant"), NEW.format("Ordre."), "déplace"),
        (BEFORE, schema("identifiant"), NEW.format(GOES), "perd sa colonne « titre »"),
        (BEFORE, schema("identifiant", "titre", titre="2026-09-01"), SAME, "ajoutez une version"),
        (BEFORE, schema("identifiant", "titre", titre="2026-09-01"), NEW.format("Bientôt."), "fin le 2026-09-01"),
        (BEFORE, schema("identifiant", "titre", titre="2026-03-01"), NEW.format(GOES), "six mois"),
        (BEFORE, schema("identifiant", "titre", titre="2026-09-01"), NEW.format(GOES), ""),
        (schema("identifiant", "titre", titre="2026-09-01"), schema("identifiant"), NEW.format("Fin."), "perd"),
        (schema("identifiant", "titre", titre="2026-02-01"), schema("identifiant"), NEW.format("Fin."), ""),
    ],
)
def test_a_change_of_columns_is_told_and_one_that_goes_was_announced_six_months_before(
    before: dict, after: dict, changelog: str, fault: str
) -> None:
    version = last_version(changelog)
    assert version.first_on == datetime.date(2026, 1, 1)
    if fault:
        with pytest.raises(ChangeUntold, match=fault):
            check_change(before, after, version)
    else:
        check_change(before, after, version)


def test_a_change_that_is_not_told_writes_nothing(tmp_path, monkeypatch) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "schemas")
    suites = datasets()["suites"]
    cut = replace(suites, columns=suites.columns[:-1])
    monkeypatch.setattr(schema_folder, "datasets", lambda: {**datasets(), "suites": cut})
    before = (copy / "suites/schema.json").read_bytes()
    with pytest.raises(ChangeUntold, match="suites"):
        schema_folder.write(copy)
    assert (copy / "suites/schema.json").read_bytes() == before
