"""From a sentence to the council decision that proves its answer, and back; found by search; cited while answering."""

import re
from collections.abc import Callable

from tests.e2e.site import DESK, Person, Site

SENTENCE = "Ne jamais confier à une machine le choix de qui obtient une place en crèche."
DECISION = "Règlement de la commission d’attribution des places en crèche"


def test_from_a_proposition_to_the_decision_that_proves_it_and_back(person: Callable[..., Person]) -> None:
    reader = person("lectrice")
    reader.goes_to("/deliberations/")
    reader.sees("deliberations")
    reader.writes("Chercher dans les délibérations", "creche attribution")
    reader.submits("Chercher")
    reader.reads("1 délibération")
    reader.sees("deliberations-cherchees")
    reader.clicks(DECISION)
    assert reader.page.locator("h1").inner_text().startswith("Règlement de la commission")
    reader.reads("À l’unanimité")
    reader.sees("deliberation")
    decision = reader.page.url

    current = reader.page.locator(".knot[aria-current=step]").first
    assert current.inner_text().startswith("Preuve")
    reader.clicks(SENTENCE)
    assert "/propositions/" in reader.page.url
    reader.reads("Preuve :")
    reader.sees("proposition-prouvee")
    reader.clicks(DECISION)
    assert reader.page.url == decision, "the chain is walked both ways"

    reader.clicks("Conseil municipal de Saint-Exemple-sur-Loire")
    reader.reads(re.compile(r"\d prouvent une réponse"))
    reader.sees("organisme")


def test_filters_narrow_without_script_and_the_address_keeps_them(person: Callable[..., Person]) -> None:
    reader = person("lectrice")
    reader.goes_to("/deliberations/")
    reader.page.locator("details.shelf-facets summary").click()
    reader.page.locator("label", has_text="Finances locales").first.locator("input").check()
    reader.submits("Appliquer")
    assert "matiere=7" in reader.page.url
    reader.reads("2 délibérations")
    reader.sees()
    reader.clicks("Retirer Matière")
    reader.reads("7 délibérations")


def test_a_decision_is_cited_while_answering_by_keyboard_without_script(
    site: Site, person: Callable[..., Person]
) -> None:
    referente = person("référente")
    session = site.script(
        "from django.test import Client; from commun.accounts.models import User; client = Client(); "
        "client.force_login(User.objects.get(email='referente@demo.commun.example')); "
        "[print(name, one.value) for name, one in client.cookies.items()]"
    )
    name, value = session.split()[-2:]
    referente.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    referente.goes_to("/espace/concertations/saint-exemple-l-ia-au-travail/reponses/")
    row = referente.page.locator("main li a", has_text="Proposition 8").first
    uid = str(row.get_attribute("href")).strip("/").rpartition("/")[2]
    referente.goes_to(f"/espace/propositions/{uid}/reponse/")
    referente.fills(decision="retenue", author_role="Maire")
    box = referente.field("Délibération qui le prouve")
    box.focus()
    referente.page.keyboard.type("marchés numériques")
    referente.page.keyboard.press("Tab")
    with referente.page.expect_navigation():
        referente.page.keyboard.press("Enter")
    referente.reads("Choisissez ci-dessous celle que vous citez")
    assert referente.page.locator("input[name=author_role]").input_value() == "Maire", "what was typed came back"
    referente.sees("citer-une-deliberation")
    referente.page.locator("input[name=deliberation]").nth(0).focus()
    referente.page.keyboard.press("ArrowDown")
    assert referente.page.locator("input[name=deliberation]").nth(1).is_checked()
    referente.submits("Publier la réponse")
    referente.reads("La réponse est publiée")
    referente.reads("Marchés numériques")
    referente.clicks("Marchés numériques")
    referente.reads("Réponse à une proposition")


def test_pages_of_decisions_hold_on_a_wide_dark_screen(person: Callable[..., Person]) -> None:
    wide = person("lectrice", screen=DESK, javascript=True, dark=True)
    wide.goes_to("/deliberations/")
    wide.sees()
    wide.clicks("Réponses de la ville")
    wide.sees()
    assert not wide.faults
