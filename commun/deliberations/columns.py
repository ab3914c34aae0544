"""The columns of SCDL "délibérations" 2.1.5 (28 August 2023), declared once: files read, files written, pages.

Schema: gitlab.com/opendatafrance/scdl/deliberations. Versions 1.x bore the same names; other habits are `aliases`.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from commun.core.text import folded


class Kind(Enum):
    """How a cell is read."""

    TEXT = "texte"
    SIRET = "siret"
    DATE = "date"
    MATTER = "matière"
    YEARS = "années"
    COUNT = "nombre"
    URL = "adresse"


@dataclass(frozen=True, eq=False)
class ScdlColumn:
    """`field` leads from a decision to its value. `longest` bounds a text."""

    name: str
    field: str
    title: Promise
    description: Promise
    example: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    pattern: str = ""
    longest: int = 0
    aliases: tuple[str, ...] = ()


COLUMNS: tuple[ScdlColumn, ...] = (
    ScdlColumn(
        "COLL_NOM", "body.name", t("Nom de la collectivité"), t("Nom officiel de la collectivité qui a délibéré."),
        "Commune d’Exemple", is_required=True, longest=300, aliases=("COLLECTIVITE", "COLLECTIVITE_NOM", "NOM_COLL"),
    ),
    ScdlColumn(
        "COLL_SIRET", "body.siret", t("SIRET de la collectivité"),
        t("Les 14 chiffres du SIRET de la collectivité qui a délibéré."),
        "21860194600013", Kind.SIRET, is_required=True, pattern=r"^\d{14}$", aliases=("SIRET", "COLLECTIVITE_SIRET"),
    ),
    ScdlColumn(
        "DELIB_ID", "local_id", t("Identifiant de la délibération"),
        t("Identifiant que la collectivité donne à la délibération : deux collectivités peuvent employer le même."),
        "1DL15494", is_required=True, longest=120, aliases=("DELIB_IDENTIFIANT", "DELIB_NUMERO", "DELIB_NUM"),
    ),
    ScdlColumn(
        "DELIB_DATE", "decided_on", t("Date d’adoption"), t("Jour où la délibération a été adoptée, AAAA-MM-JJ."),
        "2017-10-15", Kind.DATE, is_required=True, aliases=("DATE_DELIB", "DATE_SEANCE"),
    ),
    ScdlColumn(
        "DELIB_MATIERE_CODE", "matter_code", t("Code de la matière"),
        t("Code de niveau 2 de la nomenclature ACTES, de 1.1 à 9.4. Vide quand la collectivité ne l’a pas publié."),
        "8.4", Kind.MATTER, is_required=True, pattern=r"^\d\.\d{1,2}$", aliases=("MATIERE_CODE", "CODE_MATIERE"),
    ),
    ScdlColumn(
        "DELIB_MATIERE_NOM", "matter_name", t("Nom de la matière"),
        t("« niveau 1/niveau 2 » de la nomenclature ACTES en minuscules, ou un thème propre à la collectivité."),
        "domaines de compétences par thèmes/aménagement du territoire", is_required=True, longest=300,
        aliases=("MATIERE_NOM", "NOM_MATIERE", "MATIERE"),
    ),
    ScdlColumn(
        "DELIB_OBJET", "subject", t("Objet"), t("Objet de la délibération."),
        "Adoption d’une charte d’usage de l’intelligence artificielle", is_required=True, longest=10_000,
        aliases=("OBJET", "DELIB_TITRE"),
    ),
    ScdlColumn(
        "BUDGET_ANNEE", "budget_year", t("Année du budget"),
        t("Année du budget auquel la décision s’applique, ou intervalle de deux années."),
        "2017/2018", Kind.YEARS, pattern=r"^[0-9]{4}(\/[0-9]{4})?$",
    ),
    ScdlColumn(
        "BUDGET_NOM", "budget_name", t("Nom du budget"), t("Budget auquel la décision s’applique."),
        "Budget annexe déchets", longest=300,
    ),
    ScdlColumn(
        "PREF_ID", "prefecture_id", t("Préfecture"),
        t("Qui exerce le contrôle de légalité : PREFnnn, SPREFnnnm ou SGARnnn."), "PREF038", longest=20,
    ),
    ScdlColumn(
        "PREF_DATE", "received_on", t("Reçue en préfecture le"),
        t("Jour où la délibération a été enregistrée au contrôle de légalité, AAAA-MM-JJ."), "2017-10-17", Kind.DATE,
    ),
    ScdlColumn(
        "VOTE_EFFECTIF", "vote_members", t("Membres en exercice"), t("Élus susceptibles de participer au vote."),
        "43", Kind.COUNT,
    ),
    ScdlColumn(
        "VOTE_REEL", "vote_present", t("Votants"), t("Élus ayant réellement participé au vote."), "40", Kind.COUNT
    ),
    ScdlColumn("VOTE_POUR", "vote_for", t("Pour"), t("Votes pour."), "25", Kind.COUNT),
    ScdlColumn("VOTE_CONTRE", "vote_against", t("Contre"), t("Votes contre."), "10", Kind.COUNT),
    ScdlColumn("VOTE_ABSTENTION", "vote_abstained", t("Abstentions"), t("Abstentions."), "5", Kind.COUNT,
               aliases=("VOTE_ABSTENTIONS",)),
    ScdlColumn(
        "DELIB_URL", "url", t("Document"), t("Adresse où lire ou télécharger la délibération."),
        "https://www.exemple.fr/deliberations/200417_1.pdf", Kind.URL, longest=1000, aliases=("URL", "DELIB_LIEN"),
    ),
)  # fmt: skip

BY_NAME: MappingProxyType[str, ScdlColumn] = MappingProxyType({column.name: column for column in COLUMNS})
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
REQUIRED: tuple[str, ...] = ("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_OBJET")
"""What a line must say to be kept. SCDL also asks for the matter: many bodies publish without."""

IDENTITY: frozenset[str] = frozenset({"COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE"})
VALUES: tuple[ScdlColumn, ...] = tuple(column for column in COLUMNS if column.name not in IDENTITY)
"""What a later publication may change."""

TEXT_HEADERS: tuple[str, ...] = ("TEXTE", "DELIB_TEXTE", "DELIB_CONTENU", "CONTENU", "TEXT")
"""Names of a column that SCDL does not have: the words of the decision."""


def _header(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", folded(text).upper()).strip("_")


_BY_HEADER = {_header(name): column.name for column in COLUMNS for name in (column.name, *column.aliases)} | {
    _header(name): "TEXTE" for name in TEXT_HEADERS
}


@lru_cache(1000)
def named(header: str) -> str:
    """The name of the SCDL column that a file calls `header` ("delib_date", "Coll SIRET"), "TEXTE", or empty."""
    return _BY_HEADER.get(_header(header), "")


def written(value: Any) -> str:
    """A value as SCDL writes it: dates in ISO, nothing for what is not known."""
    return "" if value is None else str(value)
