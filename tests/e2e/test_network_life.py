"""The life between consultations, as people live it on a phone without JavaScript, checked with axe.

A resource someone suggests, a meeting with one seat that is called off, a group that answers by mail, a hearing that
leads to a finding, a label from its call to its result, work that failed and is put back.
"""

import datetime
import email.message
import re
import subprocess
from collections.abc import Callable

from tests.e2e.network import COORDINATION, link_in_mail
from tests.e2e.site import BIN, DESK, ROOT, Person, Site

FAILED = """
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from commun.following.tasks import forget
key = forget.enqueue(slot="now").id
trace = "ValueError: la salle était fermée"
DBTaskResult.objects.filter(pk=key).update(status="FAILED", finished_at=timezone.now(), traceback=trace)
"""


def test_a_resource_that_someone_suggests_joins_the_catalogue(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    coordinator = network(COORDINATION)
    reader = person("Agathe", "agathe@exemple.fr")
    reader.signs_in()
    reader.goes_to("/ressources/proposer/")
    reader.submits("Envoyer à la coordination")
    reader.sees("ressource-proposer-incomplete")
    reader.fills(title="Le jeu des machines", description="On y débat à douze, cartes en main.", kind="jeu")
    reader.submits("Envoyer à la coordination")

    coordinator.goes_to("/espace/ressources/")
    coordinator.sees("ressources-du-reseau")
    coordinator.clicks("Le jeu des machines")
    coordinator.fills(source_title="Notice du jeu")
    coordinator.submits("Publier au catalogue")

    reader.goes_to("/ressources/?nature=jeu")
    reader.sees("ressources")
    reader.clicks("Le jeu des machines")
    reader.reads("On y débat à douze, cartes en main.")
    reader.sees("ressource")


def test_the_only_seat_goes_to_the_first_then_to_the_one_who_waits(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    coordinator = network(COORDINATION)
    coordinator.goes_to("/espace/agenda/nouvelle/")
    day = datetime.date.today() + datetime.timedelta(days=9)
    coordinator.fills(title="Atelier d’une seule place", kind="formation", description="On y apprend à deux.")
    coordinator.fills(starts_on=day.isoformat(), starts_time="14:00", ends_time="15:30", place="Salle inventée")
    coordinator.fills(signup="ici", capacity="1")
    coordinator.submits("Enregistrer le brouillon")
    coordinator.submits("Annoncer la rencontre")
    coordinator.sees("rencontre-bureau")

    inhabitant = person("inhabitant")
    inhabitant.goes_to("/agenda/")
    inhabitant.sees("agenda")
    inhabitant.clicks("Atelier d’une seule place")
    inhabitant.sees("rencontre")
    page = inhabitant.page.url.removeprefix(site.url)
    inhabitant.clicks("inscrire")
    inhabitant.fills(name="Habitante", email="habitante@exemple.fr")
    inhabitant.submits("M’inscrire")
    inhabitant.sees("inscription-demandee")
    inhabitant.goes_to(link_in_mail(site, "habitante@exemple.fr", "/agenda/inscription/confirmer/"))
    inhabitant.submits_form()
    inhabitant.reads("Votre place est réservée")
    site.run("worker", "--once")
    leaving = link_in_mail(site, "habitante@exemple.fr", "/agenda/inscription/quitter/")

    agathe = person("Agathe", "agathe@exemple.fr")
    agathe.signs_in()
    agathe.goes_to(f"{page}inscription/")
    agathe.submits("M’inscrire")
    agathe.reads("Vous êtes en liste d’attente")

    inhabitant.goes_to(leaving)
    inhabitant.submits_form()
    site.run("worker", "--once")
    assert "Atelier d’une seule place" in site.last_mail("agathe@exemple.fr")
    agathe.goes_to("/espace/mes-rencontres/")
    agathe.reads("Atelier d’une seule place")
    agathe.does_not_read("liste d’attente")
    agathe.sees("mes-rencontres")

    coordinator.page.reload()
    coordinator.reads("agathe@exemple.fr")
    inhabitant.goes_to(page)
    inhabitant.does_not_read("agathe")

    coordinator.clicks("Annuler…")
    coordinator.sees("rencontre-annuler")
    coordinator.fills(reason="La salle est inondée.")
    coordinator.submits("Annuler la rencontre")
    site.run("worker", "--once")
    assert "La salle est inondée." in site.last_mail("agathe@exemple.fr")
    inhabitant.page.reload()
    inhabitant.reads("La salle est inondée.")
    inhabitant.sees("rencontre-annulee")


def test_a_group_is_answered_by_mail_and_its_room_is_closed_to_others(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    coordinator = network(COORDINATION)
    coordinator.goes_to("/espace/groupes/nouveau/")
    coordinator.fills(title="Groupe des guichets", kind="groupe_de_travail", purpose="Ce qui se dit au guichet.")
    coordinator.submits_form()
    coordinator.sees("groupe-bureau")
    coordinator.fills(email="agathe@exemple.fr")
    coordinator.submits("Confier l’animation")

    agathe = person("Agathe", "agathe@exemple.fr")
    agathe.signs_in()
    agathe.goes_to("/espace/groupes/groupe-des-guichets/espace/membres/")
    agathe.fills(email="bastien@exemple.fr")
    agathe.submits("Envoyer l’invitation")
    agathe.sees("groupe-membres")

    bastien = person("Bastien", "bastien@exemple.fr")
    invitation = link_in_mail(site, "bastien@exemple.fr", "/groupes/invitation/")
    bastien.signs_in()
    bastien.goes_to("/espace/groupes/groupe-des-guichets/espace/", status=404)
    bastien.goes_to(invitation)
    bastien.submits("Rejoindre le groupe")

    agathe.goes_to("/espace/groupes/groupe-des-guichets/espace/")
    agathe.fills(title="Les files d’attente", body="Que voyez-vous chez vous ?")
    agathe.submits("Envoyer au groupe")
    site.run("worker", "--once")
    answer = email.message.EmailMessage()
    answer["From"], answer["To"] = "bastien@exemple.fr", reply_address(site, "bastien@exemple.fr")
    answer["Message-ID"], answer["Subject"] = "<reponse@exemple.fr>", "Re: Les files d’attente"
    answer.set_content("Chez nous, elles raccourcissent le lundi.")
    told = subprocess.run(
        [str(BIN / "commun"), "receive_mail"], input=answer.as_bytes(), env=site.environment, cwd=ROOT,
        capture_output=True, check=True,
    )  # fmt: skip
    assert "Une réponse reçue" in told.stdout.decode()

    agathe.goes_to("/espace/groupes/groupe-des-guichets/espace/")
    agathe.clicks("Les files d’attente")
    agathe.reads("Chez nous, elles raccourcissent le lundi.")
    agathe.sees("groupe-discussion")
    anyone = person("anyone")
    anyone.goes_to("/groupes/groupe-des-guichets/")
    anyone.sees("groupe")
    anyone.does_not_read("files d’attente")


def reply_address(site: Site, to: str) -> str:
    """Where the mail of a discussion is to be answered."""
    for path in (site.folder / "data/mails").iterdir():
        for raw in path.read_bytes().split(b"-" * 79):
            message = email.message_from_bytes(raw.strip())
            if to in str(message["To"]) and message["Reply-To"]:
                return str(message["Reply-To"])
    raise AssertionError(f"no mail to {to} can be answered")


def test_a_hearing_leads_to_a_finding_and_back(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    reader = person("reader")
    reader.goes_to("/constats/")
    reader.page.locator("main .rows .said a").first.click()
    finding = reader.page.url
    title = reader.page.locator("h1").inner_text()

    coordinator = network(COORDINATION)
    coordinator.goes_to("/espace/auditions/nouvelle/")
    coordinator.fills(title="Ce que voit une médiatrice", heard_on="11/2026", heard_by="Commission inventée")
    coordinator.fills(person_role="Médiatrice", body="## Le guichet\n\nOn y vient parler.", links=finding)
    coordinator.submits_form()
    coordinator.submits("Publier")
    reader.goes_to("/auditions/")
    reader.sees("auditions")
    reader.clicks("Ce que voit une médiatrice")
    reader.sees("audition")
    reader.clicks(title)
    assert reader.page.url == finding
    reader.clicks("Ce que voit une médiatrice")
    reader.reads("On y vient parler.")


def test_a_label_goes_from_its_call_to_the_reason_of_its_jury(
    site: Site, person: Callable[..., Person], network: Callable[[str], Person]
) -> None:
    coordinator, today = network(COORDINATION), datetime.date.today()
    coordinator.goes_to("/espace/labels/nouvel-appel/")
    coordinator.sees("label-appel")
    coordinator.page.locator("main select[name=label]").select_option(label="Start-up interconnectées")
    coordinator.fills(edition="essai", introduction="Un appel inventé.", rules="Dire ce qui a été fait.", quorum="1")
    coordinator.fills(criteria="Utilité : 3\nSobriété : 1")
    for name, days in (("opens_on", -9), ("closes_on", 9)):
        coordinator.fills(**{name: (today + datetime.timedelta(days=days)).strftime("%d/%m/%Y")})
    coordinator.submits("Enregistrer")
    coordinator.submits("Publier l’appel")
    coordinator.fills(email="bastien@exemple.fr", shown_as="Bastien Exemple, juriste")
    coordinator.submits("Proposer de siéger")
    coordinator.reads("n’a pas encore répondu")
    coordinator.sees("label-bureau")
    desk = coordinator.page.url.removeprefix(site.url)

    agathe = person("Agathe", "agathe@exemple.fr")
    agathe.signs_in()
    agathe.goes_to(desk.replace("/espace/labels/appel/", "/labels/"))
    agathe.clicks("Candidater")
    agathe.fills(organisation="Atelier de la lande", title="La borne qui écoute", summary="Une borne.", body="Un an.")
    agathe.submits("Enregistrer le brouillon")
    agathe.submits("Envoyer la candidature")
    yesterday = today - datetime.timedelta(days=1)
    site.script(
        "import datetime; from commun.labels.models import Call; "
        f"Call.objects.filter(edition='essai').update(closes_on=datetime.date.fromisoformat('{yesterday}'))"
    )
    coordinator.goes_to(desk)
    coordinator.clicks("Atelier de la lande")
    coordinator.fills(is_admissible="oui")
    coordinator.submits("Décider")
    coordinator.sees("label-candidature")
    judged = coordinator.page.url.removeprefix(site.url)

    bastien = person("Bastien", "bastien@exemple.fr", screen=DESK)
    bastien.signs_in()
    bastien.goes_to("/espace/candidatures/")
    bastien.sees("candidatures")
    bastien.clicks("essai")
    bastien.submits("Accepter de siéger")
    bastien.sees("jury")
    bastien.clicks("Atelier de la lande")
    bastien.does_not_read("Une borne.")
    bastien.fills(has_interest="non")
    bastien.submits("Déclarer")
    bastien.reads("Une borne.")
    for criterion in ("Utilité", "Sobriété"):
        bastien.page.get_by_label(re.compile(f"^{criterion}.*: note")).select_option("4")
        bastien.page.get_by_label(f"{criterion} : pourquoi").fill("Le dossier le montre.")
    bastien.sees("jury-notes")
    bastien.submits("Enregistrer mes notes")
    bastien.reads("notée")

    coordinator.goes_to(judged)
    coordinator.fills(is_laureate="oui", reason="La seule qui laisse parler jusqu’au bout.")
    coordinator.submits("Enregistrer la décision")
    coordinator.goes_to(desk)
    coordinator.submits("Publier le palmarès")
    coordinator.sees("label-palmares")
    anyone = person("anyone")
    anyone.goes_to("/labels/")
    anyone.sees("labels")
    anyone.clicks("La borne qui écoute")
    anyone.reads("La seule qui laisse parler jusqu’au bout.")
    anyone.sees("laureate")


def test_work_that_failed_is_seen_and_put_back(site: Site, network: Callable[[str], Person]) -> None:
    site.script(FAILED)
    coordinator = network(COORDINATION)
    coordinator.goes_to("/espace/reseau/travaux/")
    coordinator.reads("ValueError: la salle était fermée")
    coordinator.sees("travaux")
    coordinator.submits("Remettre dans la file")
    coordinator.reads("Le travail est remis dans la file.")
    site.run("worker", "--once", "--only", "tasks")
    coordinator.page.reload()
    coordinator.reads("Aucun travail n’est en échec.")
