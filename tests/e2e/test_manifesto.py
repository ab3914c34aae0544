"""From an article to a citizen's sentence in three clicks and back; an élue amends, territories vote, a version is
adopted. On a phone, without JavaScript, checked with axe."""

import datetime
from collections.abc import Callable

from tests.e2e.second_factor import enrols
from tests.e2e.site import Person, Site

TERRITORY = "saint-exemple-sur-loire"
SENTENCE = "Pouvoir joindre un agent au téléphone à tout moment, sans insister."
FINDING = "Personne ne doit perdre un droit parce qu’il ne trouve plus quelqu’un à qui parler."
ARTICLE = "A2 Garder quelqu’un à qui parler"

PEOPLE = """
from commun.accounts.models import Membership, User
from commun.territories.models import Territory
for address, slug in (("elue.saint@exemple.fr", "saint-exemple-sur-loire"), ("elu.bourg@exemple.fr", "bourg-fictif"),
                      ("elu.val@exemple.fr", "val-exemple-agglomeration"),
                      ("elu.departement@exemple.fr", "departement-de-l-exemple")):
    found = User.objects.filter(email=address).first() or User.objects.create_user(address, name="Élu")
    Membership.objects.get_or_create(user=found, territory=Territory.objects.get(slug=slug), defaults={"role": "elu"})
writer = "coordination.manifeste@exemple.fr"
if not User.objects.filter(email=writer).exists():
    User.objects.create_user(writer, name="Coordination", network_role="coordination")
"""
DAYS = 23
"""The invented version is open to amendments for three weeks: they close after."""


def test_from_an_article_to_a_citizens_sentence_in_three_clicks_and_back(
    site: Site, person: Callable[..., Person]
) -> None:
    reader = person("lectrice")
    reader.goes_to("/manifeste/")
    reader.sees("manifeste")
    reader.reads("Le texte intégral n’est pas publié ici")
    reader.clicks("Manifeste d’exemple pour des machines qui rendent des comptes")
    reader.sees("manifeste-texte")

    reader.clicks(ARTICLE)  # one
    reader.sees("manifeste-article")
    reader.clicks(FINDING, exact=True)  # two
    reader.reads(SENTENCE)
    reader.clicks(SENTENCE)  # three: the sentence, where it was said
    reader.reads(SENTENCE)
    assert "/propositions/" in reader.page.url

    reader.page.locator("main a[href*='/article-a2/']").first.click()
    reader.page.wait_for_url("**/article-a2/")
    reader.reads("Garder quelqu’un à qui parler")


def test_an_elected_person_amends_territories_vote_and_a_version_is_adopted(
    site: Site, person: Callable[..., Person]
) -> None:
    site.script(PEOPLE)
    home = f"/espace/territoires/{TERRITORY}/manifeste/"
    elected = person("élue", "elue.saint@exemple.fr")
    elected.signs_in()
    elected.goes_to(home)
    elected.sees("manifeste-et-vous")
    elected.reads("Ce que le manifeste retient de vous")
    elected.clicks("A4 · Peser avant et après")
    elected.clicks("Amender ce paragraphe 1")
    elected.sees("manifeste-amender")
    elected.fills(text="Ce que l’usage change est mesuré par quelqu’un d’autre avant de l’étendre.", reason="Un tiers.")
    elected.submits("Voir la différence")
    elected.sees("manifeste-difference")
    elected.reads("Rien n’est encore déposé")
    elected.submits("Déposer l’amendement")
    elected.reads("est déposé, et public")
    elected.sees("manifeste-amendement")
    elected.goes_to(home)
    elected.page.get_by_role("link", name="Se prononcer : Amendement 2").click()
    elected.fills(choice="pour", reason="Nous l’avons proposé.")
    elected.submits("Rendre cette position publique")
    elected.reads("est publique")

    later = datetime.datetime.now() + datetime.timedelta(days=DAYS)
    site.travel(later)
    writer = person("coordination", "coordination.manifeste@exemple.fr")
    try:
        writer.signs_in()
        writer.goes_to("/espace/reseau/manifeste/")
        enrols(writer, days=DAYS)
        writer.goes_to("/espace/reseau/manifeste/exemple-3/")
        writer.submits("Clore et compter")
        writer.reads("Amendements clos")
        writer.goes_to("/espace/reseau/manifeste/")
        writer.submits("Préparer une version inventée")
        writer.reads("Des amendements retenus attendent")
        writer.clicks("Les faire entrer dans le texte")
        writer.sees("manifeste-integrer")
        while writer.page.get_by_role("button", name="Faire entrer cet amendement").count():
            writer.submits("Faire entrer cet amendement")
        writer.reads("sont entrés")
        writer.clicks("Revenir au projet")
        writer.fills(until=(later + datetime.timedelta(days=5)).date().isoformat())
        writer.submits("Soumettre sans amendements")
        writer.reads("Les territoires se prononcent")

        for address, slug in (
            ("elue.saint@exemple.fr", TERRITORY),
            ("elu.bourg@exemple.fr", "bourg-fictif"),
            ("elu.val@exemple.fr", "val-exemple-agglomeration"),
            ("elu.departement@exemple.fr", "departement-de-l-exemple"),
        ):
            voter = person(address, address)
            voter.signs_in()
            voter.goes_to(f"/espace/territoires/{slug}/manifeste/")
            voter.clicks("Dire la position du territoire")
            voter.fills(choice="pour")
            voter.submits("Rendre cette position publique")

        writer.goes_to("/espace/reseau/manifeste/exemple-4/")
        writer.sees("manifeste-clore")
        writer.fills(on=later.date().isoformat(), where="Bourg-Fictif", whom="l’assemblée")
        writer.submits("Clore et compter")
        reader = person("lecteur")
        reader.goes_to("/manifeste/exemple-4/")
        reader.reads("Adoptée à Bourg-Fictif")
        reader.clicks("ce qui change de la 3 à la 4")
        reader.sees("manifeste-comparer")
        reader.reads("par quelqu’un d’autre")
        reader.reads("Amendement 2, Saint-Exemple-sur-Loire")
    finally:
        site.back_to_now()
