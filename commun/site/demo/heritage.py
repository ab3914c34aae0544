"""A dataset and a model of the territory that does not exist, whose bytes are real and small: they can be downloaded,
checked and cited like any other. Every value in them is invented."""

import csv
import io
import itertools
import json
from typing import Any

from django.db import transaction

from commun.accounts.enums import NetworkRole, Permission
from commun.accounts.models import User
from commun.heritage.actions import deposits, items, keeping, publication
from commun.heritage.enums import Kind
from commun.heritage.models import HeritageItem, HeritageVersion
from commun.territories.models import Territory

_STREETS = ("Rue du Port", "Quai des Brumes", "Place du Marché", "Rue des Tanneurs", "Allée des Saules")
_SUBJECTS = ("éclairage", "chaussée", "propreté")
_MONTHS = ("2025-09", "2025-10", "2025-11", "2025-12")
_WORDS = {
    "éclairage": {"lampadaire": 2.4, "éteint": 1.9, "nuit": 1.1},
    "chaussée": {"trou": 2.6, "roue": 1.3, "goudron": 1.7},
    "propreté": {"sac": 1.8, "odeur": 2.0, "benne": 2.2},
}
_DATASET: dict[str, Any] = {
    "description": "Les signalements faits à la ville de Saint-Exemple-sur-Loire, comptés par rue, par sujet et par "
    "mois. La ville n’existe pas : chaque nombre est inventé, pour montrer comment un jeu de données se lit ici.",
    "creators": ["Ville de Saint-Exemple-sur-Loire"],
    "themes": ["service_public"],
    "keywords": ["voirie", "signalements", "exemple"],
    "period": "De septembre à décembre 2025",
    "area": "Saint-Exemple-sur-Loire",
    "rows": "Une ligne par rue, par sujet et par mois : soixante lignes.",
    "provenance": "Le registre du guichet unique, compté par le service de la voirie.",
    "collection": "Chaque appel ou formulaire est rangé par un agent sous un sujet. Les personnes savent que leur "
    "signalement est compté.",
    "preparation": "Les noms, adresses et textes ont été retirés ; il ne reste que des nombres par rue entière.",
    "intended_use": "Comparer les sujets d’un mois à l’autre ; essayer un tri automatique.",
    "limits": "Qui signale n’est pas qui subit : les rues où l’on appelle peu ne sont pas celles où tout va bien.",
    "maintenance": "Par le service de la voirie, chaque trimestre.",
    "licence": "etalab-2.0",
    "personal_data": "absentes",
    "personal_data_note": "Aucun texte ni adresse : relu par la personne déléguée à la protection des données.",
}
_MODEL: dict[str, Any] = {
    "description": "Propose à l’agent un sujet parmi trois, d’après les mots du signalement. La ville n’existe pas : "
    "les poids sont inventés, pour montrer comment un modèle se décrit ici.",
    "creators": ["Ville de Saint-Exemple-sur-Loire", "Val-Exemple Agglomération"],
    "themes": ["service_public", "transparence"],
    "keywords": ["tri", "signalements", "exemple"],
    "architecture": "Somme de poids par mot, neuf mots et trois sujets",
    "base_model": "Aucun",
    "provenance": "Écrit à la main par le service de la voirie, à partir des mots que les agents relèvent.",
    "training_data": "Aucun apprentissage : les poids viennent d’un atelier de deux heures avec les agents du guichet.",
    "training": "Aucun ; un tableur a suffi.",
    "energy": "Non mesurée : le calcul tient dans une feuille de tableur.",
    "intended_use": "Proposer un sujet, que l’agent garde ou change.",
    "limits": "Ne comprend ni les fautes ni les autres langues. À ne pas employer pour répondre sans relecture.",
    "evaluation": "Sur cent signalements relus par deux agents, soixante-douze bien rangés (nombres inventés).",
    "oversight": "L’agent du guichet voit les mots qui ont compté et décide.",
    "maintenance": "Une relecture par an, par le guichet.",
    "licence": "EUPL-1.2",
    "personal_data": "absentes",
    "personal_data_note": "Neuf mots et leurs poids : rien n’y désigne une personne.",
}


@transaction.atomic
def load_fiction(territory: Territory, people: list[User]) -> int:
    """Publish them, unless they are there already; returns how many were added."""
    if HeritageItem.objects.filter(territory=territory).exists():
        return 0
    agent = next(one for one in people if one.may(Permission.HERITAGE_PUBLISH, territory) and not one.network_role)
    signer = next(one for one in people if one.network_role == NetworkRole.COORDINATOR)
    _published(
        territory, Kind.DATASET, "Signalements de voirie de Saint-Exemple", _DATASET,
        {"signalements.csv": _table(), "lisez-moi.txt": _NOTE.encode()}, agent=agent, signer=signer,
    )  # fmt: skip
    weights = json.dumps({"sujets": _WORDS, "version": 1}, ensure_ascii=False, indent=1).encode()
    _published(
        territory, Kind.MODEL, "Tri des signalements de Saint-Exemple", _MODEL, {"poids.json": weights},
        agent=agent, signer=signer,
    )  # fmt: skip
    return 2


_NOTE = """Exemple fictif : Saint-Exemple-sur-Loire n’existe pas, et ces nombres non plus.

rue, sujet : ceux du signalement. mois : AAAA-MM. signalements : combien. jours : délai médian avant la réponse.
"""


def _table() -> bytes:
    """Sixty rows, the same each time."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("rue", "sujet", "mois", "signalements", "jours"))
    for number, (street, subject, month) in enumerate(itertools.product(_STREETS, _SUBJECTS, _MONTHS)):
        lines.writerow((street, subject, month, 3 + number * 7 % 19, 1 + number * 5 % 11))
    return text.getvalue().encode()


def _published(
    territory: Territory, kind: Kind, title: str, said: dict[str, Any], files: dict[str, bytes], *, agent: User,
    signer: User,
) -> None:  # fmt: skip
    """Described and deposited by the territory, signed by it, then by the network."""
    item = items.create(territory=territory, kind=kind, title=title, by=agent)
    version = item.versions.select_related("item__territory").get()
    for name, content in files.items():
        deposit = deposits.begin(version=version, name=name, size=len(content), by=agent)
        deposits.receive(deposit=deposit, offset=0, read=io.BytesIO(content).read, length=len(content), by=agent)
        keeping.check(deposit.content)
    items.describe(version=version, values=said, edits=version.edits, by=agent)
    items.keep(
        item=item, custodian="Archives municipales", contact="Service de la voirie", kept_until=None,
        kept_why="D’autres villes peuvent comparer leurs délais, ou reprendre ce tri.", version=item.version, by=agent,
    )  # fmt: skip
    version = HeritageVersion.objects.select_related("item__territory").get(pk=version.pk)
    publication.sign(version=version, by=agent)
    version.refresh_from_db()
    publication.publish(version=version, seen=version.signed_sha256, by=signer)
