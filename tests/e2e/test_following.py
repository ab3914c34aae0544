"""Followers told once: of a news item, of what answers a search; and gone in one click."""

from collections.abc import Callable

from tests.e2e.network import COORDINATION, SECOND, link_in_mail, told, works
from tests.e2e.site import Person, Site


def test_who_follows_the_network_receives_a_news_item_once_and_leaves_in_one_click(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    follower = person("follower")
    follower.goes_to("/suivre/")
    follower.sees("suivre")
    follower.fills(email="lectrice.vie@exemple.fr", rhythm="tout_de_suite")
    follower.submits("Suivre")
    site.run("worker", "--once")
    follower.goes_to(link_in_mail(site, "lectrice.vie@exemple.fr", "/suivre/confirmer/"))
    follower.submits_form()
    follower.sees("suivi-confirme")
    site.script("from commun.following.tasks import spread; spread.call('now')")

    writer, second = network(COORDINATION), network(SECOND)
    writer.goes_to("/espace/editorial/nouveau/")
    writer.fills(
        title="Un forum inventé", summary="Une journée pour parler des machines.", body="## Le programme\n\nTout."
    )
    writer.submits("Enregistrer le brouillon")
    writer.sees("texte-brouillon")
    writer.submits("Demander une relecture")
    writer.reads("c’est à quelqu’un d’autre de le relire")
    second.goes_to(writer.page.url.removeprefix(site.url))
    second.sees("texte-relecture")
    second.submits("Signer et publier")
    for _twice in range(2):
        works(site, "spread")
    assert told(site, "lectrice.vie", "Un forum invent") == 1

    follower.goes_to("/actualites/")
    follower.sees("actualites")
    follower.clicks("Un forum inventé")
    follower.sees("actualite")
    follower.goes_to(link_in_mail(site, "lectrice.vie@exemple.fr", "/suivre/quitter/"))
    follower.submits_form()
    follower.sees("suivi-quitte")


def test_who_follows_a_search_is_told_once_of_what_answers_it(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    reader = person("reader")
    reader.goes_to("/recherche/?q=passeur+d’eau")
    reader.clicks("M’avertir par courriel")
    reader.sees("suivre-recherche")
    reader.fills(email="chercheuse.vie@exemple.fr", rhythm="tout_de_suite")
    reader.submits("Suivre")
    site.run("worker", "--once")
    reader.goes_to(link_in_mail(site, "chercheuse.vie@exemple.fr", "/suivre/confirmer/"))
    reader.submits_form()
    site.script("from commun.following.tasks import look; look.call('now')")

    coordinator = network(COORDINATION)
    coordinator.goes_to("/espace/auditions/nouvelle/")
    coordinator.fills(title="Le dernier passeur d’eau", heard_on="11/2026", heard_by="Commission inventée")
    coordinator.fills(person_role="Passeur", body="Il traverse, on lui parle.")
    coordinator.submits_form()
    coordinator.submits("Publier")
    for _twice in range(2):
        site.run("indexer", "--once")
        works(site, "look")
    assert told(site, "chercheuse.vie", "Le dernier passeur") == 1
    reader.goes_to(link_in_mail(site, "chercheuse.vie@exemple.fr", "/suivre/quitter/"))
    reader.submits_form()
    reader.sees("suivi-quitte")
