"""The main job, end to end, as four people on phones without JavaScript: from the charter to a late promise kept."""

import datetime
import re
from collections.abc import Callable

import pytest

from tests.e2e.second_factor import enrols, shown_by_the_phone
from tests.e2e.site import Person, Site

TERRITORY = "reze"
BRIEF = "Qu’acceptons-nous de confier à une machine, et à quelles conditions ?"
PROPOSITIONS = (
    "Dire clairement quand on parle à une machine.",
    "Former les agents avant d’ouvrir le service.",
    "Couvrir toute la commune en fibre optique.",
)


def french(day: datetime.date) -> str:
    return day.strftime("%d/%m/%Y")


@pytest.fixture
def coordinator(site: Site, person: Callable[..., Person]) -> Person:
    address = "coordination@reseau.exemple.fr"
    site.script(
        "from commun.accounts.models import User; from commun.accounts.enums import NetworkRole; "
        f"User.objects.create_user({address!r}, name='Coordination', network_role=NetworkRole.COORDINATOR)"
    )
    return person("coordinator", address)


def joins(person: Person) -> None:
    """Follow the link of an invitation, create an account with the code received, accept."""
    link = re.search(r"https?://\S+(/invitations/\S+)", person.site.last_mail(person.address))
    assert link is not None
    person.goes_to(link.group(1))
    person.sees()
    person.clicks("Créer un compte")
    person.fills(email=person.address)
    person.submits_form()
    person.fills(code=person.mailed_code())
    person.submits_form()
    person.submits("Accepter l’invitation")


def invites(host: Person, guest: Person, role: str) -> None:
    host.goes_to(f"/espace/territoires/{TERRITORY}/equipe/")
    host.fills(email=guest.address)
    host.page.locator(f"main input[name=role][value={role}]").check()
    host.submits("Envoyer l’invitation")
    host.reads(guest.address)


def test_from_the_charter_to_a_late_promise_kept(
    site: Site, person: Callable[..., Person], coordinator: Person
) -> None:
    referent = person("référente", "referente@reze.exemple.fr")
    elu = person("élu", "elu@reze.exemple.fr")
    citizen = person("habitante")
    today = datetime.date.today()

    def ago(days: int) -> str:
        return french(today - datetime.timedelta(days=days))

    # The coordinator enrols a second factor, then invites the référente of a territory that had announced itself.
    coordinator.signs_in()
    coordinator.goes_to("/espace/reseau/")
    coordinator.reads("double vérification")
    secret = enrols(coordinator)
    coordinator.goes_to("/espace/reseau/")
    coordinator.sees("reseau")
    coordinator.filters(texte="reze")
    coordinator.reads("Rezé")
    invites(coordinator, referent, "referent")
    coordinator.sees("equipe")

    # The référente joins and invites the élu, who signs the charter.
    joins(referent)
    invites(referent, elu, "elu")
    joins(elu)
    elu.goes_to(f"/espace/territoires/{TERRITORY}/charte/")
    elu.sees("charte-signer")
    elu.submits("Signer la charte")
    elu.reads("En quelle qualité")
    elu.sees()
    elu.fills(signatory_role="Maire", decision_reference="2026-11-042")
    elu.page.locator("main [name=signed_on]").fill(today.isoformat())
    elu.submits("Signer la charte")
    elu.goes_to("/charte/")
    elu.reads("Rezé")
    elu.sees("charte")

    # The référente opens a concertation, documents it, and publishes it.
    referent.goes_to(f"/espace/territoires/{TERRITORY}/concertations/nouvelle/")
    referent.sees("nouvelle")
    referent.fills(title="L’IA à l’accueil de la mairie", starts_on_planned=ago(120))
    referent.submits("Ouvrir la concertation")
    record = referent.page.url.removeprefix(site.url)
    slug = re.search(r"/espace/concertations/([^/]+)/", record)
    assert slug is not None, record
    desk, face = f"/espace/concertations/{slug.group(1)}/", f"/concertations/{slug.group(1)}/"
    citizen.goes_to(face, status=404)

    referent.goes_to(f"{desk}canevas/informations/")
    referent.sees("canevas-informations")
    referent.fills(starts_on=ago(118))
    referent.page.locator(
        "main input[type=checkbox][value=agents], main input[type=checkbox][name*=agents]"
    ).first.check()
    referent.submits("Enregistrer")
    referent.goes_to(f"{desk}canevas/methode/")
    referent.fills(
        angles="L’accueil et les démarches.",
        expectations="Savoir ce qui est acceptable.",
        objectives="democratique",
        level="concertation",
        arbitration="Chaque proposition recevra une réponse motivée du conseil municipal.",
        recruitment="recrutement_cible",
        facilitation="ecriture_participative",
        brief=BRIEF,
        initial_frame="Un agent conversationnel est à l’étude.",
        restitution="avis",
    )
    referent.submits("Enregistrer")
    referent.sees("canevas-methode")
    referent.goes_to(desk)
    referent.sees("dossier")
    referent.submits("Publier la fiche")
    for step in ("Commencer la préparation", "Ouvrir la concertation"):
        referent.goes_to(desk)
        referent.submits(step)
    citizen.goes_to(face)
    citizen.reads(BRIEF)
    citizen.does_not_read(referent.address)
    citizen.sees("concertation-en-cours")

    # What was said.
    referent.goes_to(f"{desk}canevas/resultats/sequences/")
    referent.fills(title="Atelier à la médiathèque", on=ago(90), minutes="2 h 30", attendance="24")
    referent.submits("Ajouter")
    referent.sees("sequences")
    referent.goes_to(f"{desk}canevas/resultats/")
    referent.fills(ends_on=ago(60), participants_count="24", count_method="uniques", summary="Oui, si quelqu’un relit.")
    referent.fills(
        follow_up_pledge="oui",
        follow_up_terms="Réponse en conseil, puis un point par trimestre.",
        answering_role="Adjointe à la vie citoyenne",
        answering_body="Conseil municipal",
    )
    referent.submits("Enregistrer")
    referent.sees("canevas-resultats")
    referent.goes_to(f"{desk}remontees/")
    referent.fills(lines="\n".join(PROPOSITIONS))
    referent.submits("Ajouter ces lignes")
    for text in PROPOSITIONS:
        referent.reads(text)
    referent.sees("remontees")
    citizen.goes_to(face)
    citizen.does_not_read(PROPOSITIONS[0])
    for step in ("Restituer les résultats", "Annoncer le droit de suite"):
        referent.goes_to(desk)
        referent.submits(step)
    citizen.goes_to("/propositions/")
    citizen.reads(PROPOSITIONS[0])
    citizen.reads("sans réponse")
    citizen.sees("propositions")

    # The élu answers: a refusal without a reason is refused, then all is published at once.
    elu.goes_to(f"{desk}reponses/")
    elu.sees("reponses")
    elu.fills(author_role="Adjointe à la vie citoyenne")
    for number, decision in enumerate(("retenue", "retenue", "hors_competence"), 1):
        elu.page.locator(f"main [name=p{number}-decision]").select_option(decision)
    elu.submits("Relire avant de publier")
    elu.reads("à corriger")
    elu.sees("reponses-faute")
    elu.submits("Revenir à la liste")
    elu.page.locator("main [name=p3-reason]").fill("La fibre relève du département ; la proposition lui est transmise.")
    elu.submits("Relire avant de publier")
    elu.sees("reponses-relecture")
    elu.submits("Publier les 3 réponses")
    for text, due in zip(PROPOSITIONS[:2], (30, 200), strict=True):
        elu.goes_to(f"{desk}suites/")
        line = elu.page.locator("main li", has_text=text)
        with elu.page.expect_navigation():
            line.get_by_role("link", name="Promettre une action").click()
        elu.fills(title=f"Action : {text}", owner_role="Direction de l’accueil")
        elu.page.locator("main [name=due_on]").fill((today + datetime.timedelta(days=due)).isoformat())
        elu.sees("promettre")
        elu.submits("Publier la promesse")
    elu.goes_to(desk)
    elu.submits("Déclarer la réponse complète")
    elu.submits("Commencer le suivi des promesses")

    # A citizen reads, is not convinced, and says so; the coordinator publishes the view, word for word.
    citizen.goes_to("/propositions/")
    citizen.clicks(PROPOSITIONS[0])
    citizen.reads("Retenue")
    citizen.sees("proposition")
    promise = citizen.page.url.removeprefix(site.url)
    citizen.clicks("Donner mon avis")
    citizen.fills(rating="partiel", text="Nous attendons de le voir.")
    citizen.sees("avis")
    citizen.submits("Envoyer mon avis")
    citizen.goes_to(promise)
    citizen.does_not_read("Nous attendons de le voir.")
    coordinator.goes_to("/espace/reseau/avis/")
    coordinator.reads("Nous attendons de le voir.")
    coordinator.sees("moderation")
    coordinator.page.locator("main li", has_text="Nous attendons de le voir.").get_by_role(
        "button", name="Publier"
    ).click()
    citizen.goes_to(promise)
    citizen.reads("Nous attendons de le voir.")

    # Six weeks later the promise is late, and everyone can see it.
    site.travel(datetime.datetime.now() + datetime.timedelta(days=45))
    citizen.goes_to(promise)
    citizen.reads(re.compile(r"[Ee]n retard de 15 jours"))
    citizen.sees("proposition-en-retard")
    coordinator.signs_in()
    coordinator.fills(code=shown_by_the_phone(secret, days=45))
    coordinator.submits_form()
    coordinator.goes_to("/espace/reseau/")
    coordinator.clicks("Promesse en retard (")
    coordinator.reads("Rezé")
    coordinator.reads("1 promesse")
    coordinator.sees("reseau-en-retard")
    referent.signs_in()
    referent.goes_to("/espace/")
    referent.reads("1 promesse en retard ou bientôt échue")
    referent.sees("a-faire")

    # The référente catches up, with the proof, and the page says so.
    referent.goes_to(f"{desk}suites/")
    referent.sees("suites")
    referent.clicks(f"Action : {PROPOSITIONS[0]}")
    referent.fills(state="realise", text="La phrase est en ligne.", proof_url="https://www.reze.fr/accueil")
    referent.sees("jalon")
    referent.submits("Publier ce jalon")
    citizen.goes_to(promise)
    citizen.reads("La phrase est en ligne.")
    citizen.does_not_read("n retard de 15 jours")
    citizen.sees("proposition-tenue")
    citizen.goes_to(f"/territoires/{TERRITORY}/")
    citizen.reads("L’IA à l’accueil de la mairie")
    citizen.sees("territoire")
    site.back_to_now()
