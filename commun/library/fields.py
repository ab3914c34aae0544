"""The sheet of one use of an algorithm, declared once (DOMAIN 1.3, 3, 4): pages, completeness, files follow.

Eight fields make a first public sheet. A section opens when the stage or the risk calls for it, and says why; anyone
may open it sooner. Completeness is told by section, and counts open sections only.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.dates import PartialDate
from commun.core.declared import Text, displayed, is_unknown
from commun.library import enums
from commun.library.enums import PersonalData, Visibility
from commun.library.models import Deployment
from commun.territories.countries import COUNTRIES

t = gettext_lazy


class Section(Enum):
    """In the order of the page; values are those of addresses."""

    IDENTITY = "identite"
    NEED = "besoin"
    TECHNIQUE = "technique"
    DATA = "donnees"
    DECISION = "decision"
    APPEAL = "recours"
    RISK = "risques"
    SUPPLIER = "fournisseur"
    COST = "cout"
    ENVIRONMENT = "environnement"
    JOBS = "metiers"
    DEPENDENCIES = "dependances"
    DEBATE = "debat"

    @property
    def title(self) -> Text:
        return _TITLES[self]


_TITLES: dict[Section, Text] = {
    Section.IDENTITY: t("Identité"),
    Section.NEED: t("Besoin"),
    Section.TECHNIQUE: t("Technique"),
    Section.DATA: t("Données"),
    Section.DECISION: t("Décision"),
    Section.APPEAL: t("Recours"),
    Section.RISK: t("Risques et règlement européen"),
    Section.SUPPLIER: t("Fournisseur et achat"),
    Section.COST: t("Coût"),
    Section.ENVIRONMENT: t("Environnement"),
    Section.JOBS: t("Métiers"),
    Section.DEPENDENCIES: t("Dépendances"),
    Section.DEBATE: t("Débat public"),
}

Kind = Literal[
    "text", "long", "choice", "choices", "yes_no", "partial_date", "date", "url", "email", "integer", "number", "money",
    "country", "list", "practices",
]  # fmt: skip


def _always(sheet: Deployment) -> bool:
    return True


@dataclass(frozen=True)
class Field:
    """One field of the sheet.

    `name` is the attribute of `Deployment`. `matters`: its absence is shown to everyone as « non renseigné », and not
    hidden. `visibility` is where it starts; a territory may hold a public field back, with its reason, and may publish
    another, but for what is `never_public`. `applies` tells whether it concerns this use at all.
    """

    name: str
    label: Text
    section: Section
    kind: Kind
    help: Text = ""
    example: Text = ""
    choices: type[models.TextChoices] | None = None
    is_first: bool = False
    matters: bool = False
    visibility: Visibility = Visibility.PUBLIC
    never_public: bool = False
    maximum: int | None = None
    applies: Callable[[Deployment], bool] = field(default=_always)

    def value(self, sheet: Deployment) -> Any:
        return getattr(sheet, self.name)

    def is_filled(self, sheet: Deployment) -> bool:
        return not is_unknown(self.value(sheet))

    def visible_to(self, sheet: Deployment) -> Visibility:
        """The narrowest circle that reads this field of this sheet."""
        if self.never_public:
            return Visibility.TERRITORY
        held = sheet.visibility.get(self.name)
        return Visibility(held["level"]) if held else self.visibility

    def reason_held(self, sheet: Deployment) -> str:
        """Why it is not public, in the territory's words; empty when nobody said."""
        return str(sheet.visibility.get(self.name, {}).get("reason", ""))

    def display(self, value: Any) -> str:
        """A value in French, from the row itself or from the JSON of a published sheet. Empty when unknown."""
        if is_unknown(value) or self.kind not in _DISPLAYS:
            return displayed(self, value)
        return _DISPLAYS[self.kind](value)


def _partial(value: Any) -> str:
    from_json = PartialDate.parse(value) if isinstance(value, str) else value
    return str(from_json)


def _day(value: Any) -> str:
    day = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    return formats.date_format(day, "j F Y")


def _number(value: Any) -> str:
    number = Decimal(str(value))
    return formats.number_format(
        number.normalize() if number % 1 else number.to_integral_value(), use_l10n=True, force_grouping=True
    )


def _money(value: Any) -> str:
    return _("%(amount)s €") % {"amount": _number(value)}


def _country(value: Any) -> str:
    return COUNTRIES.get(str(value), str(value))


_DISPLAYS: dict[str, Callable[[Any], str]] = {
    "partial_date": _partial,
    "date": _day,
    "integer": _number,
    "number": _number,
    "money": _money,
    "country": _country,
    "practices": lambda value: ", ".join(f"BP {number:02d}" for number in value),
}


def is_ai(sheet: Deployment) -> bool:
    return sheet.is_ai


def holds_personal_data(sheet: Deployment) -> bool:
    return sheet.personal_data in (PersonalData.YES, PersonalData.PSEUDONYMISED)


def decides(sheet: Deployment) -> bool:
    return sheet.is_individual_decision is True


def is_high_risk(sheet: Deployment) -> bool:
    return sheet.is_high_risk


def has_annex_point(sheet: Deployment) -> bool:
    return bool(sheet.annex_point)


def owes_transparency(sheet: Deployment) -> bool:
    return sheet.is_conversational is True or sheet.writes_to_public is True


def was_debated(sheet: Deployment) -> bool:
    return sheet.debated == enums.Debated.YES


FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        t("Nom de l’usage"),
        Section.IDENTITY,
        "text",
        t("Tel qu’un habitant le comprendra : ce que fait le système, pas le nom du produit."),
        t("Repérer les fuites du réseau d’eau"),
        is_first=True,
        matters=True,
    ),
    Field(
        "summary",
        t("En deux phrases"),
        Section.IDENTITY,
        "long",
        t("Ce que fait le système, pour qui, et ce qu’il produit. Sans terme technique."),
        t("Le système classe les tronçons du réseau selon leur risque de fuite. Les équipes savent où chercher."),
        is_first=True,
        matters=True,
        maximum=1000,
    ),
    Field(
        "theme",
        t("Thème"),
        Section.IDENTITY,
        "choice",
        t("Celui que chercherait une autre collectivité qui a le même besoin."),
        t("les fuites d’eau : transition écologique"),
        choices=enums.Theme,
        is_first=True,
    ),
    Field(
        "sub_themes",
        t("Sous-thèmes"),
        Section.IDENTITY,
        "choices",
        t("Deux au plus."),
        choices=enums.SubTheme,
        maximum=2,
    ),
    Field(
        "audiences",
        t("Publics"),
        Section.IDENTITY,
        "choices",
        t("Qui se sert du système, ou reçoit ce qu’il produit."),
        t("les agents des eaux, qui reçoivent la liste des tronçons"),
        choices=enums.Audience,
        is_first=True,
    ),
    Field("started_on", t("Date de démarrage"), Section.IDENTITY, "partial_date", t("JJ/MM/AAAA, MM/AAAA ou AAAA.")),
    Field("service_unit", t("Direction ou service"), Section.IDENTITY, "text"),
    Field(
        "accountable_role",
        t("Fonction responsable"),
        Section.IDENTITY,
        "text",
        t("Une fonction, jamais un nom."),
        t("Directrice de l’eau"),
    ),
    Field(
        "contact_email",
        t("Adresse fonctionnelle"),
        Section.IDENTITY,
        "email",
        t("Reçoit les questions et les rappels. Jamais publiée : un formulaire transmet."),
        never_public=True,
    ),
    Field("contact_url", t("Page de contact"), Section.IDENTITY, "url"),
    Field(
        "information_url",
        t("Page d’information"),
        Section.IDENTITY,
        "url",
        t("Où la collectivité parle elle-même de cet usage."),
    ),
    Field(
        "need",
        t("Besoin"),
        Section.NEED,
        "long",
        t("Le problème à résoudre, tel qu’il se posait avant."),
        t("Un quart de l’eau se perdait avant d’arriver au robinet."),
        is_first=True,
        matters=True,
    ),
    Field(
        "alternative",
        t("Alternative sans IA"),
        Section.NEED,
        "long",
        t("Ce qui a été envisagé d’autre, et pourquoi cela n’a pas été retenu."),
        matters=True,
    ),
    Field(
        "proportionality",
        t("Proportionnalité"),
        Section.NEED,
        "long",
        t("Le bénéfice justifie-t-il les moyens, les données et les risques ?"),
        applies=is_ai,
    ),
    Field(
        "expected_benefit",
        t("Bénéfice attendu"),
        Section.NEED,
        "long",
        t("Pour les habitants, les agents, le territoire. Les chiffres vont au registre des résultats."),
    ),
    Field("quality", t("Réponse au besoin"), Section.NEED, "choice", t("À l’usage."), choices=enums.Quality),
    Field(
        "technique",
        t("Nature du système"),
        Section.TECHNIQUE,
        "choice",
        t("Une grille de points ou un tableur qui calcule un droit est un algorithme : il a sa place ici."),
        t("un assistant qui rédige : IA générative ; un barème de crèche : règles de calcul"),
        choices=enums.Technique,
        is_first=True,
        matters=True,
    ),
    Field("methods", t("Méthodes"), Section.TECHNIQUE, "choices", choices=enums.Method),
    Field("algorithm_name", t("Nom de l’algorithme ou du modèle"), Section.TECHNIQUE, "text"),
    Field("algorithm_description", t("Description de l’algorithme"), Section.TECHNIQUE, "long"),
    Field(
        "operations",
        t("Opérations effectuées"),
        Section.TECHNIQUE,
        "long",
        t("Étape par étape, ce que le système fait des données."),
        applies=decides,
        matters=True,
    ),
    Field(
        "parameters",
        t("Paramètres et pondération"),
        Section.TECHNIQUE,
        "long",
        t("Les critères et leur poids, tels qu’ils s’appliquent à une personne."),
        applies=decides,
        matters=True,
    ),
    Field("explainability", t("Explicabilité"), Section.TECHNIQUE, "choice", choices=enums.Explainability),
    Field(
        "is_conversational",
        t("Parle ou écrit à des personnes"),
        Section.TECHNIQUE,
        "yes_no",
        t("Agent conversationnel, serveur vocal, assistant."),
        applies=is_ai,
    ),
    Field(
        "writes_to_public", t("Produit des textes ou des images publiés"), Section.TECHNIQUE, "yes_no", applies=is_ai
    ),
    Field("is_in_public_space", t("Filme ou capte l’espace public"), Section.TECHNIQUE, "yes_no", applies=is_ai),
    Field(
        "personal_data",
        t("Données personnelles"),
        Section.DATA,
        "choice",
        t("Ce qui désigne une personne, même indirectement : un nom, une adresse, une plaque, une voix."),
        t("des relevés de pression par quartier : aucune ; des dossiers de famille : oui"),
        choices=enums.PersonalData,
        is_first=True,
        matters=True,
    ),
    Field("data_sources", t("Origine des données"), Section.DATA, "choices", choices=enums.DataSource),
    Field("data_access", t("Mode de collecte"), Section.DATA, "choices", choices=enums.DataAccess),
    Field(
        "data_description",
        t("Données traitées"),
        Section.DATA,
        "long",
        t("Lesquelles, d’où elles viennent, à quel rythme."),
    ),
    Field("training_data", t("Données d’entraînement"), Section.DATA, "long", applies=is_ai),
    Field(
        "sensitive_proxies",
        t("Variables proches d’une donnée sensible"),
        Section.DATA,
        "long",
        t("Une adresse, un prénom ou un calendrier de fêtes peuvent révéler l’origine ou la religion."),
    ),
    Field(
        "has_special_categories",
        t("Données sensibles (RGPD, article 9)"),
        Section.DATA,
        "yes_no",
        applies=holds_personal_data,
    ),
    Field("data_legal_basis", t("Base légale du traitement"), Section.DATA, "text", applies=holds_personal_data),
    Field("data_retention", t("Durée de conservation"), Section.DATA, "text", applies=holds_personal_data),
    Field(
        "dpia_status",
        t("Analyse d’impact (AIPD)"),
        Section.DATA,
        "choice",
        choices=enums.DpiaStatus,
        applies=holds_personal_data,
        matters=True,
    ),
    Field(
        "dpia_summary",
        t("Synthèse de l’AIPD, ou motif de son absence"),
        Section.DATA,
        "long",
        applies=holds_personal_data,
    ),
    Field("dpia_on", t("Date de l’AIPD"), Section.DATA, "partial_date", applies=holds_personal_data),
    Field(
        "processing_record",
        t("Référence au registre des traitements"),
        Section.DATA,
        "text",
        visibility=Visibility.TERRITORY,
        applies=holds_personal_data,
    ),
    Field(
        "is_individual_decision",
        t("Contribue à des décisions individuelles"),
        Section.DECISION,
        "yes_no",
        t("Une place en crèche, une aide, une amende, un recrutement : ce qui touche une personne ou une entreprise."),
        matters=True,
    ),
    Field(
        "automation",
        t("Degré d’automatisation"),
        Section.DECISION,
        "choice",
        choices=enums.Automation,
        applies=decides,
        matters=True,
    ),
    Field("decision_scope", t("Portée"), Section.DECISION, "choice", choices=enums.DecisionScope, applies=decides),
    Field(
        "place_in_decision",
        t("Place dans la décision"),
        Section.DECISION,
        "long",
        t("Comment et quand le résultat intervient."),
        applies=decides,
        matters=True,
    ),
    Field("people_concerned", t("Personnes concernées"), Section.DECISION, "long", applies=decides),
    Field("decisions_per_year", t("Décisions par an"), Section.DECISION, "integer", applies=decides),
    Field(
        "legal_basis",
        t("Fondements juridiques"),
        Section.DECISION,
        "long",
        t("Les textes que la décision applique."),
        applies=decides,
        matters=True,
    ),
    Field(
        "oversight_who",
        t("Qui intervient"),
        Section.DECISION,
        "text",
        t("La fonction de la personne qui contrôle."),
        matters=True,
    ),
    Field("oversight_step", t("À quelle étape"), Section.DECISION, "long"),
    Field("oversight_may_overrule", t("Peut écarter le résultat"), Section.DECISION, "yes_no", matters=True),
    Field(
        "oversight_overruled_share",
        t("Part des résultats écartés, en %"),
        Section.DECISION,
        "number",
        t("Un contrôle qui n’écarte jamais rien mérite d’être regardé."),
    ),
    Field("oversight_training", t("Formation de ces personnes"), Section.DECISION, "long"),
    Field(
        "objection",
        t("Comment contester"),
        Section.APPEAL,
        "long",
        t("À qui écrire, dans quel délai, ce qui se passe ensuite."),
        matters=True,
    ),
    Field("information_given", t("Comment les personnes sont informées"), Section.APPEAL, "long"),
    Field(
        "risks",
        t("Risques et parades"),
        Section.RISK,
        "long",
        t("Ce qui peut mal tourner, pour qui, et ce qui est fait pour l’éviter."),
    ),
    Field(
        "risk_class",
        t("Classe de risque"),
        Section.RISK,
        "choice",
        t("Au sens du règlement européen ; l’assistant de qualification aide à la trouver."),
        choices=enums.RiskClass,
        applies=is_ai,
        matters=True,
    ),
    Field("risk_reason", t("Pourquoi cette classe"), Section.RISK, "long", applies=is_ai),
    Field("annex_point", t("Point de l’annexe III"), Section.RISK, "choice", choices=enums.AnnexPoint, applies=is_ai),
    Field("exemption_reason", t("Motif d’exemption (article 6.3)"), Section.RISK, "long", applies=has_annex_point),
    Field(
        "ai_act_role", t("Rôle au sens du règlement"), Section.RISK, "choice", choices=enums.AiActRole, applies=is_ai
    ),
    Field("qualified_on", t("Qualifié le"), Section.RISK, "date", applies=is_ai),
    Field("qualified_by_role", t("Qualifié par (fonction)"), Section.RISK, "text", applies=is_ai),
    Field(
        "transparency_notice",
        t("Information donnée (article 50)"),
        Section.RISK,
        "long",
        t("La phrase que lit ou entend la personne."),
        applies=owes_transparency,
        matters=True,
    ),
    Field("transparency_proof_url", t("Où on la lit"), Section.RISK, "url", applies=owes_transparency),
    Field("transparency_on", t("Donnée depuis le"), Section.RISK, "date", applies=owes_transparency),
    Field("staff_informed_on", t("Représentants du personnel informés le"), Section.RISK, "date", applies=is_high_risk),
    Field("literacy_training", t("Formation des agents à l’IA (article 4)"), Section.RISK, "long", applies=is_ai),
    Field("fria_processes", t("a. Processus où le système sert"), Section.RISK, "long", applies=is_high_risk),
    Field("fria_period", t("b. Durée et fréquence d’usage"), Section.RISK, "long", applies=is_high_risk),
    Field("fria_people", t("c. Personnes et groupes concernés"), Section.RISK, "long", applies=is_high_risk),
    Field("fria_harms", t("d. Risques de préjudice"), Section.RISK, "long", applies=is_high_risk, matters=True),
    Field("fria_oversight", t("e. Contrôle humain"), Section.RISK, "long", applies=is_high_risk),
    Field("fria_measures", t("f. Mesures si un risque se réalise"), Section.RISK, "long", applies=is_high_risk),
    Field(
        "fria_on",
        t("Analyse d’impact sur les droits faite le"),
        Section.RISK,
        "date",
        applies=is_high_risk,
        matters=True,
    ),
    Field("fria_notified_on", t("Autorité de surveillance informée le"), Section.RISK, "date", applies=is_high_risk),
    Field(
        "provider_entry_url",
        t("Fiche du fournisseur dans le registre européen"),
        Section.RISK,
        "url",
        applies=is_high_risk,
    ),
    Field("eu_entry_url", t("Notre fiche dans le registre européen"), Section.RISK, "url", applies=is_high_risk),
    Field("eu_registered_on", t("Enregistré le"), Section.RISK, "date", applies=is_high_risk),
    Field("supplier", t("Fournisseur"), Section.SUPPLIER, "text", matters=True),
    Field("partners", t("Partenaires"), Section.SUPPLIER, "list", t("Un par ligne.")),
    Field("implementation", t("Mise en œuvre"), Section.SUPPLIER, "choices", choices=enums.Implementation),
    Field("procurement_route", t("Voie d’achat"), Section.SUPPLIER, "choice", choices=enums.ProcurementRoute),
    Field("procurement_reference", t("Référence du marché"), Section.SUPPLIER, "text"),
    Field("setup_cost", t("Mise en place"), Section.COST, "money", t("En euros hors taxes."), matters=True),
    Field(
        "yearly_cost", t("Par an"), Section.COST, "money", t("Abonnement, maintenance, temps des agents."), matters=True
    ),
    Field(
        "cost_band",
        t("Ordre de grandeur par an"),
        Section.COST,
        "choice",
        t("Si le montant n’est pas connu, ou ne peut être dit."),
        choices=enums.CostBand,
    ),
    Field("cost_note", t("Ce que ces coûts comprennent"), Section.COST, "long"),
    Field("funding", t("Financement"), Section.COST, "text", example=t("Budget propre, France 2030, Fonds vert…")),
    Field("energy_kwh", t("Énergie, en kWh par an"), Section.ENVIRONMENT, "number", matters=True),
    Field(
        "energy_method",
        t("Méthode"),
        Section.ENVIRONMENT,
        "text",
        t("Mesure, estimation, donnée du fournisseur : avec quel outil."),
    ),
    Field(
        "energy_perimeter",
        t("Périmètre"),
        Section.ENVIRONMENT,
        "text",
        t("Usage seul, entraînement compris, matériel compris…"),
    ),
    Field("energy_uncertainty", t("Incertitude"), Section.ENVIRONMENT, "text", example=t("± 30 %")),
    Field("energy_on", t("Date de la mesure"), Section.ENVIRONMENT, "partial_date"),
    Field("hardware", t("Matériel"), Section.ENVIRONMENT, "long"),
    Field("environment_note", t("Eau, carbone et autres effets"), Section.ENVIRONMENT, "long"),
    Field(
        "frugality_practices",
        t("Bonnes pratiques AFNOR SPEC 2314 suivies"),
        Section.ENVIRONMENT,
        "practices",
        t("Leurs numéros, de 1 à 31."),
    ),
    Field("trades", t("Métiers touchés"), Section.JOBS, "long", matters=True),
    Field("task_changes", t("Ce qui change dans les tâches"), Section.JOBS, "long"),
    Field("jobs_training", t("Formation"), Section.JOBS, "long"),
    Field("social_dialogue", t("Dialogue social"), Section.JOBS, "long", t("Instance, date, avis rendu.")),
    Field("supplier_country", t("Pays du fournisseur"), Section.DEPENDENCIES, "country"),
    Field("parent_country", t("Pays de sa maison mère"), Section.DEPENDENCIES, "country"),
    Field("hosting", t("Hébergement"), Section.DEPENDENCIES, "choice", choices=enums.Hosting),
    Field("hosting_country", t("Pays d’hébergement"), Section.DEPENDENCIES, "country", matters=True),
    Field("model_origin", t("Origine du modèle"), Section.DEPENDENCIES, "text", applies=is_ai),
    Field(
        "reversibility",
        t("Réversibilité"),
        Section.DEPENDENCIES,
        "long",
        t("Ce qu’il faudrait pour arrêter ou changer de fournisseur."),
        matters=True,
    ),
    Field("debated", t("Débattu avant déploiement ?"), Section.DEBATE, "choice", choices=enums.Debated, matters=True),
    Field("debate", t("Ce que les habitants en ont dit"), Section.DEBATE, "long", applies=was_debated),
)

BY_NAME: dict[str, Field] = {one.name: one for one in FIELDS}
FIRST: tuple[Field, ...] = tuple(one for one in FIELDS if one.is_first)
"""The first sheet: these seven, and the stage, which is a dated row."""


def fields_of(section: Section) -> tuple[Field, ...]:
    return tuple(one for one in FIELDS if one.section is section)
