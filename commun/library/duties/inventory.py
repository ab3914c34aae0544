"""The inventory of a territory's algorithms (CRPA L312-1-3): the lines of Etalab's template, in its order.

Declared once: page, CSV, JSON and Table Schema follow (`docs/schemas/inventaire-algorithmes/schema.json` is the schema,
compared by a test). Template: Etalab, fiche « inventaire », V1 of 11 February 2021.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.spreadsheets import guard
from commun.library import enums, fields
from commun.library.enums import Technique
from commun.library.models import PublishedSheet

VERSION = "1.0.0"
Text = str | Promise

_LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}


@dataclass(frozen=True)
class Row:
    """One line of the template. `names` are the fields whose words it gives, in order; `read` gives another text.

    `shown` is what the page says where the files hold a code.
    """

    column: str
    label: Text
    group: Text
    description: str
    example: str
    names: tuple[str, ...] = ()
    read: Callable[[PublishedSheet, str], str] | None = None
    is_required: bool = False
    extra: tuple[tuple[str, Any], ...] = ()
    in_template: bool = True
    shown: Callable[[PublishedSheet], str] | None = None


def _kind(sheet: PublishedSheet, url: str) -> str:
    return {
        Technique.RULES: _("Système de règles, écrites par des personnes"),
        Technique.STATISTICS: _("Calcul statistique"),
        Technique.LEARNING: _("Apprentissage automatique"),
        Technique.GENERATIVE: _("Apprentissage automatique : IA générative"),
    }.get(sheet.values.get("technique", ""), "")


def _purpose(sheet: PublishedSheet, url: str) -> str:
    return _joined([sheet.summary, _says(sheet, "expected_benefit")])


def _name(sheet: PublishedSheet, url: str) -> str:
    """That of the algorithm; failing that, of what it does, as the template asks."""
    return _says(sheet, "algorithm_name") or sheet.title


def _contact(sheet: PublishedSheet, url: str) -> str:
    """A page that leads to someone: the e-mail address is never published."""
    return _says(sheet, "contact_url") or url


_OWNER, _TRADE, _IMPACT, _WORKING = (
    t("L’administration"),
    t("La décision"),
    t("Son impact"),
    t("Son fonctionnement"),
)

ROWS: tuple[Row, ...] = (
    Row(
        "nom_administration", t("Nom de l’administration"), _OWNER, "Administration qui utilise l’algorithme.",
        "Ville de Saint-Exemple-sur-Loire", read=lambda sheet, url: sheet.territory_name, is_required=True,
    ),
    Row(
        "direction_service", t("Direction ou service porteur"), _OWNER, "Direction ou service qui le porte.",
        "Direction de la petite enfance", ("service_unit", "accountable_role"),
    ),
    Row(
        "contact", t("Contact"), _OWNER, "Page par laquelle écrire à l’administration au sujet de cet algorithme.",
        "https://commun.exemple.fr/bibliotheque/attribuer-les-places-en-creche/", read=_contact, is_required=True,
    ),
    Row(
        "date_mise_a_jour", t("Date de mise à jour"), _OWNER, "Dernière mise à jour de ces informations, AAAA-MM-JJ.",
        "2026-03-11", read=lambda sheet, url: sheet.updated_at.date().isoformat(), is_required=True,
    ),
    Row(
        "nom_algorithme", t("Nom de l’algorithme"), _TRADE, "Nom de l’algorithme ou, à défaut, décision mise en œuvre.",
        "Attribuer les places en crèche", read=_name, is_required=True,
    ),
    Row(
        "contexte_global", t("Contexte global"), _TRADE, "Pourquoi une décision est prise, par qui, pour quoi faire.",
        "La ville attribue 400 places par an.", ("need",),
    ),
    Row(
        "finalite", t("Finalité"), _TRADE, "À quoi sert l’algorithme, et pourquoi il a été choisi.",
        "Classer les demandes selon des critères votés par le conseil.", read=_purpose,
    ),
    Row(
        "intervention_dans_la_decision", t("Comment et quand il intervient dans la décision"), _TRADE,
        "Moment où l’algorithme intervient, et part qu’il prend.",
        "Le classement est remis à la commission, qui décide.", ("place_in_decision",),
    ),
    Row(
        "niveau_automatisation", t("Niveau d’automatisation"), _TRADE,
        "Décision entièrement automatisée, assistée, ou aide à la décision.",
        "Aide à la décision : un agent décide, parfois avec ce résultat", ("automation",),
    ),
    Row(
        "fondements_juridiques", t("Fondements juridiques"), _TRADE,
        "Textes que la décision applique et base légale du traitement des données.",
        "Délibération du 12 décembre 2023", ("legal_basis", "data_legal_basis"),
    ),
    Row(
        "ressources_connexes", t("Ressources connexes"), _TRADE, "Page où l’administration parle de cet usage.",
        "https://ville.exemple.fr/creches", ("information_url",),
    ),
    Row(
        "decisions_par_an", t("Nombre de décisions par an"), _IMPACT, "Nombre de décisions prises par an.",
        "400", read=lambda sheet, url: str(sheet.values.get("decisions_per_year", "")),
        extra=(("type", "integer"), ("constraints", {"minimum": 0})),
    ),
    Row(
        "portee", t("Portée de la décision"), _IMPACT, "Externe (un usager, une entreprise) ou interne (les agents).",
        "externe", read=lambda sheet, url: str(sheet.values.get("decision_scope", "")),
        extra=(("constraints", {"enum": ["externe", "interne"]}),),
    ),
    Row(
        "public_concerne", t("Public concerné"), _IMPACT, "Personnes que la décision touche, et effets sur elles.",
        "Familles qui demandent une place", ("people_concerned", "audiences"),
    ),
    Row(
        "ressources_impact", t("Ressources sur l’impact"), _IMPACT, "Analyses, risques et parades publiés.",
        "Les familles sans adresse fixe sont reçues par un agent.", ("risks", "dpia_summary"),
    ),
    Row(
        "donnees_traitees", t("Données traitées"), _WORKING, "Données que l’algorithme traite.",
        "Composition du foyer, date de la demande", ("data_description",),
    ),
    Row(
        "source_donnees", t("Source des données"), _WORKING, "Qui fournit les données.",
        "L’usager", ("data_sources",),
    ),
    Row(
        "mode_collecte", t("Mode de collecte"), _WORKING, "Comment les données sont recueillies.",
        "Par récupération manuelle", ("data_access",),
    ),
    Row(
        "type_algorithme", t("Type d’algorithme"), _WORKING, "Système de règles ou apprentissage.",
        "Système de règles, écrites par des personnes", read=_kind,
    ),
    Row(
        "operations", t("Opérations effectuées"), _WORKING, "Ce qu’il fait des données, et avec quels poids.",
        "Addition des points de chaque critère", ("operations", "parameters"),
    ),
    Row(
        "ressources_fonctionnement", t("Ressources sur le fonctionnement"), _WORKING,
        "Code source, logigramme, description.", "https://git.exemple.fr/creches", ("algorithm_description",),
    ),
)  # fmt: skip

EXTRA: tuple[Row, ...] = (
    Row(
        "identifiant", t("Identifiant"), "", "Identifiant de l’usage, stable pour toujours.", "ia-2026-0007",
        read=lambda sheet, url: sheet.uid, is_required=True, in_template=False,
        extra=(("constraints", {"unique": True}),),
    ),
    Row(
        "decision_individuelle", t("Fonde des décisions individuelles"), "",
        "Vrai quand des décisions sur des personnes ou des entreprises en dépendent.", "true",
        read=lambda sheet, url: {True: "true", False: "false"}.get(sheet.values.get("is_individual_decision", ""), ""),
        in_template=False, extra=(("type", "boolean"), ("trueValues", ["true"]), ("falseValues", ["false"])),
    ),
    Row(
        "etape", t("Étape"), "", "Où en est l’usage.", "exploitation", read=lambda sheet, url: sheet.stage,
        is_required=True, in_template=False, extra=(("constraints", {"enum": list(enums.Stage.values)}),),
    ),
    Row(
        "fiche", t("Fiche complète"), "", "Adresse de la fiche publique.",
        "https://commun.exemple.fr/bibliotheque/attribuer-les-places-en-creche/", read=lambda sheet, url: url,
        is_required=True, in_template=False, extra=(("format", "uri"),),
    ),
)  # fmt: skip

COLUMNS: tuple[Row, ...] = (EXTRA[0], *ROWS, *EXTRA[1:])


def _says(sheet: PublishedSheet, name: str) -> str:
    return fields.BY_NAME[name].display(sheet.values.get(name))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def text_of(row: Row, sheet: PublishedSheet, *, url: str) -> str:
    """What the public copy says for this line; empty when nobody said, or when it is held back. `url`: its page."""
    if row.read is not None:
        return row.read(sheet, url)
    return _joined(_says(sheet, name) for name in row.names)


def reason_held(row: Row, sheet: PublishedSheet) -> str:
    """Why a line that is empty is not public, in the territory's words."""
    held = sheet.values.get("_held", {})
    return next((str(held[name]["reason"]) for name in row.names if name in held), "")


def csv_bytes(lines: Iterable[tuple[PublishedSheet, str]]) -> bytes:
    """RFC 4180, UTF-8, comma; no cell is ever a formula. `lines` are sheets with the address of their page."""
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write([row.column for row in COLUMNS])
    for sheet, url in lines:
        write([guard(text_of(row, sheet, url=url)) for row in COLUMNS])
    return out.getvalue().encode()


def example_csv() -> bytes:
    """One line made of the example of each column: what the folder of the schema ships."""
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write([row.column for row in COLUMNS])
    write([guard(row.example) for row in COLUMNS])
    return out.getvalue().encode()


def json_line(sheet: PublishedSheet, *, url: str) -> dict[str, Any]:
    """The same line as an object: numbers and booleans as such, unknown as null."""
    line: dict[str, Any] = {row.column: text_of(row, sheet, url=url) or None for row in COLUMNS}
    line["decisions_par_an"] = sheet.values.get("decisions_per_year")
    line["decision_individuelle"] = sheet.values.get("is_individual_decision")
    return line


def table_schema() -> dict[str, Any]:
    """Table Schema (specs.frictionlessdata.io/table-schema), as schema.data.gouv.fr asks for it."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "inventaire-algorithmes",
        "title": "Inventaire des algorithmes publics d’une administration",
        "description": (
            "Règles des principaux traitements algorithmiques qui fondent des décisions individuelles (L312-1-3 "
            "du code des relations entre le public et l’administration), et autres algorithmes publiés volontairement. "
            "Les lignes du modèle d’Etalab (V1, 11 février 2021), dans leur ordre."
        ),
        "version": VERSION,
        "countryCode": "FR",
        "created": "2026-11-22",
        "lastModified": "2026-11-22",
        "licenses": [_LICENCE],
        "keywords": ["algorithme", "transparence", "décision individuelle", "intelligence artificielle"],
        "resources": [{"title": "Exemple valide", "path": "exemple-valide.csv"}],
        "fields": [_field(row) for row in COLUMNS],
        "primaryKey": ["identifiant"],
        "missingValues": [""],
    }


def _field(row: Row) -> dict[str, Any]:
    extra = dict(row.extra)
    constraints = {**({"required": True} if row.is_required else {}), **extra.pop("constraints", {})}
    described = {
        "name": row.column,
        "title": str(row.label),
        "description": row.description,
        "type": extra.pop("type", "date" if row.column == "date_mise_a_jour" else "string"),
        "example": row.example,
        **extra,
    }
    return {**described, "constraints": constraints} if constraints else described
