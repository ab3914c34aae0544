"""What the library publishes as open data: solutions, the public copy of each sheet, the public figures.

Headers are French and frozen. A field held back is an empty cell, its header in `champs_reserves` and its reason in
`motifs_de_reserve`. The invented territory of the demo is no fact, a template is nobody's use: both are left out.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from commun.core.datasets import Cell, Column, Dataset, Entry, Many, Queryset, Type, by_uid
from commun.core.dates import PartialDate
from commun.core.written import Written
from commun.library import enums, fields
from commun.library.datasets_evaluation import EVALUATIONS
from commun.library.list_page import LIST_PAGE
from commun.library.models import (
    Lineage,
    PublishedSheet,
    Result,
    SheetAlert,
    SheetDecision,
    SheetLink,
    SheetSource,
    Solution,
)
from commun.library.models.life import StageChange
from commun.territories.enums import Kind

_TERRITORY = r"^[a-z]+:\S+$"


def _iso(date: PartialDate) -> str:
    return date.iso


def _listed(text: str) -> str:
    """A text in a list cell, whose items « | » parts."""
    return " ".join(text.split()).replace("|", "/")


def _sheet_url(slug: str) -> str:
    return f"{settings.SITE_URL}/bibliotheque/{slug}/"


def _solution_url(slug: str) -> str:
    return f"{settings.SITE_URL}/bibliotheque/solutions/{slug}/"


def _real_sheets() -> Queryset:
    return PublishedSheet.objects.real()


def _sheets_changed_at() -> datetime.datetime | None:
    newest = _newest_sheet().run()
    return newest[0][0] if newest else None


@cache
def _newest_sheet() -> Written:
    return Written(PublishedSheet.objects.real().order_by("-updated_at", "-pk").values_list("updated_at")[:1])


def _uses_changed_at() -> datetime.datetime | None:
    """Taking down a decision that a sheet cites changes the line of that sheet."""
    instants = _newest_sheet_or_takedown().run()
    return max((one for one in (instants[0] if instants else ()) if one is not None), default=None)


@cache
def _newest_sheet_or_takedown() -> Written:
    gone = SheetDecision.objects.filter(is_public=True, deliberation__taken_down_at__isnull=False)
    last = gone.order_by("-deliberation__taken_down_at").values("deliberation__taken_down_at")[:1]
    newest = PublishedSheet.objects.real().order_by("-updated_at", "-pk")
    return Written(newest.values_list("updated_at", Subquery(last))[:1])


def _identifier(source: str, description: Any, example: str, **more: Any) -> Column:
    return Column("identifiant", source, description, example=example, is_required=True, is_unique=True, **more)


def _page(source: str, example: str, read: Callable[..., str]) -> Column:
    return Column(
        "url", source, _("Page de ce site qui montre cette ligne."), Type.URL, example, read=read, is_required=True
    )


# --- Solutions ---------------------------------------------------------------------------------------------------


def _used_solutions() -> Queryset:
    return Solution.objects.filter(Exists(PublishedSheet.objects.real().filter(solution=OuterRef("pk"))))


def _uses() -> Coalesce:
    counted = (
        PublishedSheet.objects.real()
        .filter(solution=OuterRef("pk"))
        .order_by()
        .values("solution")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


SOLUTIONS = Dataset(
    slug="solutions",
    title=_("Systèmes utilisés par les territoires"),
    row=_("un système, produit ou commun, qu’un usage publié au moins dit utiliser"),
    description=_(
        "Les systèmes algorithmiques et d’IA que les territoires utilisent : qui les édite, sous quelle licence, avec "
        "quels modèles. Les usages qu’en fait chacun sont dans « usages-ia »."
    ),
    keywords=("intelligence artificielle", "algorithmes", "logiciels", "communs numériques"),
    rows=_used_solutions,
    find=by_uid,
    changed_at=_sheets_changed_at,
    columns=(
        _identifier("uid", _("Identifiant du système."), "sol-2026-0001"),
        _page("slug", "https://commun.exemple.fr/bibliotheque/solutions/reperage-de-fuites/", _solution_url),
        Column("nom", "name", _("Nom du système."), example="Repérage de fuites", is_required=True),
        Column("editeur", "supplier", _("Éditeur, ou communauté qui le tient."), example="Régie de l’eau"),
        Column("pays_editeur", "supplier_country", _("Pays de l’éditeur, en deux lettres (ISO 3166-1)."), example="FR"),
        Column("site_editeur", "supplier_url", _("Site de l’éditeur."), Type.URL, "https://www.exemple.fr/"),
        Column("commun_numerique", "is_commons", _("Est-ce un commun numérique ?"), Type.BOOLEAN, "true"),
        Column("resume", "summary", _("Ce que fait ce système."), example="Repère les fuites du réseau d’eau."),
        Column("theme", "theme", _("Thème principal."), Type.ENUM, "transition_ecologique", enums.Theme),
        Column("nature_du_systeme", "technique", _("Nature du système."), Type.ENUM, "apprentissage", enums.Technique),
        Column("version", "release", _("Version connue."), example="2.1"),
        Column("version_du", "released_on", _("Date de cette version."), Type.PARTIAL_DATE, "2025-03", read=_iso),
        Column("licence", "licence", _("Licence du logiciel."), example="MIT"),
        Column(
            "code_source", "source_code_url", _("Adresse du code source."), Type.URL, "https://code.exemple.fr/fuites"
        ),
        Column("modeles", "models_used", _("Modèles utilisés."), example="Forêt aléatoire"),
        Column("documentation", "documentation_url", _("Documentation."), Type.URL, "https://docs.exemple.fr/"),
        Column("usages_publies", _uses(), _("Usages publiés, territoires réels."), Type.INTEGER, "3", minimum=0),
        Column("source", "source_url", _("Où ces faits ont été lus."), Type.URL, "https://www.exemple.fr/produit"),
        Column("source_lue", "read_on", _("Quand ils l’ont été."), Type.PARTIAL_DATE, "2026-03", read=_iso),
    ),
)


# --- Usages ------------------------------------------------------------------------------------------------------

HEADERS: dict[str, str] = {
    "title": "nom",
    "summary": "resume",
    "theme": "theme",
    "sub_themes": "sous_themes",
    "audiences": "publics",
    "started_on": "date_de_demarrage",
    "service_unit": "service",
    "accountable_role": "fonction_responsable",
    "contact_url": "page_de_contact",
    "information_url": "page_d_information",
    "need": "besoin",
    "alternative": "alternative_sans_ia",
    "proportionality": "proportionnalite",
    "expected_benefit": "benefice_attendu",
    "quality": "reponse_au_besoin",
    "technique": "nature_du_systeme",
    "methods": "methodes",
    "algorithm_name": "nom_de_l_algorithme",
    "algorithm_description": "description_de_l_algorithme",
    "operations": "operations",
    "parameters": "parametres_et_ponderation",
    "explainability": "explicabilite",
    "is_conversational": "parle_a_des_personnes",
    "writes_to_public": "produit_des_contenus_publies",
    "is_in_public_space": "capte_l_espace_public",
    "personal_data": "donnees_personnelles",
    "data_sources": "origine_des_donnees",
    "data_access": "mode_de_collecte",
    "data_description": "donnees_traitees",
    "training_data": "donnees_d_entrainement",
    "sensitive_proxies": "variables_proches_de_donnees_sensibles",
    "has_special_categories": "donnees_sensibles",
    "data_legal_basis": "base_legale_du_traitement",
    "data_retention": "duree_de_conservation",
    "dpia_status": "aipd",
    "dpia_summary": "aipd_synthese",
    "dpia_on": "aipd_date",
    "processing_record": "reference_registre_des_traitements",
    "is_individual_decision": "decisions_individuelles",
    "automation": "degre_d_automatisation",
    "decision_scope": "portee",
    "place_in_decision": "place_dans_la_decision",
    "people_concerned": "personnes_concernees",
    "decisions_per_year": "decisions_par_an",
    "legal_basis": "fondements_juridiques",
    "oversight_who": "controle_humain_qui",
    "oversight_step": "controle_humain_etape",
    "oversight_may_overrule": "controle_humain_peut_ecarter",
    "oversight_overruled_share": "controle_humain_part_ecartee_pourcent",
    "oversight_training": "controle_humain_formation",
    "objection": "comment_contester",
    "information_given": "information_des_personnes",
    "risks": "risques_et_parades",
    "risk_class": "classe_de_risque",
    "risk_reason": "classe_de_risque_motif",
    "annex_point": "annexe_iii_point",
    "exemption_reason": "article_6_3_motif_d_exemption",
    "ai_act_role": "role_reglement_ia",
    "qualified_on": "qualifie_le",
    "qualified_by_role": "qualifie_par",
    "transparency_notice": "article_50_information",
    "transparency_proof_url": "article_50_preuve",
    "transparency_on": "article_50_depuis_le",
    "staff_informed_on": "personnel_informe_le",
    "literacy_training": "article_4_formation",
    "fria_processes": "aidf_a_processus",
    "fria_period": "aidf_b_duree_et_frequence",
    "fria_people": "aidf_c_personnes",
    "fria_harms": "aidf_d_prejudices",
    "fria_oversight": "aidf_e_controle_humain",
    "fria_measures": "aidf_f_mesures",
    "fria_on": "aidf_date",
    "fria_notified_on": "aidf_autorite_informee_le",
    "provider_entry_url": "registre_europeen_fournisseur",
    "eu_entry_url": "registre_europeen_fiche",
    "eu_registered_on": "registre_europeen_date",
    "supplier": "fournisseur",
    "partners": "partenaires",
    "implementation": "mise_en_oeuvre",
    "procurement_route": "voie_d_achat",
    "procurement_reference": "marche_reference",
    "setup_cost": "cout_de_mise_en_place_euros",
    "yearly_cost": "cout_annuel_euros",
    "cost_band": "cout_annuel_tranche",
    "cost_note": "cout_precisions",
    "funding": "financement",
    "energy_kwh": "energie_kwh_par_an",
    "energy_method": "energie_methode",
    "energy_perimeter": "energie_perimetre",
    "energy_uncertainty": "energie_incertitude",
    "energy_on": "energie_date",
    "hardware": "materiel",
    "environment_note": "environnement_autres_effets",
    "frugality_practices": "bonnes_pratiques_afnor",
    "trades": "metiers_touches",
    "task_changes": "taches_changees",
    "jobs_training": "metiers_formation",
    "social_dialogue": "dialogue_social",
    "supplier_country": "pays_du_fournisseur",
    "parent_country": "pays_de_la_maison_mere",
    "hosting": "hebergement",
    "hosting_country": "pays_d_hebergement",
    "model_origin": "origine_du_modele",
    "reversibility": "reversibilite",
    "debated": "debattu_avant_deploiement",
    "debate": "ce_qu_en_disent_les_habitants",
}
"""The header of each field that may be public; a test compares it with `fields.FIELDS`."""

_TYPES: dict[str, Type] = {
    "choice": Type.ENUM,
    "choices": Type.LIST,
    "list": Type.LIST,
    "practices": Type.LIST,
    "yes_no": Type.BOOLEAN,
    "partial_date": Type.PARTIAL_DATE,
    "date": Type.DATE,
    "url": Type.URL,
    "integer": Type.INTEGER,
    "number": Type.NUMBER,
    "money": Type.NUMBER,
}
_EXAMPLES: dict[Type, str] = {
    Type.STRING: "Ce que la collectivité en a écrit",
    Type.LIST: "premier;second",
    Type.BOOLEAN: "false",
    Type.PARTIAL_DATE: "2024-05",
    Type.DATE: "2026-03-11",
    Type.URL: "https://www.exemple.fr/page",
    Type.INTEGER: "1200",
    Type.NUMBER: "12000",
}


def _listed_all(items: Iterable[Any]) -> list[str]:
    return [_listed(str(item)) for item in items]


_READERS: dict[str, Callable[[Any], Cell]] = {
    "number": float,
    "money": float,
    "date": datetime.date.fromisoformat,
    "choices": _listed_all,
    "list": _listed_all,
    "practices": _listed_all,
}


def _ended(label: str | Promise) -> str:
    text = str(label)
    return text if text.endswith("?") else f"{text}."


_sentence = lazy(_ended, str)


def _column(one: fields.Field) -> Column:
    kind = _TYPES.get(one.kind, Type.STRING)
    example = str(one.example) or _EXAMPLES.get(kind, "")
    if one.choices is not None:
        example = str(one.choices.values[0])
    return Column(
        HEADERS[one.name],
        Entry("values", one.name),
        _sentence(one.label),
        kind,
        example,
        choices=one.choices if kind is Type.ENUM else None,
        read=_READERS.get(one.kind),
    )


def _held(fields_held: Mapping[str, Any]) -> list[str]:
    return [HEADERS[name] for name in fields_held]


def _reasons(fields_held: Mapping[str, Any]) -> list[str]:
    return [f"{HEADERS[name]}:{_listed(held['reason'])}" for name, held in fields_held.items() if held["reason"]]


def _stage(stage: str, since: PartialDate | None, observed: PartialDate | None, reason: str) -> str:
    date = since or observed
    return ":".join(part for part in (stage, date.iso if date else "", reason) if part)


def _origin(kind: str, uid: str) -> str:
    return f"{kind}:{uid}"


def _alert(authority: str, text: str, url: str) -> str:
    return f"{_listed(authority)} : {_listed(text)} ({url})"


def _public_rows(model: Any) -> Callable[[], Queryset]:
    return lambda: model.objects.filter(is_public=True).order_by("deployment_id", "pk")


def _decisions() -> Queryset:
    return _public_rows(SheetDecision)().filter(deliberation__taken_down_at=None)


def _origins() -> Queryset:
    return Lineage.objects.filter(is_public=True, source__public__isnull=False).order_by("deployment_id", "pk")


USAGES = Dataset(
    slug="usages-ia",
    title=_("Usages d’algorithmes et d’IA des territoires"),
    row=_("l’usage d’un système par un territoire"),
    description=_(
        "La fiche publique de chaque usage : à quoi il sert, avec quelles données, qui décide, comment contester, ce "
        "qu’il coûte, ce qu’en disent les habitants. Les chiffres obtenus sont dans « resultats »."
    ),
    keywords=("intelligence artificielle", "algorithmes", "transparence", "CRPA L312-1-3", "registre"),
    rows=_real_sheets,
    find=by_uid,
    changed_at=_uses_changed_at,
    page=LIST_PAGE,
    notes=(
        _("Une cellule vide est un champ non renseigné, sauf si son nom figure dans « champs_reserves »."),
        _("Les fiches reconstituées par le réseau ne disent que ce que disent des sources publiques."),
    ),
    columns=(
        _identifier("uid", _("Identifiant de l’usage."), "ia-2026-0001"),
        _page("slug", "https://commun.exemple.fr/bibliotheque/reperer-les-fuites/", _sheet_url),
        Column(
            "territoire",
            "territory__uid",
            _("Identifiant de la collectivité."),
            example="siren:243500139",
            pattern=_TERRITORY,
            is_required=True,
        ),
        Column("territoire_nom", "territory_name", _("Son nom."), example="Rennes Métropole", is_required=True),
        Column("territoire_type", "kind", _("Sa nature."), Type.ENUM, "metropole", Kind, is_required=True),
        Column("territoire_population", "population", _("Ses habitants."), Type.INTEGER, "467859", minimum=0),
        Column(
            "solution",
            "solution__uid",
            _("Identifiant du système utilisé."),
            example="sol-2026-0001",
            refers_to="solutions",
        ),
        Column("etape", "stage", _("Où en est l’usage."), Type.ENUM, "exploitation", enums.Stage, is_required=True),
        Column(
            "etapes",
            Many(_public_rows(StageChange), "deployment", ("stage", "since", "observed_on", "reason"), _stage),
            _("Chaque étape, sa date (ou celle où elle a été constatée), et le motif d’un abandon."),
            Type.LIST,
            "exploitation:2024-05",
        ),
        Column(
            "filiations",
            Many(_origins, "deployment", ("kind", "source__uid"), _origin),
            _("D’où vient cet usage : le lien, et l’identifiant de l’usage d’origine."),
            Type.LIST,
            "repris_de:ia-2026-0001",
        ),
        Column(
            "alertes",
            Many(_public_rows(SheetAlert), "deployment", ("authority", "text", "source_url"), _alert),
            _("Ce qu’une autorité a dit d’un tel usage, et où."),
            Type.LIST,
            "CNIL : … (https://www.cnil.fr/…)",
        ),
        *(_column(one) for one in fields.FIELDS if not one.never_public),
        Column("champs_reserves", Entry("values", "_held"), _("Champs renseignés, et non publics."), Type.LIST,
               "cout_annuel_euros", read=_held),
        Column("motifs_de_reserve", Entry("values", "_held"), _("Pourquoi, pour chacun."), Type.LIST,
               "cout_annuel_euros:Marché en cours.", read=_reasons),
        Column("liens", Many(_public_rows(SheetLink), "deployment", ("url",)), _("Adresses que donne la fiche."),
               Type.LIST, "https://www.exemple.fr/"),
        Column("sources", Many(_public_rows(SheetSource), "deployment", ("url",)), _("Où des faits ont été lus."),
               Type.LIST, "https://www.exemple.fr/"),
        Column("resultat_mesure", "has_measured_result", _("Un résultat mesuré ou évalué est-il publié ?"),
               Type.BOOLEAN, "false", is_required=True),
        Column("champs_publics_pourcent", "completeness", _("Part des champs publics renseignés."), Type.INTEGER,
               "45", minimum=0, is_required=True),
        Column("reconstituee_par_le_reseau", "is_documented_by_network",
               _("La fiche vient-elle de sources publiques lues par le réseau ?"), Type.BOOLEAN, "false",
               is_required=True),
        Column("licence", "licence", _("Licence de la fiche."), Type.ENUM, "lov2", enums.Licence, is_required=True),
        Column("publiee_le", "first_published_at", _("Première publication."), Type.DATETIME, "2026-03-11T09:00:00Z",
               is_required=True),
        Column("mise_a_jour_le", "updated_at", _("Dernière publication."), Type.DATETIME, "2026-03-11T09:00:00Z",
               is_required=True),
        Column("a_reverifier_le", "next_check_on", _("Date de la prochaine vérification."), Type.DATE, "2027-03-11"),
        Column("deliberations", Many(_decisions, "deployment", ("deliberation__uid",)),
               _("Délibérations citées comme preuve, par leur identifiant."), Type.LIST,
               "21860194600013-20171015-k3f9a2qx7m", refers_to="deliberations"),
    ),
)  # fmt: skip


# --- Résultats ---------------------------------------------------------------------------------------------------


def _results() -> Queryset:
    return Result.objects.filter(
        is_public=True, deployment__public__is_fictional=False, deployment__public__is_template=False
    )


RESULTATS = Dataset(
    slug="resultats",
    title=_("Résultats des usages"),
    row=_("un chiffre, tel qu’il a été donné ; ceux qui se contredisent sont tous là"),
    description=_(
        "Le registre des résultats : chaque chiffre avec sa nature (objectif, simulé, mesuré, annoncé, évalué), sa "
        "valeur de départ, sa période, sa source et sa date."
    ),
    keywords=("intelligence artificielle", "résultats", "évaluation", "mesure"),
    rows=_results,
    find=by_uid,
    changed_at=_sheets_changed_at,
    notes=(_("Un chiffre retiré par son territoire reste, avec la date et le motif de son retrait."),),
    columns=(
        _identifier("uid", _("Identifiant du résultat."), "ia-2026-0001-r01"),
        _page("deployment__public__slug", "https://commun.exemple.fr/bibliotheque/reperer-les-fuites/", _sheet_url),
        Column("usage", "deployment__public__uid", _("Identifiant de l’usage."), example="ia-2026-0001",
               is_required=True, refers_to="usages-ia"),
        Column("usage_nom", "deployment__public__title", _("Nom de l’usage."), example="Repérer les fuites d’eau",
               is_required=True),
        Column("territoire", F("deployment__public__territory__uid"), _("Identifiant de la collectivité."),
               example="siren:243500139", pattern=_TERRITORY, is_required=True),
        Column("territoire_nom", "deployment__public__territory_name", _("Son nom."), example="Rennes Métropole",
               is_required=True),
        Column("indicateur", "indicator", _("Ce qui est mesuré."), example="eau préservée", is_required=True),
        Column("valeur", "value", _("La valeur, telle qu’elle a été donnée."), example="110 000", is_required=True),
        Column("valeur_nombre", "amount", _("La même en nombre, quand c’en est un."), Type.NUMBER, "110000",
               read=float),
        Column("unite", "unit", _("L’unité."), example="m³/an"),
        Column("depart", "baseline", _("La valeur d’avant."), example="150 000"),
        Column("periode", "period", _("La période."), example="2024"),
        Column("nature", "nature", _("Qui l’affirme, et comment."), Type.ENUM, "mesure", enums.ResultNature,
               is_required=True),
        Column("date", "dated_on", _("La date du chiffre."), Type.PARTIAL_DATE, "2025-03", read=_iso),
        Column("source", "source_title", _("La source."), example="Rapport annuel de la régie"),
        Column("source_url", "source_url", _("Son adresse."), Type.URL, "https://www.exemple.fr/rapport"),
        Column("remarque", "note", _("Une remarque."), example="Hors secteur nord."),
        Column("retire_le", "withdrawn_on", _("Date du retrait par le territoire."), Type.DATE, "2026-03-11"),
        Column("motif_du_retrait", "withdrawn_reason", _("Motif du retrait."), example="Chiffre d’un autre réseau."),
    ),
)  # fmt: skip

DATASETS = (SOLUTIONS, USAGES, RESULTATS, EVALUATIONS)
