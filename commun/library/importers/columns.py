"""What a column may hold, the heads of the network's two files, and a guess for any other table.

The network's heads, in its order, are those of its 38-field schema; its public file holds sixteen of them (DOMAIN 1.3).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from commun.core.text import folded
from commun.library import fields
from commun.library.enums import Stage
from commun.library.importers.reading import Table

IGNORED = ""
OWNER_NAME, OWNER_SIRET, OWNER_TYPE = "owner_name", "owner_siret", "owner_type"
STAGE, ABANDON, UPDATED_ON, RESOURCE = "stage", "abandon", "updated_on", "resource_url"
LATITUDE, LONGITUDE, LOGO = "latitude", "longitude", "logo"
DESCRIPTION = "description"

SPECIAL: dict[str, str | Promise] = {
    OWNER_NAME: t("Collectivité : nom"),
    OWNER_SIRET: t("Collectivité : SIRET ou SIREN"),
    OWNER_TYPE: t("Collectivité : type"),
    STAGE: t("Étape de l’usage"),
    ABANDON: t("Raisons de l’abandon"),
    DESCRIPTION: t("Description, bénéfices compris"),
    UPDATED_ON: t("Date de mise à jour de la ligne"),
    RESOURCE: t("Adresse de ressources techniques"),
}
_KEPT_ONLY = frozenset({LATITUDE, LONGITUDE, LOGO})
"""Of the network's file: checked and given back, never written in a sheet."""

_NOT_FROM_A_TABLE = frozenset({"practices"})
OWNER_TARGETS = frozenset({OWNER_NAME, OWNER_SIRET, OWNER_TYPE})


@dataclass(frozen=True)
class NetworkColumn:
    """One head of the network's schema: what it fills here, and whether its public file shows it.

    `is_restricted`: the network reads it alone (« Restreint » in its model, or absent of its public file).
    """

    head: str
    target: str
    is_public_file: bool = False
    is_restricted: bool = False


def _public(head: str, target: str) -> NetworkColumn:
    return NetworkColumn(head, target, is_public_file=True)


def _restricted(head: str, target: str) -> NetworkColumn:
    return NetworkColumn(head, target, is_restricted=True)


NETWORK: tuple[NetworkColumn, ...] = (
    _public("Nom_collectivite", OWNER_NAME),
    _public("Nom_du_projet", "title"),
    _public("SIRET", OWNER_SIRET),
    _public("Latitude", LATITUDE),
    _public("Longitude", LONGITUDE),
    _public("Type_de_collectivite", OWNER_TYPE),
    _public("Date_de_demarrage", "started_on"),
    _public("Statut_du_projet", STAGE),
    NetworkColumn("status_abandon", ABANDON),
    _public("Partenaires", "partners"),
    _restricted("projet_contact", "contact_email"),
    _restricted("financement", "funding"),
    _restricted("budget", "cost_band"),
    _public("Description_service", DESCRIPTION),
    _restricted("mise_en_oeuvre", "implementation"),
    _public("Theme", "theme"),
    _public("Sous_Theme", "sub_themes"),
    _public("Audience", "audiences"),
    _restricted("herbergement", "hosting"),
    _restricted("nom_algorithme", "algorithm_name"),
    _restricted("algorithme_description", "algorithm_description"),
    _restricted("algorithme_operations", "operations"),
    _restricted("type_algorithme", "methods"),
    _restricted("impact_environnement", "environment_note"),
    _restricted("donnees_source", "data_sources"),
    _restricted("donnees_acces", "data_access"),
    _restricted("risque", "risks"),
    _restricted("risque_categorie", "risk_class"),
    _restricted("proportionalite", "proportionality"),
    _restricted("decision", "place_in_decision"),
    _restricted("erreur", "quality"),
    _restricted("explicabilite", "explainability"),
    _restricted("reversibilite", "reversibility"),
    _restricted("objection", "objection"),
    _public("URL_Service", "information_url"),
    _restricted("url_ressources", RESOURCE),
    _public("URL_Logo", LOGO),
    _public("Date_de_derniere_mise_a_jour", UPDATED_ON),
)
BY_HEAD: dict[str, NetworkColumn] = {one.head: one for one in NETWORK}
PUBLIC_HEADS: tuple[str, ...] = tuple(one.head for one in NETWORK if one.is_public_file)
RESTRICTED_FIELDS: frozenset[str] = frozenset(
    one.target for one in NETWORK if one.is_restricted and one.target in fields.BY_NAME
)
_NEEDED = frozenset({"Nom_collectivite", "Nom_du_projet", "SIRET", "Description_service"})
_FOLDED_HEADS = {folded(one.head): one for one in NETWORK}


def is_network_table(table: Table) -> bool:
    """Whether the heads are those of the network's file, sixteen or thirty-eight of them, in any order."""
    heads = {_FOLDED_HEADS[key].head for head in table.heads if (key := folded(head)) in _FOLDED_HEADS}
    return heads >= _NEEDED


def network_mapping(table: Table) -> tuple[str, ...]:
    """What each column of the network's file holds; a head said twice counts once, an unknown one is left out."""
    found: list[str] = []
    for head in table.heads:
        known = _FOLDED_HEADS.get(folded(head))
        target = known.target if known is not None else IGNORED
        found.append(target if target not in found else IGNORED)
    return tuple(found)


def network_head(table: Table, column: int) -> str:
    known = _FOLDED_HEADS.get(folded(table.heads[column])) if column < len(table.heads) else None
    return known.head if known is not None else ""


def targets() -> dict[str, str | Promise]:
    """What a column of any table may hold, in the order of the sheet."""
    kept = {one.name: one.label for one in fields.FIELDS if one.kind not in _NOT_FROM_A_TABLE}
    return {**{name: SPECIAL[name] for name in (OWNER_NAME, OWNER_SIRET, OWNER_TYPE)}, **kept, **{
        name: label for name, label in SPECIAL.items() if name not in OWNER_TARGETS
    }}  # fmt: skip


def label_of(target: str) -> str | Promise:
    if target in fields.BY_NAME:
        return fields.BY_NAME[target].label
    return SPECIAL.get(target, target)


# What people write above such a column, beside our own labels and the network's heads.
_ALIASES: dict[str, str] = {
    "projet": "title", "nom du projet": "title", "intitule": "title", "titre": "title", "usage": "title",
    "cas d'usage": "title", "nom": "title", "algorithme": "title", "nom du traitement": "title",
    "description": DESCRIPTION, "resume": "summary", "objectif": "need", "objectifs": "need", "finalite": "need",
    "collectivite": OWNER_NAME, "porteur": OWNER_NAME, "commune": OWNER_NAME, "organisme": OWNER_NAME,
    "siret": OWNER_SIRET, "siren": OWNER_SIRET, "type de collectivite": OWNER_TYPE,
    "statut": STAGE, "etat": STAGE, "avancement": STAGE, "maturite": STAGE, "etape": STAGE, "phase": STAGE,
    "thematique": "theme", "sous thematique": "sub_themes", "sous theme": "sub_themes", "public": "audiences",
    "publics": "audiences", "audience": "audiences", "debut": "started_on", "date de debut": "started_on",
    "date de mise en service": "started_on", "editeur": "supplier", "prestataire": "supplier",
    "partenaire": "partners", "lien": "information_url", "url": "information_url", "site": "information_url",
    "page web": "information_url", "courriel": "contact_email", "email": "contact_email", "e mail": "contact_email",
    "contact": "contact_email", "adresse electronique": "contact_email", "service": "service_unit",
    "direction": "service_unit", "responsable": "accountable_role", "cout annuel": "yearly_cost",
    "cout": "yearly_cost", "cout par an": "yearly_cost", "budget": "cost_band", "investissement": "setup_cost",
    "technologie": "technique", "type d'algorithme": "methods", "donnees": "data_description",
    "hebergement": "hosting", "base legale": "data_legal_basis", "fondement juridique": "legal_basis",
    "recours": "objection", "mise a jour": UPDATED_ON, "date de mise a jour": UPDATED_ON,
}  # fmt: skip
_NOT_WORD = re.compile(r"[^0-9a-z']+")


def _key(head: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", folded(head)).split())


def guess(table: Table) -> tuple[str, ...]:
    """What each column seems to hold: by its head first, then, for the others, by what its first cells look like."""
    known: dict[str, str] = {**{_key(str(label)): name for name, label in targets().items()}, **_ALIASES}
    known |= {_key(one.head): one.target for one in NETWORK if one.target not in _KEPT_ONLY}
    found: list[str] = []
    for head in table.heads:
        target = known.get(_key(head), IGNORED)
        found.append(target if target not in found else IGNORED)
    for column, target in enumerate(found):
        if target == IGNORED:
            cells = [row[column].strip() for row in table.rows[:60] if row[column].strip()]
            seen = _by_sample(cells)
            found[column] = seen if seen not in found else IGNORED
    return tuple(found)


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}\Z", re.IGNORECASE)
_SIRET = re.compile(r"(?:\d\s?){9}(?:(?:\d\s?){5})?\Z", re.ASCII)
_DATE = re.compile(r"(?:\d{1,2}[/.-])?\d{1,2}[/.-]\d{4}\Z|\d{4}-\d{2}(?:-\d{2})?\Z", re.ASCII)


def _by_sample(cells: list[str]) -> str:
    """The target that four cells in five look like; words of a vocabulary count as such."""
    if len(cells) < 2:
        return IGNORED

    def mostly(fits: Iterable[bool]) -> bool:
        return sum(fits) >= 0.8 * len(cells)

    for target, pattern in (("contact_email", _EMAIL), (OWNER_SIRET, _SIRET), ("started_on", _DATE)):
        if mostly(bool(pattern.match(cell)) for cell in cells):
            return target
    if mostly(cell.startswith(("http://", "https://", "www.")) for cell in cells):
        return "information_url"
    for target, labels in _vocabularies().items():
        if mostly(all(_key(part) in labels for part in cell.split(",")) for cell in cells):
            return target
    return IGNORED


def _vocabularies() -> dict[str, frozenset[str]]:
    lists: dict[str, type[models.TextChoices] | None] = {
        STAGE: Stage,
        **{one.name: one.choices for one in fields.FIELDS if one.choices is not None},
    }
    return {name: frozenset(_key(str(label)) for label in choices.labels) for name, choices in lists.items() if choices}


def samples(table: Table, column: int, count: int = 3) -> list[str]:
    """The first different texts of a column, cut short, for whoever says what it holds."""
    seen = dict.fromkeys(text for row in table.rows[:200] if (text := " ".join(row[column].split())))
    return [text if len(text) <= 70 else f"{text[:69]}…" for text in list(seen)[:count]]


def column_of(mapping: Iterable[str]) -> Mapping[str, int]:
    """target → its column."""
    return {target: column for column, target in enumerate(mapping) if target != IGNORED}
