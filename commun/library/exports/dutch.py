"""The Dutch Algoritmeregister, publication standard 1.0.0: keys and lengths of its register's own declaration."""

from django.utils.translation import gettext_lazy as t

from commun.library.enums import DpiaStatus, Implementation, RiskClass, Stage, SubTheme, Theme
from commun.library.exports.standard import Key, Standard, Use

STATUS = {
    Stage.EXPLORATION: "In ontwikkeling",
    Stage.EXPERIMENT: "In ontwikkeling",
    Stage.ROLL_OUT: "In gebruik",
    Stage.IN_USE: "In gebruik",
    Stage.SUSPENDED: "Buiten gebruik",
    Stage.ENDED: "Buiten gebruik",
    Stage.ABANDONED: "Buiten gebruik",
}
CATEGORY: dict[str, str] = {
    Theme.ECOLOGY: "Natuur en milieu",
    Theme.DEVELOPMENT: "Economie",
    Theme.CITIZENSHIP: "Organisatie en bedrijfsvoering",
    Theme.MOBILITY: "Verkeer",
    Theme.GOVERNANCE: "Organisatie en bedrijfsvoering",
    Theme.ADMINISTRATION: "Organisatie en bedrijfsvoering",
    SubTheme.RISKS: "Openbare orde en veiligheid",
    SubTheme.PLANNING: "Ruimte en infrastructuur",
    SubTheme.REAL_ESTATE: "Wonen",
    SubTheme.CULTURE: "Cultuur en recreatie",
    SubTheme.FARMING: "Natuur en milieu",
    SubTheme.EDUCATION: "Onderwijs en wetenschap",
    SubTheme.HEALTH: "Zorg en gezondheid",
    SubTheme.DISABILITY: "Zorg en gezondheid",
    SubTheme.HUMAN_RESOURCES: "Werk",
    SubTheme.LEGAL_AID: "Recht",
}
"""A sub-theme that has its own word is more precise than its theme."""

HIGH_RISK, WITH_IMPACT, OTHERS = "Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"


def _category(use: Use) -> list[str]:
    named = [CATEGORY[one] for one in use.get("sub_themes") or [] if one in CATEGORY]
    theme = CATEGORY.get(use.sheet.theme)
    return list(dict.fromkeys(named or ([theme] if theme else [])))[:3]


def _publication_category(use: Use) -> str | None:
    """Never guessed: what is not at high risk is told apart by whether decisions on people depend on it."""
    if use.get("risk_class") == RiskClass.HIGH:
        return HIGH_RISK
    decides = use.get("is_individual_decision")
    return None if decides is None else WITH_IMPACT if decides else OTHERS


def _assessments(use: Use) -> list[dict[str, str]]:
    found = []
    if use.get("dpia_status") == DpiaStatus.DONE:
        found.append({"title": "Data Protection Impact Assessment (DPIA)"})
    if use.get("fria_on"):
        found.append({"title": "Fundamental Rights Impact Assessment (FRIA)"})
    return found


def _provider(use: Use) -> str | None:
    in_house = use.get("implementation") == [Implementation.IN_HOUSE]
    return use.supplier or ("Intern ontwikkeld" if in_house else None)


DUTCH = Standard(
    slug="algoritmeregister",
    title="Algoritmeregister",
    version="1.0.0",
    owner=t("Ministère de l’Intérieur des Pays-Bas"),
    url="https://github.com/MinBZK/Algoritmeregister-Publicatiestandaard",
    read_in=t("MinBZK/Algoritmeregister, backend/app/schemas/config/v1_0.json (EUPL), lu le 22 novembre 2026"),
    keys=(
        Key("name", t("Nom de l’usage"), lambda use: use.name, is_required=True, maximum=100),
        Key("description_short", t("En deux phrases"), lambda use: use.sheet.summary, is_required=True, maximum=350),
        Key("organization", t("Collectivité"), lambda use: use.sheet.territory_name, is_required=True, maximum=100),
        Key("category", t("Sous-thèmes, sinon thème"), _category),
        Key(
            "status",
            t("Étape"),
            lambda use: STATUS.get(Stage(use.sheet.stage)),
            is_required=True,
            values=tuple(dict.fromkeys(STATUS.values())),
            near=lambda use: use.sheet.stage == Stage.SUSPENDED,
        ),
        Key("begin_date", t("Date de démarrage, au mois"), lambda use: use.started_month, maximum=7),
        Key(
            "end_date", t("Date de la dernière étape, si terminé ou abandonné"), lambda use: use.ended_month, maximum=7
        ),
        Key(
            "contact_email",
            t("Page de contact, sinon page de la fiche (l’adresse électronique n’est jamais publiée)"),
            lambda use: use.says("contact_url") or use.url,
            is_required=True,
            maximum=500,
        ),
        Key("website", t("Page d’information"), lambda use: use.says("information_url"), maximum=500),
        Key(
            "publication_category",
            t("Classe de risque, sinon décision individuelle"),
            _publication_category,
            is_required=True,
            values=(HIGH_RISK, WITH_IMPACT, OTHERS),
        ),
        Key("url", t("Adresse de la fiche"), lambda use: use.url, maximum=500),
        Key(
            "goal",
            t("Besoin, bénéfice attendu, personnes concernées"),
            lambda use: use.says("need", "expected_benefit", "people_concerned"),
            maximum=2500,
        ),
        Key(
            "proportionality",
            t("Proportionnalité, alternative sans IA"),
            lambda use: use.says("proportionality", "alternative"),
            maximum=2500,
        ),
        Key(
            "human_intervention",
            t("Degré d’automatisation, qui intervient, à quelle étape, peut écarter le résultat"),
            lambda use: use.labelled("automation", "oversight_who", "oversight_step", "oversight_may_overrule"),
            maximum=2500,
        ),
        Key("risks", t("Risques et parades"), lambda use: use.says("risks", "fria_harms"), maximum=2500),
        Key("lawful_basis", t("Fondements juridiques"), lambda use: use.says("legal_basis"), maximum=2500),
        Key("lawful_basis_grouping"),
        Key("process_index_url"),
        Key("impacttoetsen_grouping", t("AIPD faite, analyse des droits fondamentaux faite"), _assessments),
        Key(
            "impacttoetsen",
            t("Synthèse de l’AIPD"),
            lambda use: use.labelled("dpia_status", "dpia_summary"),
            maximum=2500,
        ),
        Key(
            "source_data",
            t("Données traitées, origine, collecte, entraînement"),
            lambda use: use.labelled("data_description", "data_sources", "data_access", "training_data"),
            maximum=2500,
        ),
        Key("source_data_grouping"),
        Key(
            "methods_and_models",
            t("Nature, méthodes, description, opérations, paramètres"),
            lambda use: use.labelled("technique", "methods", "algorithm_description", "operations", "parameters"),
            maximum=5000,
        ),
        Key("provider", t("Fournisseur"), _provider, maximum=200),
        Key("publiccode", t("Code source de la solution"), lambda use: use.source_code_url, maximum=500),
        Key("lang", t("Français (fra)"), lambda use: "fra", is_required=True, values=("nld",)),
        Key("standard_version", t("1.0"), lambda use: "1.0", values=("1.0",)),
        Key("source_id", t("Identifiant"), lambda use: use.sheet.uid, maximum=100),
        Key("tags", t("Thème et sous-thèmes, en mots"), lambda use: use.says("theme", "sub_themes"), maximum=2500),
    ),
    lost=(
        "accountable_role",
        "audiences",
        "cost_band",
        "debate",
        "debated",
        "decisions_per_year",
        "energy_kwh",
        "frugality_practices",
        "hosting_country",
        "objection",
        "parent_country",
        "quality",
        "reversibility",
        "setup_cost",
        "social_dialogue",
        "trades",
        "transparency_notice",
        "yearly_cost",
    ),
    notes=(
        t("Le registre néerlandais n’admet que le néerlandais (« nld ») : nos textes sont en français, et le disent."),
        t("Le recours (« Comment contester ») n’a pas de place dans cette version."),
    ),
)
