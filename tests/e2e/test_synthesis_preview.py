"""A contributor reads what a synthesis retains of their territory before the public does, and is answered."""

from collections.abc import Callable

import pytest

from tests.e2e.second_factor import enrols
from tests.e2e.site import DESK, Person, Site

TERRITORY = "saint-exemple-sur-loire"
LIST = f"/espace/territoires/{TERRITORY}/syntheses/"
TITLE = "Le travail avec la machine"
FINDING = "Le temps gagné doit se mesurer"
COORDINATOR = "coordination.syntheses@reseau.exemple.fr"
COMMENT = "Dites aussi que la mesure est faite par les agents eux-mêmes."


def arrives(person: Person) -> None:
    """Sign in to an account of the demo: the first time, a second code says that the address is theirs."""
    person.signs_in()
    if person.page.locator("main input[name=code]").count():
        person.page.locator("main input[name=code]").fill(person.mailed_code())
        person.submits_form()


@pytest.fixture
def public_page(site: Site) -> str:
    """The address that the finding in preview will have once it is public."""
    code = (
        "from commun.syntheses.models import Finding; "
        f"print('SLUG', Finding.objects.get(title__startswith={FINDING!r}).slug)"
    )
    slug = site.script(code).rpartition("SLUG ")[2].split()[0]
    return f"/constats/{slug}/"


def test_a_contributor_sees_its_preview_before_the_public_does(
    site: Site, person: Callable[..., Person], public_page: str
) -> None:
    site.script(
        "from commun.accounts.models import User; from commun.accounts.enums import NetworkRole; "
        f"User.objects.create_user({COORDINATOR!r}, name='Coordination', network_role=NetworkRole.COORDINATOR)"
    )
    anyone = person("anyone")
    anyone.goes_to(public_page, status=404)
    anyone.goes_to("/constats/?exemple=on&texte=mesurer")
    anyone.reads("Aucun constat ne répond")

    # On a phone, without JavaScript: what is retained, what is not and why, then a comment on one finding.
    contributor = person("contributor", "contributeur@demo.commun.example")
    arrives(contributor)
    contributor.goes_to(LIST)
    contributor.sees("syntheses-du-territoire")
    contributor.clicks(TITLE)
    contributor.reads("Rien de ce qui suit n’est public")
    contributor.reads("Raison donnée")
    contributor.sees("avant-premiere")
    contributor.clicks(FINDING)
    contributor.sees("constat-en-avant-premiere")
    contributor.page.locator("main textarea").first.fill(COMMENT)
    contributor.submits("Envoyer ce commentaire")
    contributor.reads("En attente d’une réponse de la coordination")

    # The coordination cannot publish yet; it answers what the territory said.
    coordinator = person("coordinator", COORDINATOR, screen=DESK)
    coordinator.signs_in()
    coordinator.goes_to("/espace/constats/")
    enrols(coordinator)
    coordinator.goes_to("/espace/constats/")
    coordinator.sees("constats-du-reseau")
    coordinator.goes_to("/espace/constats/syntheses/")
    coordinator.sees("syntheses-du-reseau")
    coordinator.clicks(TITLE)
    coordinator.sees("synthese-chez-les-territoires")
    coordinator.submits("Publier la synthèse")
    coordinator.reads("Les territoires ont jusqu’au")
    while coordinator.page.get_by_role("link", name="Répondre").count():
        coordinator.page.get_by_role("link", name="Répondre").first.click()
        coordinator.page.locator("main textarea").fill("C’est ajouté à l’explication.")
        coordinator.submits("Envoyer la réponse")

    contributor.page.reload()
    contributor.reads("C’est ajouté à l’explication.")
    contributor.goes_to(LIST)
    contributor.clicks(TITLE)
    contributor.submits("Nous n’avons plus rien à ajouter")

    anyone.goes_to(public_page, status=404)
    coordinator.submits("Publier la synthèse")
    coordinator.reads("Qui la soutient")

    # Now everyone reads it, and an élue puts the territory's name under it.
    anyone.goes_to(public_page)
    anyone.reads("5 remontées de 1 territoire sur 1, sans avis contraire")
    anyone.does_not_read(COMMENT)
    anyone.sees("constat-public")
    elue = person("élue", "elue@demo.commun.example")
    arrives(elue)
    elue.goes_to(LIST)
    elue.clicks(TITLE)
    elue.clicks("la soutenir")
    elue.sees("soutenir")
    elue.fills(signatory_role="Adjointe à la vie citoyenne", decision_reference="2026-11-12")
    elue.submits("Soutenir, en public")
    anyone.page.reload()
    anyone.reads("Adjointe à la vie citoyenne")
    anyone.clicks(TITLE)
    anyone.sees("synthese-publique")


def test_from_a_finding_one_reaches_what_was_said_and_comes_back(person: Callable[..., Person]) -> None:
    reader = person("reader", screen=DESK, javascript=True, dark=True)
    reader.goes_to("/constats/?exemple=on")
    reader.sees("constats")
    reader.clicks("Certaines décisions et certaines rencontres")
    reader.reads("Ce qui dit le contraire")
    reader.sees("constat")
    reader.clicks("Ne jamais confier à une machine le choix")
    reader.reads("Ce que le réseau en retient")
    reader.sees("proposition-citee")
    reader.clicks("Certaines décisions et certaines rencontres")
    reader.reads("Ce sur quoi il repose")
    reader.clicks("Lire les 7 phrases")
    reader.sees("preuves")
