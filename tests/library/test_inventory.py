"""The inventory of a territory: Etalab’s lines, in their order, public values only, read by a validator."""

import csv
import io
import json
from pathlib import Path

import frictionless
import pytest

from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.duties import inventory
from commun.library.enums import Automation, DataSource, DecisionScope, Stage, Technique, Visibility
from tests.accounts.factories import referent
from tests.library.factories import draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
SHIPPED = Path(__file__).resolve().parents[2] / "docs/schemas/inventaire-algorithmes/schema.json"

ETALAB = [
    "Nom de l’administration", "Direction ou service porteur", "Contact", "Date de mise à jour",
    "Nom de l’algorithme", "Contexte global", "Finalité", "Comment et quand il intervient dans la décision",
    "Niveau d’automatisation", "Fondements juridiques", "Ressources connexes",
    "Nombre de décisions par an", "Portée de la décision", "Public concerné", "Ressources sur l’impact",
    "Données traitées", "Source des données", "Mode de collecte", "Type d’algorithme", "Opérations effectuées",
    "Ressources sur le fonctionnement",
]  # fmt: skip


def nursery(territory, **values):
    """A scoring grid without AI, that founds decisions."""
    return published(
        territory,
        **{
            "title": "Attribuer les places en crèche",
            "technique": Technique.RULES,
            "is_individual_decision": True,
            "automation": Automation.ADVICE,
            "decision_scope": DecisionScope.EXTERNAL,
            "decisions_per_year": 400,
            "data_description": "Composition du foyer\nDate de la demande",
            "data_sources": [DataSource.USER],
            "operations": "=SOMME des points",
            "stage": Stage.IN_USE,
            **values,
        },
    )


def rows_of(client, territory) -> list[dict[str, str]]:
    text = client.get(f"/territoires/{territory.slug}/algorithmes.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_lines_are_those_of_etalab_in_their_order() -> None:
    assert [str(row.label) for row in inventory.ROWS] == ETALAB


def test_the_csv_is_valid_for_its_schema_and_for_an_independent_reader(client, tmp_path) -> None:
    here = TerritoryFactory()
    nursery(here)
    published(here)
    (tmp_path / "algorithmes.csv").write_bytes(client.get(f"/territoires/{here.slug}/algorithmes.csv").content)
    schema = frictionless.Schema.from_descriptor(client.get("/bibliotheque/inventaire/schema.json").json())
    report = frictionless.Resource(path="algorithmes.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_the_schema_shipped_is_the_one_in_use_and_is_a_table_schema() -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert shipped == inventory.table_schema(), "write it again: see docs/schemas/inventaire-algorithmes/README.md"
    assert frictionless.Schema.from_descriptor(shipped).field_names[0] == "identifiant"


def test_algorithms_without_ai_are_there_and_what_is_no_algorithm_is_not(client) -> None:
    here = TerritoryFactory()
    nursery(here)
    published(here, title="Charte de l’IA", technique=Technique.NONE)
    html = client.get(f"/territoires/{here.slug}/algorithmes/").content.decode()
    assert "Attribuer les places en crèche" in html and "algorithme sans IA" in html
    assert "Charte de l’IA" not in html
    assert [row["nom_algorithme"] for row in rows_of(client, here)] == ["Attribuer les places en crèche"]


def test_what_founds_decisions_stands_apart_from_what_does_not_and_from_what_nobody_said(client) -> None:
    here = TerritoryFactory()
    nursery(here)
    published(here, title="Repérer les fuites", is_individual_decision=False)
    published(here, title="Trier le courrier")
    html = client.get(f"/territoires/{here.slug}/algorithmes/").content.decode()
    places = [html.index(f'id="{anchor}"') for anchor in ("decisions", "autres", "a-dire")]
    titles = [html.rindex(title) for title in ("Attribuer les places", "Repérer les fuites", "Trier le courrier")]
    assert sorted(places + titles) == [places[0], titles[0], places[1], titles[1], places[2], titles[2]]


def test_what_is_held_back_says_why_and_leaves_by_no_file(client) -> None:
    here = TerritoryFactory()
    sheet = draft(here, is_individual_decision=True, operations="La formule secrète")
    by = referent(here)
    sheets.hold_back(
        sheet=sheet, field=fields.BY_NAME["operations"], level=Visibility.TERRITORY, reason="Contrôle des fraudes.",
        by=by,
    )  # fmt: skip
    publication.publish(sheet=sheet, by=by)
    for address in ("algorithmes/", "algorithmes.csv", "algorithmes.json"):
        assert "secrète" not in client.get(f"/territoires/{here.slug}/{address}").content.decode()
    assert "Contrôle des fraudes." in client.get(f"/territoires/{here.slug}/algorithmes/").content.decode()


def test_what_nobody_said_is_said_to_be_unknown_and_is_null_in_json(client) -> None:
    here = TerritoryFactory()
    published(here)
    assert "non renseigné" in client.get(f"/territoires/{here.slug}/algorithmes/").content.decode()
    line = client.get(f"/territoires/{here.slug}/algorithmes.json").json()["lignes"][0]
    assert line["fondements_juridiques"] is None and line["decisions_par_an"] is None


def test_csv_and_json_say_the_same(client) -> None:
    here = TerritoryFactory()
    nursery(here)
    [row] = rows_of(client, here)
    [line] = client.get(f"/territoires/{here.slug}/algorithmes.json").json()["lignes"]
    assert list(row) == list(line)
    assert row["decisions_par_an"] == str(line["decisions_par_an"]) == "400"
    assert row["operations"] == "'=SOMME des points", "no cell is a formula"
    assert line["operations"] == "=SOMME des points"


def test_the_page_costs_the_same_number_of_queries_whatever_its_length(client, django_assert_max_num_queries) -> None:
    here = TerritoryFactory()
    for number in range(12):
        published(here, title=f"Usage {number}")
    with django_assert_max_num_queries(4):
        client.get(f"/territoires/{here.slug}/algorithmes/")


def test_a_territory_leads_to_its_inventory_when_it_has_one(client) -> None:
    here = TerritoryFactory()
    assert "algorithmes/" not in client.get(here.get_absolute_url()).content.decode()
    published(here)
    assert f"/territoires/{here.slug}/algorithmes/" in client.get(here.get_absolute_url()).content.decode()


def test_an_empty_inventory_does_not_say_that_there_is_nothing(client) -> None:
    html = client.get(f"/territoires/{TerritoryFactory().slug}/algorithmes/").content.decode()
    assert "Cela ne veut pas dire" in html
