"""The British Algorithmic Transparency Recording Standard, with what its version 4.0 changed. Tier 1 and tier 2."""

from django.utils.translation import gettext_lazy as t

from commun.library.enums import Audience, Method, ProcurementRoute, Stage, SubTheme, Technique, Theme
from commun.library.exports.standard import Key, Standard, Use
from commun.territories.enums import Kind

META, TIER_1, TIER_2 = "metadata", "tier_1", "tier_2"
PHASES = ("Pre-deployment", "Private Beta", "Public Beta", "Production", "Retired")
FUNCTION: dict[str, str] = {
    Theme.ECOLOGY: "Environmental protection",
    Theme.DEVELOPMENT: "Economic affairs",
    Theme.CITIZENSHIP: "General public services",
    Theme.MOBILITY: "Economic affairs",
    Theme.GOVERNANCE: "General public services",
    Theme.ADMINISTRATION: "General public services",
    SubTheme.RISKS: "Public order and safety",
    SubTheme.CULTURE: "Recreation culture and religion",
    SubTheme.PLANNING: "Housing and community amenities",
    SubTheme.REAL_ESTATE: "Housing and community amenities",
    SubTheme.EDUCATION: "Education",
    SubTheme.HEALTH: "Health",
    SubTheme.DISABILITY: "Social protection",
}
CAPABILITY = {
    Method.VISION: "Computer vision",
    Method.LANGUAGE: "Computer linguistics",
    Method.GENERATIVE: "Creation",
}
_BODIES = (Kind.UNIVERSITE, Kind.CODEV, Kind.ETABLISSEMENT_PUBLIC)


def _phase(use: Use) -> str | None:
    stage = Stage(use.sheet.stage)
    if stage == Stage.EXPERIMENT:
        outside = {Audience.PUBLIC, Audience.BENEFICIARY, Audience.BUSINESS} & set(use.get("audiences") or [])
        return "Public Beta" if outside else "Private Beta"
    return {
        Stage.EXPLORATION: "Pre-deployment",
        Stage.ROLL_OUT: "Production",
        Stage.IN_USE: "Production",
        Stage.SUSPENDED: "Retired",
        Stage.ENDED: "Retired",
        Stage.ABANDONED: "Retired",
    }.get(stage)


def _function(use: Use) -> list[str]:
    named = [FUNCTION[one] for one in use.get("sub_themes") or [] if one in FUNCTION]
    theme = FUNCTION.get(use.sheet.theme)
    return list(dict.fromkeys(named or ([theme] if theme else [])))


def _capability(use: Use) -> list[str]:
    return [CAPABILITY[one] for one in use.get("methods") or [] if one in CAPABILITY]


def _third_party(use: Use) -> str | None:
    """Yes when one is named; no when the sheet says that nothing is bought."""
    if use.supplier:
        return "Yes"
    return "No" if use.get("procurement_route") == ProcurementRoute.NONE else None


def _scale(use: Use) -> str | None:
    return use.labelled("decisions_per_year", "fria_period")


def _first_sentence(use: Use) -> str:
    head, stop, _rest = use.sheet.summary.replace("\n", " ").partition(". ")
    return f"{head}." if stop else head


def _operational(use: Use) -> dict[str, str] | None:
    """What the system reads when it is used; the keys that nobody filled are left out."""
    found = {
        "data_description": use.says("data_description"),
        "sensitive_attributes": use.labelled("personal_data", "has_special_categories", "sensitive_proxies"),
        "data_collection": use.says("data_sources", "data_access"),
        "data_access_and_storage": use.labelled("hosting", "hosting_country", "data_retention"),
    }
    known = {name: text for name, text in found.items() if text}
    return known or None


def _development(use: Use) -> dict[str, str] | None:
    """Nothing when the system is not trained, or when nobody said on what."""
    if use.get("technique") == Technique.RULES or not (text := use.says("training_data")):
        return None
    return {"data_description": text}


ATRS = Standard(
    slug="atrs",
    title="Algorithmic Transparency Recording Standard",
    version="4.0",
    owner=t("Gouvernement du Royaume-Uni"),
    url="https://github.com/co-cddo/algorithmic-transparency-recording-standard",
    read_in=t(
        "co-cddo/algorithmic-transparency-recording-standard, template_table.md v3.0 (OGL 3.0), lu le"
        " 22 novembre 2026 ; "
        "la version 4.0 n’est publiée qu’en PDF : ses changements viennent de son journal, non relu en entier"
    ),
    keys=(
        Key("id", t("Identifiant ; leur site donne le sien"), lambda use: use.sheet.uid, META),
        Key("standard_version", t("4.0"), lambda use: "4.0", META, is_required=True),
        Key(
            "organisation_type",
            t("Type de territoire"),
            lambda use: "Agency or public body" if use.sheet.kind in _BODIES else "Local authority",
            META,
            is_required=True,
        ),
        Key("function", t("Sous-thèmes, sinon thème"), _function, META, is_required=True),
        Key("capability", t("Méthodes qui ont un mot ici"), _capability, META, is_required=True),
        Key("task", t("Nom de l’usage"), lambda use: use.name, META, is_required=True),
        Key(
            "tags",
            t("Thème et sous-thèmes, en mots"),
            lambda use: use.says("theme", "sub_themes"),
            META,
            is_required=True,
        ),
        Key("date_of_completion", t("Première publication"), lambda use: use.published_on, META, is_required=True),
        Key("date_updated", t("Dernière mise à jour"), lambda use: use.changed_on, META, is_required=True),
        Key("date_archived", "", group=META),
        Key("title", t("Nom de l’usage"), lambda use: use.name, META, is_required=True),
        Key("organisation_name", t("Collectivité"), lambda use: use.sheet.territory_name, META, is_required=True),
        Key(
            "phase",
            t("Étape"),
            _phase,
            META,
            is_required=True,
            values=PHASES,
            near=lambda use: use.sheet.stage == Stage.SUSPENDED,
        ),
        Key("region", t("International"), lambda use: "International", META, is_required=True),
        Key("one_sentence_description", t("Première phrase du résumé"), _first_sentence, META, is_required=True),
        Key("name", t("Nom de l’usage"), lambda use: use.name, TIER_1, is_required=True),
        Key(
            "description",
            t("En deux phrases, puis le besoin"),
            lambda use: use.says("summary", "need"),
            TIER_1,
            is_required=True,
        ),
        Key(
            "website_url",
            t("Page d’information, sinon adresse de la fiche"),
            lambda use: use.says("information_url") or use.url,
            TIER_1,
            is_required=True,
        ),
        Key("contact_email", t("Jamais publiée : un formulaire transmet"), group=TIER_1, is_required=True),
        Key(
            "organisation_or_department",
            t("Collectivité"),
            lambda use: use.sheet.territory_name,
            TIER_2,
            is_required=True,
        ),
        Key("team", t("Direction ou service"), lambda use: use.says("service_unit"), TIER_2, is_required=True),
        Key(
            "senior_responsible_owner",
            t("Fonction responsable, jamais un nom"),
            lambda use: use.says("accountable_role"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "third_party_involvement",
            t("Fournisseur nommé, ou aucun achat"),
            _third_party,
            TIER_2,
            is_required=True,
            values=("Yes", "No"),
        ),
        Key("third_party", t("Fournisseur"), lambda use: use.supplier, TIER_2),
        Key("companies_house_number", "", group=TIER_2),
        Key("third_party_role", t("Mise en œuvre"), lambda use: use.says("implementation"), TIER_2),
        Key("procurement_procedure_type", t("Voie d’achat"), lambda use: use.says("procurement_route"), TIER_2),
        Key("data_access_terms", "", group=TIER_2),
        Key(
            "detailed_description",
            t("Description de l’algorithme, opérations"),
            lambda use: use.says("algorithm_description", "operations"),
            TIER_2,
        ),
        Key("scope", t("Besoin, publics"), lambda use: use.says("need", "audiences"), TIER_2, is_required=True),
        Key(
            "benefit",
            t("Bénéfice attendu, proportionnalité"),
            lambda use: use.says("expected_benefit", "proportionality"),
            TIER_2,
            is_required=True,
        ),
        Key("previous_process", "", group=TIER_2),
        Key("alternatives_considered", t("Alternative sans IA"), lambda use: use.says("alternative"), TIER_2),
        Key(
            "process_integration",
            t("Place dans la décision"),
            lambda use: use.says("place_in_decision"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "provided_information",
            t("Degré d’automatisation"),
            lambda use: use.says("automation"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "frequency_and_scale_of_usage", t("Décisions par an, durée et fréquence"), _scale, TIER_2, is_required=True
        ),
        Key(
            "human_decisions_and_review",
            t("Qui intervient, à quelle étape, peut écarter le résultat"),
            lambda use: use.labelled("oversight_who", "oversight_step", "oversight_may_overrule"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "required_training",
            t("Formation de ces personnes"),
            lambda use: use.says("oversight_training", "literacy_training"),
            TIER_2,
            is_required=True,
        ),
        Key("appeals_and_review", t("Comment contester"), lambda use: use.says("objection"), TIER_2),
        Key(
            "system_architecture",
            t("Nature du système, méthodes, hébergement"),
            lambda use: use.labelled("technique", "methods", "hosting"),
            TIER_2,
            is_required=True,
        ),
        Key("system_input", t("Données traitées"), lambda use: use.says("data_description"), TIER_2),
        Key("system_output", "", group=TIER_2),
        Key("phase", t("Étape"), _phase, TIER_2, is_required=True, values=PHASES),
        Key("maintenance", "", group=TIER_2, is_required=True),
        Key(
            "models",
            t("Nom de l’algorithme, origine du modèle"),
            lambda use: use.says("algorithm_name", "model_origin"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "model_performance",
            t("Registre des résultats, chaque chiffre avec sa nature"),
            lambda use: use.results,
            TIER_2,
        ),
        Key("development_data", t("Données d’entraînement"), _development, TIER_2),
        Key("operational_data", t("Données traitées, origine, accès, variables sensibles"), _operational, TIER_2),
        Key(
            "impact_assessment",
            t("AIPD et analyse des droits fondamentaux"),
            lambda use: use.labelled("dpia_status", "dpia_on", "dpia_summary", "fria_on"),
            TIER_2,
            is_required=True,
        ),
        Key(
            "risks_and_mitigations",
            t("Risques et parades"),
            lambda use: use.says("risks", "fria_harms"),
            TIER_2,
            is_required=True,
        ),
    ),
    lost=(
        "cost_band",
        "debate",
        "debated",
        "energy_kwh",
        "frugality_practices",
        "legal_basis",
        "parent_country",
        "reversibility",
        "risk_class",
        "setup_cost",
        "social_dialogue",
        "trades",
        "transparency_notice",
        "yearly_cost",
    ),
    notes=(
        t(
            "La version 4.0 dit « third party » au lieu de « external supplier », ajoute la région « International », "
            "sépare les données de développement et d’exploitation, et dispense des premières un produit du commerce."
        ),
        t("La carte de chaque modèle (2.4.2) n’est remplie que du nom du modèle et des résultats."),
    ),
)
