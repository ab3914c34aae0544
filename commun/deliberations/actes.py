"""The matters of the ACTES nomenclature, by which decisions are sent to the prefecture: levels 1 and 2.

Source: nomenclature of the ACTES programme (ministère de l'Intérieur), as the SCDL schema "délibérations" 2.1.5 bounds
it (1.1–1.7, 2.1–2.3, 3.1–3.6, 4.1–4.5, 5.1–5.8, 6.1–6.5, 7.1–7.10, 8.1–8.9, 9.1–9.4). The labels are official: "conseil
général" is still theirs.
"""

import re
from functools import lru_cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from commun.core.text import words

THEMES: MappingProxyType[str, Promise] = MappingProxyType(
    {
        "1": t("Commande publique"),
        "2": t("Urbanisme"),
        "3": t("Domaine et patrimoine"),
        "4": t("Fonction publique"),
        "5": t("Institutions et vie politique"),
        "6": t("Libertés publiques et pouvoirs de police"),
        "7": t("Finances locales"),
        "8": t("Domaines de compétences par thèmes"),
        "9": t("Autres domaines de compétences"),
    }
)

MATTERS: MappingProxyType[str, Promise] = MappingProxyType(
    {
        "1.1": t("Marchés publics"),
        "1.2": t("Délégation de service public"),
        "1.3": t("Conventions de mandat"),
        "1.4": t("Autres types de contrats"),
        "1.5": t("Transactions (protocole d’accord transactionnel)"),
        "1.6": t("Actes relatifs à la maîtrise d’œuvre"),
        "1.7": t("Actes spéciaux et divers"),
        "2.1": t("Documents d’urbanisme"),
        "2.2": t("Actes relatifs au droit d’occupation ou d’utilisation des sols"),
        "2.3": t("Droit de préemption urbain"),
        "3.1": t("Acquisitions"),
        "3.2": t("Aliénations"),
        "3.3": t("Locations"),
        "3.4": t("Limites territoriales"),
        "3.5": t("Autres actes de gestion du domaine public"),
        "3.6": t("Autres actes de gestion du domaine privé"),
        "4.1": t("Personnels titulaires et stagiaires de la fonction publique territoriale"),
        "4.2": t("Personnels contractuels"),
        "4.3": t("Fonction publique hospitalière"),
        "4.4": t("Autres catégories de personnels"),
        "4.5": t("Régime indemnitaire"),
        "5.1": t("Élection de l’exécutif"),
        "5.2": t("Fonctionnement des assemblées"),
        "5.3": t("Désignation de représentants"),
        "5.4": t("Délégation de fonctions"),
        "5.5": t("Délégation de signature"),
        "5.6": t("Exercice des mandats locaux"),
        "5.7": t("Intercommunalité"),
        "5.8": t("Décision d’ester en justice"),
        "6.1": t("Police municipale"),
        "6.2": t("Pouvoirs du président du conseil général"),
        "6.3": t("Pouvoirs du président du conseil régional"),
        "6.4": t("Autres actes réglementaires"),
        "6.5": t("Actes pris au nom de l’État et soumis au contrôle hiérarchique"),
        "7.1": t("Décisions budgétaires"),
        "7.2": t("Fiscalité"),
        "7.3": t("Emprunts"),
        "7.4": t("Interventions économiques"),
        "7.5": t("Subventions"),
        "7.6": t("Contributions budgétaires"),
        "7.7": t("Avances"),
        "7.8": t("Fonds de concours"),
        "7.9": t("Prises de participation (sociétés d’économie mixte, etc.)"),
        "7.10": t("Divers"),
        "8.1": t("Enseignement"),
        "8.2": t("Aide sociale"),
        "8.3": t("Voirie"),
        "8.4": t("Aménagement du territoire"),
        "8.5": t("Politique de la ville, habitat, logement"),
        "8.6": t("Emploi, formation professionnelle"),
        "8.7": t("Transports"),
        "8.8": t("Environnement"),
        "8.9": t("Culture"),
        "9.1": t("Autres domaines de compétences des communes"),
        "9.2": t("Autres domaines de compétences des départements"),
        "9.3": t("Autres domaines de compétences des régions"),
        "9.4": t("Vœux et motions"),
    }
)

_CODE = re.compile(r"([0-9])[.,]([0-9]{1,2})(?:[.,][0-9]{1,2})*\Z")


def sort_key(code: str) -> tuple[int, int]:
    """So that 7.10 follows 7.9: as texts, it would come before 7.2. What has no code comes last."""
    theme, _dot, matter = code.partition(".")
    return (int(theme), int(matter)) if theme.isdecimal() and matter.isdecimal() else (99, 0)


def in_order(codes: list[str]) -> list[str]:
    return sorted(codes, key=sort_key)


def theme_label(code: str) -> str:
    """ "7.10" → "Finances locales"; empty when the nomenclature has no such theme."""
    return str(THEMES.get(code.partition(".")[0], ""))


def label(code: str) -> str:
    """ "7.5" → "Subventions"; empty when the nomenclature has no such matter."""
    return str(MATTERS.get(code, ""))


def full_label(code: str) -> str:
    """ "7.5" → "Finances locales · Subventions"."""
    return " · ".join(part for part in (theme_label(code), label(code)) if part)


def scdl_name(code: str) -> str:
    """As SCDL writes a matter of the nomenclature: "finances locales/subventions", without comma nor brackets."""
    names = (re.sub(r"[(),]", "", name).replace("’", "'").lower() for name in (theme_label(code), label(code)))
    return "/".join(names)


@lru_cache(4096)
def read_code(text: str) -> str:
    """ "7.5", "7,5" or a deeper level ("7.5.1") → "7.5"; empty when it is no code of two levels."""
    found = _CODE.match(text)
    return f"{found[1]}.{int(found[2])}" if found else ""


@lru_cache(4096)
def code_named(name: str) -> str:
    """The code of a matter written as SCDL asks ("finances locales/subventions"), whatever the case; else empty."""
    return _BY_NAME.get(_comparable(name), "")


def _comparable(name: str) -> str:
    return " ".join(words(name))


_BY_NAME = {_comparable(scdl_name(code)): code for code in MATTERS}
