"""A key writes through the actions of the workspace, under its guards, and no further."""

import json
import threading
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from commun.accounts.enums import Permission
from commun.accounts.models import Membership
from commun.api.models import KeptAnswer
from commun.api.v1 import api
from commun.api.writing import guard, kept, running
from commun.api.writing.operation import Operation
from commun.api.writing.operations import OPERATIONS
from commun.concertations import canevas
from commun.concertations.actions import takeaways
from commun.concertations.enums import Decision, State
from commun.concertations.forms.canevas_rows import ROW_KINDS
from commun.concertations.models import Answer, Concertation, FollowUp, Takeaway
from commun.core.models import AuditEvent, Revision
from commun.keys import actions
from commun.keys.enums import Scope
from commun.library import fields as library_fields
from commun.library.models import Deployment
from tests.accounts.factories import contributor, elected, referent
from tests.concertations.factories import (
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    prepared_concertation,
    restituted_concertation,
)
from tests.deliberations.factories import decision_of
from tests.jobs.factories import trade
from tests.keys.factories import opened
from tests.library.factories import draft, published
from tests.resources.factories import added as resource_added
from tests.territories.factories import TerritoryFactory

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
REPLY = {"reponse": "retenue", "qualite": "Adjointe au numérique", "date": "2026-11-01"}
PROMISE = {"action": "Publier l’inventaire", "responsable": "Direction du numérique", "echeance": "2027-06-30"}
BODIES: dict[str, Any] = {
    **{one.name: {} for one in OPERATIONS if one.method == "PATCH"},
    "ouvrir_concertation": {"titre": "L’IA dans nos services"},
    "ajouter_sequences": {"titre": "Atelier"},
    "ajouter_intervenants": {"profession": "Chercheuse"},
    "ajouter_evolutions": {"date": "2026-01-02", "texte": "La question change.", "decide_par": "Bureau"},
    "avancer_concertation": {"etape": "en_cours"},
    "interrompre_concertation": {"motif": "Élections."},
    "reprendre_concertation": {"motif": "Après les élections."},
    "ajouter_remontees": {"remontees": [{"nature": "proposition", "texte": "Un guichet humain."}]},
    "modifier_remontee": {"nature": "proposition", "texte": "Deux guichets humains."},
    "corriger_remontee": {"texte": "Deux guichets humains.", "motif": "Un mot oublié."},
    "classer_remontee": {"theme": "transparence"},
    "repondre": REPLY,
    "repondre_a_plusieurs": {"reponses": [{**REPLY, "proposition": "cta-2026-0001-p1"}]},
    "promettre": PROMISE,
    "ajouter_jalon": {"etat": "en_cours", "date": "2026-11-02", "texte": "Commencé."},
    "decrire_usage": {"nom": "Repérer les fuites", "etape": "exploitation"},
    "entrer_dans_une_etape": {"etape": "exploitation"},
    "ajouter_resultat": {"indicateur": "Eau préservée", "valeur": "110", "nature": "mesure", "periode": "2025"},
    "publier_usage": {},
    "signer_la_charte": {"qualite": "Maire", "date": "2026-11-01"},
    "prouver_engagement": {"engagement": "T1", "etat": "pris", "date": "2026-11-01"},
    "quitter_la_charte": {"motif": "Fusion de communes."},
    "joindre_document": {"titre": "Rapport", "nature": "rapport", "url": "https://www.exemple.fr/rapport.pdf"},
    "joindre_fichier": {"titre": "Rapport", "nature": "rapport"},
    "dire_les_co_porteurs": {"territoires": []},
    "citer_ressource": {"ressource": "re-0001", "avis": "Utile en atelier."},
    "lier_usage": {"usage": "ia-2026-0001"},
    "citer_deliberation": {"prouve": "cta-2026-0001-p1-r1", "deliberation": "inconnue"},
    "ordonner_remontees": {"nature": "proposition", "ordre": ["cta-2026-0001-p1"]},
    "joindre_fichier_a_la_fiche": {"titre": "Charte"},
    "ajouter_lien": {"titre": "La page du service", "url": "https://www.exemple.fr/ia"},
    "ajouter_source": {"titre": "Rapport annuel"},
    "citer_deliberation_sur_la_fiche": {"deliberation": "inconnue"},
    "dire_l_origine": {"usage": "ia-2026-0001", "lien": "inspire_de"},
    "retirer_resultat": {"motif": "Erreur de saisie."},
    "dire_le_systeme": {"nom": "Sonde"},
    "dater_la_verification": {"date": "2027-06-30"},
    "ouvrir_evaluation": {"moment": "pendant", "date": "2026-11-01", "fonction": "Chargée de mission"},
    "publier_evaluation": {},
    "cadrer_evaluation": {"moment": "avant", "date": "2026-11-01", "fonction": "Chargée de mission"},
    "evaluer_axe": {"axe": "inconnu", "reponses": [{"question": "inconnue"}]},
    "proposer_ressource": {"titre": "Le jeu des données", "description": "Un jeu.", "nature": "jeu", "licence": "lov2"},
    "retirer_usage": {"motif": "Doublon."},
    "rattacher_usage_a_un_metier": {"metier": "me-0001"},
    "rattacher_remontee_a_un_metier": {"metier": "me-0001"},
}


def send(
    client: Client,
    operation: str,
    secret: str | None,
    body: Any = None,
    *,
    on: str = "",
    file: Any = None,
    **said: str,
) -> Any:
    """The operation, asked for as a program does."""
    one = next(found for found in OPERATIONS if found.name == operation)
    query = said.pop("query", "")
    headers = {name.replace("_", "-"): value for name, value in said.items()}
    if secret is not None:
        headers["authorization"] = f"Bearer {secret}"
    if one.takes_file:
        form = {
            **(body if body is not None else BODIES[operation]),
            "fichier": file or SimpleUploadedFile("r.pdf", PDF),
        }
        return client.post(f"/api/v1{one.path.format(identifiant=on)}{query}", form, headers=headers)
    return client.generic(
        one.method,
        f"/api/v1{one.path.format(identifiant=on)}{query}",
        json.dumps(body if body is not None else BODIES.get(operation, {})),
        content_type="application/json",
        headers=headers,
    )


def targets() -> dict[str, Any]:
    """A record of one territory for each kind of address."""
    record = restituted_concertation(propositions=1)
    proposition = record.takeaways.get()
    Takeaway.objects.filter(pk=proposition.pk).update(decision=Decision.RETAINED, answered_on="2026-11-01")
    promise = FollowUp.objects.create(
        uid=f"{proposition.uid}-s1", proposition=proposition, number=1, title="Action", owner_role="DSI",
        due_on="2027-01-01",
    )  # fmt: skip
    sheet = draft(record.territory)
    key, secret = opened(record.territory)

    def added(operation: str, body: Any = None, **said: Any) -> str:
        answer = send(Client(), operation, secret, body, **said)
        assert answer.status_code == 201, answer.content.decode()
        uid: str = answer.json()["lignes"][-1]["identifiant"]
        return uid

    answer = added("repondre", {**REPLY, "date": timezone.localdate().isoformat()}, on=proposition.uid)
    proof = {"prouve": answer, "deliberation": decision_of(record.territory).uid}
    other, touched = published(), {"metier": trade().uid}
    made = {
        "sequences": added("ajouter_sequences", on=record.uid),
        "intervenants": added("ajouter_intervenants", on=record.uid),
        "documents": added("joindre_document", on=record.uid),
        "ressources-utilisees": added("citer_ressource", {"ressource": resource_added().uid}, on=record.uid),
        "usages-lies": added("lier_usage", {"usage": other.uid}, on=record.uid),
        "deliberations-citees": added("citer_deliberation", proof, on=proposition.uid),
        "usages-ia-liens": added("ajouter_lien", on=sheet.uid),
        "usages-ia-fichiers": added("joindre_fichier_a_la_fiche", on=sheet.uid),
        "usages-ia-sources": added("ajouter_source", on=sheet.uid),
        "usages-ia-deliberations": added(
            "citer_deliberation_sur_la_fiche", {"deliberation": proof["deliberation"]}, on=sheet.uid
        ),
        "usages-ia-origines": added("dire_l_origine", {"usage": other.uid, "lien": "inspire_de"}, on=sheet.uid),
        "usages-ia-metiers": added("rattacher_usage_a_un_metier", touched, on=sheet.uid),
        "remontees-metiers": added("rattacher_remontee_a_un_metier", touched, on=proposition.uid),
        "resultats": added("ajouter_resultat", on=sheet.uid),
        "evaluations-en-cours": added("ouvrir_evaluation", on=sheet.uid),
    }
    actions.revoke(key=key, by=key.user)
    return made | {
        "territory": record.territory.pk,
        "concertations": record.uid,
        "remontees": proposition.uid,
        "propositions": proposition.uid,
        "suites": promise.uid,
        "usages-ia": sheet.uid,
    }


def kind_of(operation: Operation) -> str:
    return operation.path.split("/")[1]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
@pytest.mark.once("declarations only")
def test_an_operation_asks_for_the_right_that_its_page_of_the_workspace_asks_for(operation: Operation) -> None:
    samples: dict[str, Any] = {
        "slug": "x",
        "uid": "x",
        "section": next(iter(canevas.Section)),
        "rows": next(iter(ROW_KINDS)),
        "number": 1,
        "axis": "x",
        "pk": 1,
    }
    if operation.twin.startswith("library:"):
        samples["section"] = next(iter(library_fields.Section)).value
    taken = (
        (),
        ("slug",),
        ("uid",),
        ("pk",),
        ("slug", "section"),
        ("slug", "uid"),
        ("slug", "section", "rows"),
        ("slug", "number"),
        ("slug", "number", "axis"),
    )
    for names in taken:
        kwargs = {name: samples[name] for name in names}
        try:
            view: Any = resolve(reverse(operation.twin, kwargs=kwargs)).func
        except NoReverseMatch:
            continue
        is_for_anyone_signed_in = view.access == "signed_in" and operation.permission == Permission.WORKSPACE_VIEW
        assert is_for_anyone_signed_in or (view.access == operation.permission and view.of_territory)
        return
    raise AssertionError(operation.twin)


def test_every_operation_is_closed_to_whoever_holds_no_living_key_of_its_scope_right_and_territory(db) -> None:
    """One walk: no key, a session, another scope, a weaker person, another territory, a key revoked."""
    ours = targets()
    record = Concertation.objects.get(uid=ours["concertations"])
    territory, client = record.territory, Client()
    member_of_the_team = Client()
    member_of_the_team.force_login(referent(territory))
    strangers_key = opened(TerritoryFactory())[1]
    contributors_key, elected_key = (opened(territory, by=one(territory))[1] for one in (contributor, elected))
    dead, dead_key = opened(territory)
    actions.revoke(key=dead, by=dead.user)
    gone, gone_key = opened(territory)
    Membership.objects.filter(user=gone.user).delete()
    before = (
        AuditEvent.objects.count(),
        Revision.objects.count(),
        Takeaway.objects.count(),
        Deployment.objects.count(),
    )
    said, promised = {}, {}
    for operation in OPERATIONS:
        caches["default"].clear()
        caches["pages"].clear()
        others = [scope for scope in Scope if scope != operation.scope]
        narrow, narrow_key = opened(territory, *others, name=f"Sans {operation.name}"[:60])
        on = ours.get(kind_of(operation), "")
        weak_key = elected_key if operation.permission.value.endswith((".edit", ".attach")) else contributors_key
        answers = {
            "no key": send(client, operation.name, None, on=on, if_match="*"),
            "session": send(member_of_the_team, operation.name, None, on=on, if_match="*"),
            "unknown": send(client, operation.name, "commun_00000000_" + "0" * 64, on=on, if_match="*"),
            "revoked": send(client, operation.name, dead_key, on=on, if_match="*"),
            "scope": send(client, operation.name, narrow_key, on=on, if_match="*"),
            "left": send(client, operation.name, gone_key, on=on, if_match="*"),
        }
        actions.revoke(key=narrow, by=narrow.user)
        wanted = dict.fromkeys(("no key", "session", "unknown", "revoked"), 401) | dict.fromkeys(("scope", "left"), 403)
        if operation.permission != Permission.WORKSPACE_VIEW:  # every member has it; a step asks for its own beside
            answers["weaker"], wanted["weaker"] = send(client, operation.name, weak_key, on=on, if_match="*"), 403
        if operation.takes_identifier:
            answers["stranger"] = send(client, operation.name, strangers_key, on=on, if_match="*")
            wanted["stranger"] = 404
        for who, answer in answers.items():
            assert answer["Content-Type"] == "application/problem+json" and "commun_" not in answer.content.decode()[:0]
            assert "Access-Control-Allow-Origin" not in answer
            said[operation.name, who], promised[operation.name, who] = answer.status_code, wanted[who]
    assert said == promised
    keys_opened = 2 * len(OPERATIONS)
    after = (AuditEvent.objects.count(), Revision.objects.count(), Takeaway.objects.count(), Deployment.objects.count())
    assert after == (before[0] + keys_opened, *before[1:])


def test_every_operation_answers_its_own_territory(db) -> None:
    """With a key that may, each one is done, or refused by a rule of the domain with its sentence: never an error."""
    ours = targets()
    territory = Concertation.objects.get(uid=ours["concertations"]).territory
    _key, secret = opened(territory)
    statuses = {}
    for operation in OPERATIONS:
        cache.clear()
        answer = send(
            Client(), operation.name, secret, on=ours.get(kind_of(operation), ""), if_match="*", query="?dry_run=true"
        )
        statuses[operation.name] = answer.status_code
        content = answer.json()
        assert content["essai"] if answer.status_code == 200 else content["detail"], (operation.name, content)
    assert set(statuses.values()) <= {200, 409, 422}, {one: said for one, said in statuses.items() if said != 200}
    done = [name for name, status in statuses.items() if status == 200]
    assert len(done) > len(OPERATIONS) * 2 / 3, statuses


def test_a_whole_concertation_is_documented_by_a_program_alone(db) -> None:
    """From nothing to a kept promise: each step is that of the workspace, signed by the person through their key."""
    from_factory = prepared_concertation()  # its territory has signed the charter
    territory, client = from_factory.territory, Client()
    _key, secret = opened(territory, name="Plateforme")

    def done(operation: str, body: Any = None, **said: str) -> Any:
        cache.clear()
        answer = send(client, operation, secret, body, **said)
        assert answer.status_code in (200, 201), answer.content.decode()
        return answer.json()

    made = done("ouvrir_concertation", {"titre": "L’IA et nous", "debut_prevu": "2026-03", "publics": ["agents"]})
    uid, versions = made["lignes"][0]["identifiant"], made["versions"]
    assert not made["lignes"][0]["publique"]
    done("avancer_concertation", {"etape": "preparation"}, on=uid)
    saved = done(
        "remplir_methode",
        {
            "consigne": "Que confier à une machine ?",
            "arbitrage": "Le conseil répond à chaque proposition.",
            "recrutement": ["appel_a_manifestation"],
            "niveau_participation": "concertation",
            "objectifs": ["democratique"],
        },
        on=uid,
        if_match=f'"{versions["methode"]}"',
    )
    assert saved["lignes"][0]["version"] == saved["versions"]["methode"] != versions["methode"]
    done(
        "remplir_informations",
        {"publics": [{"public": "agents", "effectif": 12}, {"public": "elus"}], "amo": False, "debut": "2026-03-02"},
        on=uid,
        if_match=f'"{saved["versions"]["informations"]}"',
    )
    assert done("publier_concertation", on=uid)["lignes"][0]["publique"]
    done("avancer_concertation", {"etape": "en_cours"}, on=uid)
    done("ajouter_sequences", {"titre": "Atelier", "date": "2026-03-02", "minutes": 90}, on=uid)
    lines = {"remontees": [{"nature": "proposition", "texte": "Un guichet humain.", "sequence": "Atelier"}]}
    proposition = done("ajouter_remontees", lines, on=uid)["lignes"][0]["identifiant"]
    results = {
        "fin": "2026-03-30",
        "participants": 40,
        "mode_comptage": "uniques",
        "synthese": "…",
        "droit_de_suite": "oui",
        "suite_modalites": "Un point par an.",
        "reponse_qualite": "Maire",
    }
    done("remplir_resultats", results, on=uid, if_match="*")
    done("avancer_concertation", {"etape": "restitution"}, on=uid)
    today = timezone.localdate().isoformat()
    done("repondre", {**REPLY, "date": today}, on=proposition)
    promise = done("promettre", PROMISE, on=proposition)["lignes"][0]
    step = {"etat": "realise", "date": today, "texte": "Publié.", "preuve_url": "https://www.exemple.fr/inventaire"}
    done("ajouter_jalon", step, on=promise["identifiant"], if_match=f'"{promise["version"]}"')
    assert client.get(f"/api/v1/propositions/{proposition}").json()["donnees"]["reponse"] == "retenue"
    record = Concertation.objects.get(uid=uid)
    assert record.state == State.RESTITUTION and record.audiences.get(audience="agents").people_count == 12
    roles = set(AuditEvent.objects.filter(public_of(record)).values_list("by_role", flat=True))
    assert roles == {f"Référente ou référent, {territory.name}, par clé d’API « Plateforme »"}


def public_of(record: Concertation) -> Any:
    from django.contrib.contenttypes.models import ContentType
    from django.db.models import Q

    return Q(target_type=ContentType.objects.get_for_model(Concertation), target_id=record.pk)


def test_a_step_asks_for_its_own_right(db) -> None:
    record = prepared_concertation()
    _key, secret = opened(record.territory, by=contributor(record.territory))
    refused = send(Client(), "avancer_concertation", secret, {"etape": "en_cours"}, on=record.uid)
    assert refused.status_code == 403 and "Publier une concertation" in refused.json()["detail"]


def test_a_file_is_joined_once_known_for_what_it_is_and_a_trial_leaves_none(db, tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    record = concertation_under_way()
    _key, secret = opened(record.territory)
    said = {"titre": "Compte rendu", "nature": "compte_rendu", "licence": "lov2", "date": "2026-03"}

    def joined(content: bytes = PDF, name: str = "séance.pdf", body: Any = said, **more: str) -> Any:
        file = SimpleUploadedFile(name, content)
        return send(Client(), "joindre_fichier", secret, body, on=record.uid, file=file, **more)

    def kept_files() -> list[Any]:
        return [one for one in tmp_path.rglob("*") if one.is_file()]

    assert joined(query="?dry_run=true").status_code == 200 and not kept_files() and not record.documents.exists()
    for content, name, why in (
        (b"MZ\x00\x01", "programme.pdf", "un programme"),
        (PDF, "page.html", "ne sont pas acceptés"),
        (b"", "vide.pdf", "vide"),
    ):
        refused = joined(content, name)
        assert refused.status_code == 422 and why in refused.json()["detail"], refused.content.decode()
        assert refused.json()["fautes"][0]["ou"] == "fichier"
    assert joined(body=said | {"auteur": "x"}).status_code == 422
    assert joined(body=said | {"nature": "roman"}).json()["fautes"][0]["ou"] == "nature"
    as_json = Client().post(
        f"/api/v1/concertations/{record.uid}/fichiers",
        "{}",
        "application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert as_json.status_code == 415 and not kept_files()
    first, again = joined(idempotency_key="un"), joined(idempotency_key="un")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert again["Idempotency-Replayed"] == "true" and len(kept_files()) == 1
    assert joined(PDF + b" ", idempotency_key="un").status_code == 422
    document: Any = record.documents.get()
    assert (document.file_name, document.media_type, document.on.iso) == ("séance.pdf", "application/pdf", "2026-03")
    uid = first.json()["lignes"][0]["identifiant"]
    assert send(Client(), "retirer_document", secret, on=uid).status_code == 200
    assert send(Client(), "retirer_document", secret, on=uid).status_code == 404


def test_a_line_is_changed_from_the_version_that_was_read_and_what_is_not_named_stays(db) -> None:
    record = concertation_under_way()
    _key, secret = opened(record.territory)
    made = send(Client(), "ajouter_sequences", secret, {"titre": "Atelier", "minutes": 90}, on=record.uid)
    row = made.json()["lignes"][1]
    change = {"lieu": "Mairie"}
    assert send(Client(), "modifier_sequences", secret, change, on=row["identifiant"]).status_code == 428
    saved = send(Client(), "modifier_sequences", secret, change, on=row["identifiant"], if_match=f'"{row["version"]}"')
    assert saved.status_code == 200, saved.content.decode()
    sequence = record.sequences.get(title="Atelier")
    assert (sequence.place, sequence.minutes) == ("Mairie", 90)
    stale = send(Client(), "modifier_sequences", secret, change, on=row["identifiant"], if_match=f'"{row["version"]}"')
    assert stale.status_code == 412 and stale.json()["version"] == saved.json()["lignes"][0]["version"]
    assert send(Client(), "retirer_sequences", secret, on=row["identifiant"]).status_code == 200
    assert not record.sequences.filter(title="Atelier").exists()


def test_an_evaluation_is_made_by_a_program_alone(db) -> None:
    sheet = draft()
    _key, secret = opened(sheet.territory)
    today = timezone.localdate().isoformat()
    frame = {"moment": "avant", "date": today, "fonction": "Chargée de mission"}
    made = send(Client(), "ouvrir_evaluation", secret, frame, on=sheet.uid).json()["lignes"][0]
    evaluation = sheet.evaluations.get()
    item: Any = evaluation.grid.items.filter(is_fact=False).order_by("pk").first()
    reply = {"question": item.code, "niveau": "rien"}

    def said(one: dict, version: str) -> Any:
        body = {"axe": item.axis.code, "reponses": [one]}
        return send(Client(), "evaluer_axe", secret, body, on=made["identifiant"], if_match=f'"{version}"')

    mute = said(reply, made["version"])
    assert mute.status_code == 422 and mute.json()["fautes"][0]["ou"] == f"reponses.{item.code}.motif"
    saved = said(reply | {"motif": "Rien n’a été prévu pour cela à ce stade."}, made["version"])
    assert saved.status_code == 200, saved.content.decode()
    assert said(reply, made["version"]).status_code == 412
    published_one = send(Client(), "publier_evaluation", secret, {}, on=made["identifiant"])
    assert published_one.status_code == 200, published_one.content.decode()
    evaluation.refresh_from_db()
    assert evaluation.published_at and "par clé d’API" in evaluation.published_by_role
    assert send(Client(), "abandonner_evaluation", secret, on=made["identifiant"]).status_code == 409


def test_nobody_overwrites_what_they_have_not_read(db) -> None:
    record = prepared_concertation()
    _key, secret = opened(record.territory)
    client, body = Client(), {"angles": "Cantines"}
    assert send(client, "remplir_methode", secret, body, on=record.uid).status_code == 428
    late = send(client, "remplir_methode", secret, body, on=record.uid, if_match='"0123"')
    assert late.status_code == 412 and "enregistré cette page" in late.json()["detail"]
    current = late.json()["version"]
    assert late["ETag"] == f'"{current}"'
    assert send(client, "remplir_methode", secret, body, on=record.uid, if_match=f'"{current}"').status_code == 200
    again = send(client, "remplir_methode", secret, {"angles": "Écoles"}, on=record.uid, if_match=f'"{current}"')
    assert again.status_code == 412 and again.json()["version"] != current
    assert send(client, "remplir_methode", secret, {"angles": "Écoles"}, on=record.uid, if_match="*").status_code == 200
    record.refresh_from_db()
    assert record.angles == "Écoles" and record.brief


@pytest.mark.parametrize(
    ("body", "where", "why"),
    [
        ({"titre": ""}, "titre", ""),
        ({"titre": "x" * 201}, "titre", "200"),
        ({"titre": None}, "titre", ""),
        ({"titre": "a", "debut_prevu": "2026-13"}, "debut_prevu", "n’est pas une date"),
        ({"titre": "a", "debut_prevu": "2026-05", "fin_prevue": "2026-01"}, "fin_prevue", "précède"),
        ({"titre": "a", "publics": ["martiens"]}, "publics.0", "Valeurs possibles"),
        ({"titre": "a", "couleur": "bleu"}, "couleur", "connu"),
        ({"titre": "a", "referent_courriel": "pas une adresse"}, "referent_courriel", "prenom.nom"),
    ],
)
def test_a_value_is_refused_in_the_words_of_the_page_and_named(db, body: Any, where: str, why: str) -> None:
    _key, secret = opened(TerritoryFactory())
    refused = send(Client(), "ouvrir_concertation", secret, body)
    assert refused.status_code == 422, refused.content
    faults = refused.json()["fautes"]
    assert [fault["ou"] for fault in faults] == [where] and why in faults[0]["pourquoi"]
    assert not Concertation.objects.exists()


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"titre": NaN}', "application/json", 400),
        ('"titre"', "application/json", 422),
        ("", "application/json", 415),
        ("titre=a", "application/x-www-form-urlencoded", 415),
        (json.dumps({"titre": "\0\ud800 "}), "application/json", 422),
    ],
)
def test_what_is_not_the_json_expected_is_a_problem(db, content: str, media_type: str, status: int) -> None:
    _key, secret = opened(TerritoryFactory())
    answer = Client().post(
        "/api/v1/concertations", content, content_type=media_type, headers={"authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == status and answer.json()["status"] == status


def test_a_rule_of_the_domain_refuses_with_its_sentence(db) -> None:
    record = concertation_under_way()
    takeaway = TakeawayFactory(concertation=record)
    _key, secret = opened(record.territory)
    early = send(Client(), "repondre", secret, on=takeaway.uid)
    assert early.status_code == 409 and "à partir de la restitution" in early.json()["detail"]
    step = send(Client(), "avancer_concertation", secret, {"etape": "restitution"}, on=record.uid)
    assert step.status_code == 409 and {one["ou"] for one in step.json()["fautes"]} >= {"sequences"}
    answered = restituted_concertation(propositions=2, territory=record.territory)
    rows = [{**REPLY, "proposition": one.uid, "reponse": "non_retenue"} for one in answered.takeaways.all()]
    many = send(Client(), "repondre_a_plusieurs", secret, {"reponses": rows}, on=answered.uid)
    assert many.status_code == 422 and len(many.json()["fautes"]) == 2 and not Answer.objects.exists()


def test_a_trial_leaves_no_row_and_no_mail(db, django_capture_on_commit_callbacks) -> None:
    sheet = published().deployment
    record = concertation_awaiting_answer(territory=sheet.territory)
    _key, secret = opened(sheet.territory)
    tables = (AuditEvent, Revision, Answer, Takeaway, KeptAnswer, Deployment)
    before = [model.objects.count() for model in tables]
    proposition = record.takeaways.propositions()[0]
    with django_capture_on_commit_callbacks(execute=True) as told:
        for name, on, body in (
            ("repondre", proposition.uid, {**REPLY, "date": timezone.localdate().isoformat()}),
            ("retirer_usage", sheet.uid, None),
            ("decrire_usage", "", None),
            ("corriger_remontee", proposition.uid, None),
        ):
            tried = send(Client(), name, secret, body, on=on, if_match="*", idempotency_key=name, query="?dry_run=true")
            assert tried.status_code == 200 and tried.json()["essai"], tried.content
            assert tried.json()["lignes"][0]["identifiant"]
    assert not told and not mail.outbox
    assert [model.objects.count() for model in tables] == before
    assert send(Client(), "repondre", secret, on=proposition.uid, query="?dry_run=oui").status_code == 422
    assert send(Client(), "repondre", secret, on=proposition.uid, query="?dryrun=true").status_code == 422


def test_a_request_sent_twice_under_one_name_is_done_once(db) -> None:
    territory = TerritoryFactory()
    (_key, secret), (_other, others_secret) = opened(territory), opened(territory)
    first = send(Client(), "ouvrir_concertation", secret, idempotency_key="un")
    again = send(Client(), "ouvrir_concertation", secret, idempotency_key="un")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Concertation.objects.count() == 1
    other = send(Client(), "ouvrir_concertation", secret, {"titre": "Autre"}, idempotency_key="un")
    assert other.status_code == 422 and other.json()["fautes"][0]["ou"] == "Idempotency-Key"
    # A refusal did nothing: mended or not, the request may come again under its name. Another key has its own names.
    assert send(Client(), "ouvrir_concertation", secret, {"titre": ""}, idempotency_key="deux").status_code == 422
    assert send(Client(), "ouvrir_concertation", secret, idempotency_key="deux").status_code == 201
    assert send(Client(), "ouvrir_concertation", others_secret, idempotency_key="un").status_code == 201
    KeptAnswer.objects.update(claimed_at=timezone.now() - kept.LIFE - kept.LEASE)
    assert kept.forget() == 3
    assert send(Client(), "ouvrir_concertation", secret, idempotency_key="un").status_code == 201


def test_the_claim_of_a_process_that_died_is_taken_over_and_what_it_would_still_write_is_undone(
    db, monkeypatch
) -> None:
    territory = TerritoryFactory()
    key, secret = opened(territory)
    perform = running._act

    def slow(*args: Any, **kwargs: Any) -> Any:
        """While this one works, its lease ends and another takes the request over."""
        response = perform(*args, **kwargs)
        KeptAnswer.objects.filter(key=key).update(attempt="another")
        return response

    monkeypatch.setattr(running, "_act", slow)
    overtaken = send(Client(), "ouvrir_concertation", secret, idempotency_key="un")
    assert overtaken.status_code == 409 and not Concertation.objects.exists()
    monkeypatch.undo()
    assert send(Client(), "ouvrir_concertation", secret, idempotency_key="un").status_code == 201
    KeptAnswer.objects.update(status=None)
    waiting = send(Client(), "ouvrir_concertation", secret, idempotency_key="un")
    assert waiting.status_code == 409 and waiting["Retry-After"] == "2"
    KeptAnswer.objects.update(claimed_at=timezone.now() - kept.LEASE * 2)
    assert send(Client(), "ouvrir_concertation", secret, idempotency_key="un").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_name_at_the_same_instant_are_done_once(monkeypatch) -> None:
    record = concertation_under_way()
    _key, secret = opened(record.territory)
    inside, seen = threading.Event(), threading.Event()
    add_many = takeaways.add_many

    def held(**given: Any) -> Any:
        inside.set()
        assert seen.wait(20)
        return add_many(**given)

    monkeypatch.setattr(takeaways, "add_many", held)
    answers: dict[str, Any] = {}

    def ask(who: str) -> None:
        answers[who] = send(Client(), "ajouter_remontees", secret, on=record.uid, idempotency_key="un")
        connections.close_all()

    first = threading.Thread(target=ask, args=("first",))
    first.start()
    assert inside.wait(20)
    # The work has not begun to write: on SQLite one writer at a time would make the second wait for it.
    second = threading.Thread(target=ask, args=("second",))
    if connection.vendor == "sqlite":
        seen.set()
        first.join(30)
    second.start()
    second.join(30)
    seen.set()
    first.join(30)
    assert answers["first"].status_code == 201
    assert answers["second"].status_code in ((201,) if connection.vendor == "sqlite" else (409,))
    assert record.takeaways.filter(text="Un guichet humain.").count() == 1


def test_a_key_that_writes_too_often_is_told_when_to_come_back(db, monkeypatch) -> None:
    monkeypatch.setattr(guard, "WRITES_A_MINUTE", 2)
    territory = TerritoryFactory()
    (_key, secret), (_other, others_secret) = opened(territory), opened(territory)
    cache.clear()
    seen = [send(Client(), "ouvrir_concertation", secret, {"titre": f"{number}"}) for number in range(3)]
    assert [one.status_code for one in seen] == [201, 201, 429]
    assert seen[0]["RateLimit-Policy"] == '"ecriture";q=2;w=60' and '"ecriture";r=1;t=' in seen[0]["RateLimit"]
    assert 0 < int(seen[2]["Retry-After"]) <= 60 and "r=0" in seen[2]["RateLimit"]
    assert send(Client(), "ouvrir_concertation", others_secret).status_code == 201


@pytest.mark.once("declarations only")
def test_every_field_of_the_canevas_and_of_the_sheet_can_be_sent_and_every_operation_is_described() -> None:
    described = api.get_openapi_schema()
    schemas = described["components"]["schemas"]
    canevas_sent = {
        name for section in canevas.Section for name in schemas[f"Canevas{section.name.capitalize()}"]["properties"]
    }
    assert len(canevas_sent) == len([one for one in canevas.FIELDS if one.kind != "rows"]) + 1  # and the audiences
    sheet_sent = {
        name
        for section in library_fields.Section
        for name in schemas[f"Fiche{section.value.capitalize()}"]["properties"]
    }
    assert len(sheet_sent) == len(library_fields.FIELDS)
    for operation in OPERATIONS:
        told = described["paths"][f"/api/v1{operation.path}"][operation.method.lower()]
        assert told["security"] == [{"TerritoryKey": []}] and told["summary"] and 401 in told["responses"]
        names = {one["name"] for one in told["parameters"]}
        assert "Idempotency-Key" in names and ("If-Match" in names) == (operation.version is not None)
