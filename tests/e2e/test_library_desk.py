"""An agent's first sheet in ten minutes' worth of fields, by keyboard on a phone; a use that grows to high risk."""

from collections.abc import Callable

import pytest

from tests.e2e.site import DESK, Person, Site

TERRITORY = "saint-exemple-sur-loire"
WORDS = {
    "title": "Trier les signalements de voirie",
    "summary": "Le système lit les signalements et propose le service qui doit répondre.",
    "need": "Trois jours passaient avant que le bon service lise un signalement.",
}


@pytest.fixture
def agent(site: Site, person: Callable[..., Person]) -> Person:
    """A contributor of a territory, on a phone, without JavaScript."""
    address = "agente@exemple.fr"
    site.script(
        "from commun.accounts.models import User, Membership; from commun.territories.models import Territory; "
        f"known = User.objects.filter(email={address!r}).first(); "
        f"found = known or User.objects.create_user({address!r}, name='Agente'); "
        "Membership.objects.get_or_create(user=found, defaults={'role': 'contributeur'}, "
        f"territory=Territory.objects.get(slug={TERRITORY!r}))"
    )
    arrived = person("agente", address)
    arrived.signs_in()
    return arrived


def focused(agent: Person) -> tuple[str, str]:
    """The name and the kind of what the keyboard is on."""
    here = agent.page.locator(":focus")
    if here.count() == 0:
        return "", ""
    return here.get_attribute("name") or "", here.get_attribute("type") or here.evaluate("e => e.tagName.toLowerCase()")


def tabs_to(agent: Person, name: str) -> None:
    """Only with the Tab key, from where one is."""
    for _step in range(40):
        agent.page.keyboard.press("Tab")
        if focused(agent)[0] == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_an_agent_writes_a_first_sheet_with_eight_fields_by_keyboard(agent: Person) -> None:
    agent.goes_to(f"/espace/territoires/{TERRITORY}/bibliotheque/")
    agent.sees("usages")
    agent.clicks("Décrire un usage")
    agent.sees("decrire-un-usage")
    names = set(agent.page.locator("main form [name]").evaluate_all("all => all.map(one => one.name)"))
    fields = names - {"csrfmiddlewaretoken"}
    assert fields == {*WORDS, "theme", "audiences", "technique", "personal_data", "stage", "since", "solution"}
    assert len(fields - {"since", "solution"}) == 8

    keyboard = agent.page.keyboard
    agent.page.locator("main [name=title]").focus()
    keyboard.type(WORDS["title"])
    tabs_to(agent, "summary")
    keyboard.type(WORDS["summary"])
    tabs_to(agent, "theme")
    keyboard.press("ArrowUp")  # from « Non renseigné », the last choice, to the one before
    tabs_to(agent, "audiences")
    keyboard.press("Space")
    tabs_to(agent, "need")
    keyboard.type(WORDS["need"])
    tabs_to(agent, "technique")
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    tabs_to(agent, "personal_data")
    keyboard.press("ArrowUp")
    tabs_to(agent, "stage")
    keyboard.press("ArrowDown")
    tabs_to(agent, "since")
    keyboard.type("mars")
    with agent.page.expect_navigation():
        keyboard.press("Enter")

    # The date is not one: everything typed is still there, and the error leads to its field.
    agent.sees("decrire-un-usage-erreur")
    agent.reads("n’est pas une date")
    assert agent.page.locator("main [name=need]").input_value() == WORDS["need"]
    assert agent.page.locator("main [name=stage]:checked").get_attribute("value") == "experimentation"
    agent.fills(since="03/2026")
    agent.submits("Enregistrer le brouillon")

    agent.reads(WORDS["title"])
    agent.reads("Faire relire, puis publier")
    agent.does_not_read("Il reste à dire")
    agent.sees("fiche")
    agent.clicks("Aperçu")
    agent.reads(WORDS["need"])
    agent.sees("apercu")


def saves(agent: Person) -> None:
    """And stay on the page."""
    with agent.page.expect_navigation():
        agent.page.get_by_role("button", name="Enregistrer", exact=True).click()


def opens(agent: Person, section: str) -> None:
    agent.clicks("Vue d’ensemble")
    agent.page.locator("main").get_by_role("link", name=section, exact=True).first.click()
    agent.page.wait_for_load_state()


def test_a_use_grows_to_high_risk_and_is_asked_what_it_owes(agent: Person) -> None:
    agent.goes_to(f"/espace/territoires/{TERRITORY}/bibliotheque/decrire/")
    agent.fills(title="Classer les demandes de place en crèche", technique="apprentissage", stage="exploration")
    agent.fills(audiences="beneficiaire", personal_data="oui", theme="citoyennete")
    agent.submits("Enregistrer le brouillon")
    agent.reads("Il reste à dire")

    # Nothing calls for the risks yet, and the energy of an exploration interests nobody.
    closed = agent.page.get_by_role("heading", name="Pas encore demandées").locator("xpath=..")
    assert "Risques et règlement européen" in closed.inner_text() and "Environnement" in closed.inner_text()
    agent.sees("exploration")

    # It founds individual decisions: the sections of the decision's consequences open, and say why.
    opens(agent, "Décision")
    agent.fills(is_individual_decision="oui")
    saves(agent)
    agent.sees("decision")
    opens(agent, "Risques et règlement européen")
    agent.reads("Demandée quand des décisions individuelles en dépendent.")
    missing = agent.page.get_by_role("heading", name="Il manque sur cette page").locator("xpath=..")
    assert "d. Risques de préjudice" not in missing.inner_text()
    agent.fills(risk_class="eleve")
    saves(agent)
    agent.reads("Demandée pour un usage à haut risque.")
    for asked in ("a. Processus où le système sert", "d. Risques de préjudice", "f. Mesures si un risque se réalise"):
        assert asked in missing.inner_text()
    agent.sees("haut-risque")

    # A field that is not public says why, without JavaScript; without a reason it is refused and nothing is lost.
    agent.fills(fria_harms="Une famille écartée à tort.")
    circle = agent.page.locator("[name=cercle-fria_harms]")
    circle.locator("xpath=ancestor::details").locator("summary").click()
    circle.select_option("territoire")
    saves(agent)
    agent.reads("Dites pourquoi ce champ n’est pas public")
    assert agent.page.locator("[name=fria_harms]").input_value() == "Une famille écartée à tort."
    agent.sees("raison-manquante")
    agent.page.locator("[name=raison-fria_harms]").fill("Analyse en cours de relecture.")
    saves(agent)
    agent.reads("c’est enregistré")

    # Rolled out, it is asked what it costs, what energy it takes and whose work it changes.
    agent.clicks("Étapes")
    agent.sees("etapes")
    agent.fills(stage="deploiement", since="06/2026")
    agent.submits("Enregistrer l’étape")
    agent.reads("Cette étape ouvre")
    for opened in ("Coût", "Environnement", "Métiers"):
        agent.reads(opened)
    for page in ("Résultats", "Liens et documents", "Filiation", "Système", "Corrections"):
        agent.clicks(page)
        agent.sees()


def test_the_workspace_of_a_sheet_holds_on_a_wide_dark_screen(site: Site, person: Callable[..., Person]) -> None:
    wide = person("référente", "referente@demo.commun.example", screen=DESK, javascript=True, dark=True)
    wide.signs_in()
    wide.goes_to(f"/espace/territoires/{TERRITORY}/bibliotheque/")
    wide.sees("usages-large")
    wide.goes_to("/espace/relectures/")
    wide.sees()
    wide.goes_to("/espace/")
    wide.sees()
