"""A trade found and attached, a label applied to: on a phone, with the keyboard alone, checked with axe."""

from collections.abc import Callable

from tests.e2e.site import Person, Site

AUTHOR = "referente.metiers@exemple.fr"
PEOPLE = f"""
from commun.accounts.models import Membership, User
from commun.territories.models import Territory
author = User.objects.create_user({AUTHOR!r}, name="Référente")
Membership.objects.create(user=author, territory=Territory.objects.get(slug="bourg-fictif"), role="referent")
author = User.objects.get(email={AUTHOR!r})
Membership.objects.create(user=author, territory=Territory.objects.get(slug="saint-exemple-sur-loire"), role="referent")
"""
TRADE = "Adjoints administratifs territoriaux"


def presses(someone: Person, name: str) -> None:
    """Reach a link or a button with Tab alone, then press Enter."""
    page = someone.page
    wanted = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first
    for _step in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"{name} is not reached with the keyboard")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_trade_is_attached_and_a_label_applied_to_with_the_keyboard_alone(
    site: Site, person: Callable[..., Person]
) -> None:
    site.script(PEOPLE)
    reader = person("lectrice")
    reader.goes_to("/metiers/")
    presses(reader, TRADE)
    reader.reads("Ce qui change dans les tâches")
    reader.goes_to("/labels/")
    presses(reader, "L’accueil en mots simples")
    reader.reads("Pourquoi le jury l’a distinguée")

    author = person("référente", AUTHOR)
    author.signs_in()
    author.goes_to("/espace/territoires/saint-exemple-sur-loire/metiers/")
    presses(author, "Répondre au téléphone le soir")
    author.fills(metier="gardes champêtres")
    presses(author, "Rattacher ce métier")
    author.reads("Ce métier est rattaché.")
    author.goes_to("/labels/territoires-innovants-exemple-ouvert/")
    presses(author, "Candidater")
    author.fills(title="Le guichet de Bourg", summary="Un guichet.", body="Ce qui a été fait.")
    author.page.locator("main select[name=territory]").select_option(label="Bourg-Fictif")
    presses(author, "Enregistrer le brouillon")
    presses(author, "Envoyer la candidature")
    author.reads("Votre candidature est envoyée.")
    author.sees("candidature")
    reader.goes_to("/labels/territoires-innovants-exemple-ouvert/")
    reader.does_not_read("Le guichet de Bourg")
