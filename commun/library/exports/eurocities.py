"""The Algorithmic Transparency Standard of Eurocities, 0.3.1."""

from django.utils.translation import gettext_lazy as t

from commun.library.enums import RiskClass, Stage, SubTheme, Technique, Theme
from commun.library.exports.standard import Key, Standard, Use
from commun.territories.countries import COUNTRIES

STATUS = {
    Stage.EXPLORATION: "planned",
    Stage.EXPERIMENT: "pilot",
    Stage.ROLL_OUT: "operational",
    Stage.IN_USE: "operational",
    Stage.SUSPENDED: "retired",
    Stage.ENDED: "retired",
    Stage.ABANDONED: "retired",
}
STATUSES = ("planned", "design", "development", "pilot", "evaluation", "operational", "retired")
DOMAIN: dict[str, str] = {
    Theme.ECOLOGY: "environment, spacial planning and water",
    Theme.DEVELOPMENT: "economy and entrepreneurship",
    Theme.CITIZENSHIP: "government",
    Theme.MOBILITY: "traffic and transportation",
    Theme.GOVERNANCE: "government",
    Theme.ADMINISTRATION: "government",
    SubTheme.RISKS: "public safety",
    SubTheme.FARMING: "agriculture, nature and food",
    SubTheme.CULTURE: "culture, sports and leisure",
    SubTheme.PLANNING: "housing, living and living environment",
    SubTheme.REAL_ESTATE: "housing, living and living environment",
    SubTheme.EDUCATION: "education and science",
    SubTheme.HEALTH: "health and health care",
    SubTheme.DISABILITY: "health and health care",
    SubTheme.HUMAN_RESOURCES: "work and career",
}
"""The spelling is the standard's own."""
RISK = {
    RiskClass.MINIMAL: "minimal risk",
    RiskClass.LIMITED: "limited risk",
    RiskClass.HIGH: "high risk",
    RiskClass.UNACCEPTABLE: "unacceptable",
}
TYPE = {
    Technique.RULES: "rule-based",
    Technique.LEARNING: "self-learning",
    Technique.GENERATIVE: "self-learning",
}


def _domain(use: Use) -> str | None:
    named = [DOMAIN[one] for one in use.get("sub_themes") or [] if one in DOMAIN]
    return named[0] if named else DOMAIN.get(use.sheet.theme)


def _risk(use: Use) -> str | None:
    return RISK.get(use.get("risk_class"))


def _training(use: Use) -> str | None:
    """A system of rules is not trained: that is known."""
    return use.says("training_data") or (
        "Sans objet : système de règles." if use.get("technique") == Technique.RULES else None
    )


EUROCITIES = Standard(
    slug="eurocities",
    title="Algorithmic Transparency Standard",
    version="0.3.1",
    owner=t("Eurocities, villes d’Amsterdam, Barcelone, Helsinki, Rotterdam…"),
    url="https://github.com/Algoritmeregister/standard",
    read_in=t("Algoritmeregister/standard, _data/schema-v0_3_1.yaml, lu le 22 novembre 2026"),
    keys=(
        Key("standard_version", t("0.3.1"), lambda use: "0.3.1", is_required=True, values=("0.3.1",)),
        Key("uuid", t("Identifiant, sous la forme d’un UUID stable"), lambda use: use.uuid),
        Key("lang", t("fr"), lambda use: "fr", is_required=True),
        Key("publication_date", t("Première publication"), lambda use: use.published_on, is_required=True),
        Key("last_change_date", t("Dernière mise à jour"), lambda use: use.changed_on, is_required=True),
        Key(
            "revision_date",
            t("Prochaine vérification"),
            lambda use: use.sheet.next_check_on.isoformat() if use.sheet.next_check_on else None,
            is_required=True,
        ),
        Key("revision_note"),
        Key("keywords", t("Thème et sous-thèmes, en mots"), lambda use: use.says("theme", "sub_themes")),
        Key("name", t("Nom de l’usage"), lambda use: use.name, is_required=True),
        Key("organization", t("Collectivité"), lambda use: use.sheet.territory_name, is_required=True),
        Key("department", t("Direction ou service"), lambda use: use.says("service_unit"), is_required=True),
        Key(
            "country",
            t("Pays de la collectivité"),
            lambda use: COUNTRIES.get(use.sheet.territory.country),
            is_required=True,
        ),
        Key("contact_email", t("Jamais publiée : un formulaire transmet"), is_required=True),
        Key("contact_phone"),
        Key("contact_name"),
        Key("description_short", t("En deux phrases"), lambda use: use.sheet.summary, is_required=True, maximum=150),
        Key("website", t("Adresse de la fiche"), lambda use: use.url),
        Key(
            "status",
            t("Étape"),
            lambda use: STATUS.get(Stage(use.sheet.stage)),
            is_required=True,
            values=STATUSES,
            near=lambda use: use.sheet.stage == Stage.SUSPENDED,
        ),
        Key(
            "remark",
            t("Débattu avant déploiement, ce que les habitants en ont dit"),
            lambda use: use.labelled("debated", "debate"),
        ),
        Key(
            "decision_making_process",
            t("Place dans la décision, degré d’automatisation"),
            lambda use: use.says("place_in_decision", "automation"),
            is_required=True,
        ),
        Key(
            "domain",
            t("Sous-thème, sinon thème"),
            _domain,
            is_required=True,
            values=tuple(dict.fromkeys(DOMAIN.values())),
        ),
        Key("area", t("Collectivité"), lambda use: use.sheet.territory_name, is_required=True),
        Key("goal", t("Besoin, bénéfice attendu"), lambda use: use.says("need", "expected_benefit"), is_required=True),
        Key("impact", t("Personnes concernées"), lambda use: use.says("people_concerned"), is_required=True),
        Key("risks", t("Risques et parades"), lambda use: use.says("risks", "fria_harms"), is_required=True),
        Key("risk_category", t("Classe de risque"), _risk, is_required=True, values=tuple(RISK.values())),
        Key("proportionality", t("Proportionnalité"), lambda use: use.says("proportionality"), is_required=True),
        Key("lawful_basis", t("Fondements juridiques"), lambda use: use.says("legal_basis"), is_required=True),
        Key("documentation", t("Page d’information"), lambda use: use.says("information_url")),
        Key("training_data", t("Données d’entraînement"), _training, is_required=True),
        Key("source_data", t("Données traitées"), lambda use: use.says("data_description"), is_required=True),
        Key("data_bias", t("Variables proches d’une donnée sensible"), lambda use: use.says("sensitive_proxies")),
        Key(
            "connected_data_sources",
            t("Origine et collecte des données"),
            lambda use: use.says("data_sources", "data_access"),
            is_required=True,
        ),
        Key("DPIA_description", t("Synthèse de l’AIPD"), lambda use: use.labelled("dpia_status", "dpia_summary")),
        Key("DPIA_url"),
        Key(
            "description",
            t("Description de l’algorithme, opérations, paramètres (500 signes au moins)"),
            lambda use: use.says("algorithm_description", "operations", "parameters"),
            minimum=500,
            maximum=10_000,
        ),
        Key(
            "algorithm_type",
            t("Nature du système (la statistique n’a pas de mot ici)"),
            lambda use: TYPE.get(use.get("technique")),
            is_required=True,
            values=("self-learning", "rule-based", "hybrid"),
        ),
        Key("methods_and_models", t("Méthodes"), lambda use: use.says("methods", "algorithm_name")),
        Key("performance", t("Registre des résultats, chaque chiffre avec sa nature"), lambda use: use.results),
        Key("alternatives_considered", t("Alternative sans IA"), lambda use: use.says("alternative")),
        Key("product_information"),
        Key("codebase_url", t("Code source de la solution"), lambda use: use.source_code_url),
        Key("product_page"),
        Key(
            "AIA_description",
            t("Analyse d’impact sur les droits fondamentaux"),
            lambda use: use.labelled("fria_on", "fria_harms", "fria_measures"),
        ),
        Key("AIA_url"),
        Key(
            "type", t("Sans équivalent : nous ne demandons pas si l’usage décrit, prédit ou prescrit"), is_required=True
        ),
        Key(
            "monitoring",
            t("Réponse au besoin, part des résultats écartés"),
            lambda use: use.labelled("quality", "oversight_overruled_share"),
            is_required=True,
        ),
        Key(
            "human_intervention",
            t("Qui intervient, à quelle étape, peut écarter le résultat"),
            lambda use: use.labelled("oversight_who", "oversight_step", "oversight_may_overrule"),
            is_required=True,
        ),
        Key("objection_procedure", t("Comment contester"), lambda use: use.says("objection"), is_required=True),
        Key("rollback", t("Réversibilité"), lambda use: use.says("reversibility")),
    ),
    lost=(
        "accountable_role",
        "audiences",
        "cost_band",
        "decisions_per_year",
        "energy_kwh",
        "frugality_practices",
        "hosting_country",
        "parent_country",
        "setup_cost",
        "social_dialogue",
        "supplier",
        "trades",
        "transparency_notice",
        "yearly_cost",
    ),
    notes=(
        t("L’adresse électronique de contact est obligatoire dans ce standard ; nous n’en publions jamais."),
        t("« revision_date » est l’idée que nous avons reprise : la date avant laquelle une fiche se vérifie."),
    ),
)
