"""An agent imports the table that the service already keeps: columns told, faults named by line and column, once."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from tests.e2e.site import DESK, Person, Site

TERRITORY = "saint-exemple-sur-loire"
START = f"/espace/territoires/{TERRITORY}/bibliotheque/import/"
HEADS = ["Intitulé", "Description", "Ce qui pose problème", "Phase", "Thématique", "Remarque interne"]
ROUTES = ["Voir les trous", "Repérer les trous de la chaussée.", "On les découvre trop tard.", "En expérimentation",
          "Mobilité", "vu en réunion"]  # fmt: skip
LIGHTS = ["Régler l’éclairage", "Baisser la lumière quand la rue est vide.", "La rue reste éclairée pour personne.",
          "Exploitation", "Transition écologique et énergétique", ""]  # fmt: skip
NAMELESS = ["", "Un usage dont on a perdu le nom.", "", "", "", ""]
TOO_LONG = ["Compter " + "très " * 60 + "longtemps", "Compter.", "", "", "", ""]


def workbook(*rows: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Usages")
        for number, row in enumerate((HEADS, *rows)):
            page.write_row(number, 0, row)
    return out.getvalue()


@pytest.fixture
def arrives(site: Site, person: Callable[..., Person]) -> Callable[..., Person]:
    """A contributor signs in."""
    address = "importatrice@exemple.fr"
    site.script(
        "from commun.accounts.models import User, Membership; from commun.territories.models import Territory; "
        f"known = User.objects.filter(email={address!r}).first(); "
        f"found = known or User.objects.create_user({address!r}, name='Importatrice'); "
        "Membership.objects.get_or_create(user=found, defaults={'role': 'contributeur'}, "
        f"territory=Territory.objects.get(slug={TERRITORY!r}))"
    )

    def arrive(**options: Any) -> Person:
        arrived = person("importatrice", address, **options)
        arrived.signs_in()
        return arrived

    return arrive


def sends(agent: Person, *rows: list[str], known: str = "") -> None:
    agent.goes_to(START)
    content = {"name": "usages.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(*rows)}
    agent.page.locator("main input[type=file]").set_input_files(content)  # type: ignore[arg-type]
    if known:
        agent.page.get_by_label("C’est une nouvelle version de").select_option(label=known)
    agent.submits("Voir ce que cela changerait")


def sheets(agent: Person) -> list[str]:
    """The titles of the territory's sheets, on its own page."""
    agent.goes_to(f"/espace/territoires/{TERRITORY}/bibliotheque/")
    return [one.inner_text() for one in agent.page.locator("main .row-title").all()]


def test_an_agent_imports_the_table_of_the_service(arrives: Callable[..., Person]) -> None:
    agent = arrives(screen=DESK, javascript=True)
    before = sheets(agent)
    agent.clicks("Importer un tableau")
    agent.sees("import-depart")

    # What each column holds is guessed from its title or its content, shown with examples, and the agent's to say.
    sends(agent, ROUTES, NAMELESS, LIGHTS, TOO_LONG)
    columns = agent.page.locator("main select")
    guessed = [one.input_value() for one in columns.all()]
    assert guessed[:2] == ["title", "description"] and guessed[3:] == ["stage", "theme", ""]
    agent.reads("Repérer les trous de la chaussée.")
    columns.nth(2).select_option("title")
    agent.submits("Voir les fiches")
    agent.reads("Deux colonnes disent la même chose")
    columns.nth(2).select_option("need")
    agent.sees("import-colonnes")
    agent.submits("Voir les fiches")

    # Nothing is written yet; each fault has its line and its column, each doubt its proposal.
    agent.reads("2 fiches nouvelles")
    faults = agent.page.get_by_role("region", name="Lignes fautives").locator("tbody tr")
    places = [one.inner_text().split("\t")[0].replace("\N{NO-BREAK SPACE}", " ") for one in faults.all()]
    assert places == ["Feuille « Usages », ligne 3, colonne A", "Feuille « Usages », ligne 5, colonne A"]
    agent.reads("Le nom de l’usage manque.")
    agent.reads("« Mobilité » n’est pas une valeur de « Thème »")
    proposed = agent.page.get_by_role("region", name="Choix à confirmer").get_by_label("Mobilité", exact=True)
    assert proposed.input_value() == "mobilites"
    agent.reads("Colonnes non importées : Remarque interne")
    agent.sees("import-apercu")
    agent.submits("Importer")
    agent.reads("Rien n’a été importé")
    agent.sees("import-refuse")
    assert sheets(agent) == before

    # The corrected file goes in whole, as drafts of the territory.
    sends(agent, ROUTES, LIGHTS)
    agent.page.locator("main select").nth(2).select_option("need")
    agent.fills(title="Nos usages")
    agent.submits("Voir les fiches")
    agent.submits("Importer")
    agent.reads("2 fiches créées")
    after = sheets(agent)
    assert sorted(after) == sorted([*before, ROUTES[0], LIGHTS[0]])
    agent.clicks(ROUTES[0])
    agent.reads("Brouillon")
    agent.clicks("Aperçu")
    agent.reads(ROUTES[2])
    agent.reads("Mobilités")

    # Sent again, the same table changes nothing, and its columns are known.
    sends(agent, ROUTES, LIGHTS, known="Nos usages")
    agent.reads("Ce fichier ne change rien")
    agent.sees("import-identique")
    assert sheets(agent) == after


def test_a_file_that_is_no_table_is_refused_on_a_phone_without_javascript(arrives: Callable[..., Person]) -> None:
    agent = arrives()
    agent.goes_to(START)
    page = {"name": "usages.csv", "mimeType": "text/csv", "buffer": b"<!doctype html><title>504</title>"}
    agent.page.locator("main input[type=file]").set_input_files(page)  # type: ignore[arg-type]
    agent.submits("Voir ce que cela changerait")
    assert agent.page.get_by_role("alert").count() or agent.page.locator(".form-errors").count()
    agent.sees("import-refuse-telephone")
