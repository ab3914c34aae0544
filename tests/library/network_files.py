"""A small file of the network, of our own making, that has the diseases of the real one: two dialects of the same."""

import csv
import io
from typing import Any

from stdnum import luhn

from commun.library.importers.columns import NETWORK, PUBLIC_HEADS
from commun.library.importers.reading import Table, tables
from commun.territories.enums import Kind
from tests.territories.factories import TerritoryFactory

ALL_HEADS = tuple(one.head for one in NETWORK)


def siret(siren: str, establishment: int = 1) -> str:
    """A SIRET of this SIREN that passes Luhn's test."""
    body = f"{siren}{establishment:04d}"
    return body + luhn.calc_check_digit(body)


VALMONT, FONTREAL, AGGLO, SYNDICAT = "200000016", "219900024", "240000032", "250000049"


def siren(nine: str) -> str:
    return nine[:8] + luhn.calc_check_digit(nine[:8])


VALMONT, FONTREAL, AGGLO, SYNDICAT = map(siren, (VALMONT, FONTREAL, AGGLO, SYNDICAT))
METRO = siren("243900058")
GOOD = siret(METRO)
# As a spreadsheet makes them when a cell is dragged down: the key is false from the second on.
DRAGGED = [GOOD, *(f"{int(GOOD) + step * 10**11}" for step in (1, 2))]


def territories() -> dict[str, Any]:
    """Those that the file names: a metropolis and the commune that gave it its name, a capital, an agglomeration."""
    return {
        "metropole": TerritoryFactory(kind=Kind.METROPOLE, code_insee="", name="Valmont Métropole", siren=VALMONT),
        "commune": TerritoryFactory(name="Valmont", code_insee="99001", siren=""),
        "capitale": TerritoryFactory(kind=Kind.SPECIAL_COMMUNE, name="Fontréal", code_insee="99002", siren=FONTREAL),
        "agglo": TerritoryFactory(kind=Kind.COMMUNAUTE_AGGLOMERATION, code_insee="", name="CA du Bocage", siren=AGGLO),
        "metro": TerritoryFactory(kind=Kind.METROPOLE, code_insee="", name="Clairval Métropole", siren=METRO),
        "departement": TerritoryFactory(kind=Kind.DEPARTEMENT, name="Haute-Lande", code_insee="991", siren=""),
    }


def line(owner: str, title: str, number: str, kind: str, **cells: str) -> dict[str, str]:
    given = {
        "Latitude": "47.2000000",
        "Longitude": "-1.5533600",
        "Date_de_demarrage": "01/2024",
        "Statut_du_projet": "En expérimentation",
        "Partenaires": "",
        "Description_service": "Ce que fait ce service, en une phrase.",
        "Theme": "Transition écologique et énergétique",
        "Sous_Theme": "Gestion de l’eau",
        "Audience": "Agent",
        "URL_Service": "https://exemple.fr/projet",
        "URL_Logo": "https://exemple.fr/logo.png",
        "Date_de_derniere_mise_a_jour": "16/04/2025",
    }
    return {
        "Nom_collectivite": owner, "Nom_du_projet": title, "SIRET": number, "Type_de_collectivite": kind, **given,
        **cells,
    }  # fmt: skip


LINES: list[dict[str, str]] = [
    line("Ville de Valmont", "Compter les déchets", siret(VALMONT), "Commune",
         Partenaires="NAIA-Université de Valmont", Sous_Theme="Déchets et économie circulaire, Participation citoyenne",
         Audience="Grand public"),
    line("Ville de Fontréal", "Relever la chaussée", siret(FONTREAL), "Département", Partenaires="CEREMA, Immergis",
         Theme="Mobilités", Sous_Theme="Flux et trafic", URL_Service=""),
    line("Syndicat des eaux du Vallon", "Écouter les fuites\ndu réseau ", siret(SYNDICAT), "EPT",
         Partenaires="Ecoutelo", Audience="Agent, Aménageurs", URL_Service="https://www.ecoutelo.example/"),
    line("Clairval Métropole", "Repas des cantines", DRAGGED[0], "Métropole", Statut_du_projet="Terminé",
         Partenaires="développé en régie", Audience="Collectivités, Agent",
         Longitude="1.4333300", URL_Logo="https://exemple.fr/logo.png?1413"),
    line("Clairval Métropole", "Classer les délibérations", DRAGGED[1], "Métropole", Statut_du_projet="Terminé",
         Audience="Collectivités, Élu, Agent", URL_Service="accès interne uniquement",
         Theme="Administration et organisation interne", Sous_Theme="Gestion des assemblées",
         Longitude="1.4333400", URL_Logo="https://exemple.fr/logo.png?1414"),
    line("Clairval Métropole", "Îlots de chaleur", DRAGGED[2], "Métropole", Statut_du_projet="Abandonné",
         Partenaires="Efficacity        ", Longitude="1.4333500", URL_Logo="https://exemple.fr/logo.png?1415"),
    line("CA DU BOCAGE", "Aide à la rédaction", f"{AGGLO[:3]} {AGGLO[3:6]} {AGGLO[6:]} {siret(AGGLO)[9:]}", "EPCI",
         Theme="Administration et organisation interne", Sous_Theme="Aide à la rédaction et gestion documentaire",
         Statut_du_projet="En déploiement", Partenaires="/"),
    line("Département de la Haute-Lande", "Agent conversationnel", siret(siren("229900060")), "Département",
         Theme="Citoyenneté, santé et solidarité", Sous_Theme="Lien social et relation aux usagers",
         Audience="Grand public", Date_de_demarrage="15/10/2023",
         Description_service="Une phrase qui dit ce que fait le service. " * 30 + "Et la fin, \"entre guillemets\"."),
]  # fmt: skip


def written(lines: list[dict[str, str]], heads: tuple[str, ...] = PUBLIC_HEADS) -> bytes:
    """As the network's tool writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([one.get(head, "") for head in heads] for one in lines)
    return out.getvalue().encode()


FILE = written(LINES)


def network_table(content: bytes = FILE, name: str = "bibliotheque.csv") -> Table:
    [found] = tables(content, "csv", name=name)
    return found


def restricted(**cells: str) -> dict[str, str]:
    """A line of the thirty-eight-field file."""
    return line(
        "CA DU BOCAGE", "Trier les demandes", siret(AGGLO), "EPCI", projet_contact="numerique@bocage.example",
        financement="France 2030", budget="moins de 50k€", mise_en_oeuvre="marché public",
        herbergement="cloud chez un tiers", nom_algorithme="Tri", type_algorithme="Machine Learning",
        donnees_source="open data", donnees_acces="par API", risque_categorie="risque limité", erreur="faible",
        explicabilite="fort", objection="Écrire à la mairie.", url_ressources="https://exemple.fr/code", **cells,
    )  # fmt: skip
