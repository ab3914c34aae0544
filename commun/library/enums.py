"""Vocabularies of the library: values are those of the open data, labels are what people read.

Themes and sub-themes are those of the Banque des Territoires, which the network's library uses (DOMAIN 1.3).
"""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    ECOLOGY = "transition_ecologique", _("Transition écologique et énergétique")
    DEVELOPMENT = "attractivite", _("Attractivité et développement")
    CITIZENSHIP = "citoyennete", _("Citoyenneté, santé et solidarité")
    MOBILITY = "mobilites", _("Mobilités")
    GOVERNANCE = "gouvernance", _("Gouvernance et socles technologiques")
    ADMINISTRATION = "administration", _("Administration et organisation interne")


class SubTheme(models.TextChoices):
    ENERGY = "performance_energetique", _("Performance énergétique")
    LIGHTING = "eclairage_public", _("Éclairage public")
    WATER = "gestion_de_l_eau", _("Gestion de l’eau")
    WASTE = "dechets", _("Déchets et économie circulaire")
    AIR_AND_NOISE = "air_et_bruit", _("Qualité de l’air et nuisances sonores")
    BIODIVERSITY = "biodiversite", _("Biodiversité et préservation des espaces naturels")
    RISKS = "risques", _("Prévention et gestion des risques")
    BUSINESS = "commerce", _("Commerce et développement économique")
    FARMING = "agriculture", _("Agriculture")
    CULTURE = "culture", _("Culture et loisirs")
    PLANNING = "construction_amenagement", _("Construction et aménagement")
    REAL_ESTATE = "immobilier", _("Immobilier")
    EDUCATION = "education", _("Éducation")
    HEALTH = "sante", _("Santé et accès aux soins")
    DISABILITY = "accessibilite", _("Accessibilité et handicap")
    USER_RELATIONS = "relation_usagers", _("Lien social et relation aux usagers")
    INCLUSION = "inclusion_numerique", _("Inclusion numérique")
    PARTICIPATION = "participation", _("Participation citoyenne")
    LOGISTICS = "logistique_urbaine", _("Logistique urbaine")
    MULTIMODALITY = "multimodalites", _("Multimodalités")
    TRAFFIC = "flux_et_trafic", _("Flux et trafic")
    LOW_CARBON_MOBILITY = "mobilite_decarbonee", _("Mobilité décarbonée")
    PARKING = "stationnement", _("Stationnement")
    MODELLING = "modelisation_jumeau_numerique", _("Modélisation et jumeau numérique")
    IT_TOOLS = "outillage_si", _("Outillage système d’information")
    INFRASTRUCTURE = "infrastructures_numeriques", _("Infrastructures numériques")
    DIGITAL_STRATEGY = "strategie_numerique_responsable", _("Gouvernance et stratégie numérique responsable")
    DATA_PLATFORM = "plateforme_de_donnees", _("Plateforme de données")
    CYBERSECURITY = "cybersecurite", _("Cybersécurité")
    HUMAN_RESOURCES = "ressources_humaines", _("Gestion des ressources humaines")
    ASSEMBLIES = "assemblees", _("Gestion des assemblées")
    PUBLIC_PROCUREMENT = "marches_publics", _("Gestion des marchés publics")
    WRITING = "redaction_documents", _("Aide à la rédaction et gestion documentaire")
    LEGAL_AID = "aide_juridique", _("Aide juridique")


THEME_OF: dict[SubTheme, Theme] = {
    **dict.fromkeys(
        (
            SubTheme.ENERGY,
            SubTheme.LIGHTING,
            SubTheme.WATER,
            SubTheme.WASTE,
            SubTheme.AIR_AND_NOISE,
            SubTheme.BIODIVERSITY,
            SubTheme.RISKS,
        ),
        Theme.ECOLOGY,
    ),
    **dict.fromkeys(
        (SubTheme.BUSINESS, SubTheme.FARMING, SubTheme.CULTURE, SubTheme.PLANNING, SubTheme.REAL_ESTATE),
        Theme.DEVELOPMENT,
    ),
    **dict.fromkeys(
        (
            SubTheme.EDUCATION,
            SubTheme.HEALTH,
            SubTheme.DISABILITY,
            SubTheme.USER_RELATIONS,
            SubTheme.INCLUSION,
            SubTheme.PARTICIPATION,
        ),
        Theme.CITIZENSHIP,
    ),
    **dict.fromkeys(
        (
            SubTheme.LOGISTICS,
            SubTheme.MULTIMODALITY,
            SubTheme.TRAFFIC,
            SubTheme.LOW_CARBON_MOBILITY,
            SubTheme.PARKING,
        ),
        Theme.MOBILITY,
    ),
    **dict.fromkeys(
        (
            SubTheme.MODELLING,
            SubTheme.IT_TOOLS,
            SubTheme.INFRASTRUCTURE,
            SubTheme.DIGITAL_STRATEGY,
            SubTheme.DATA_PLATFORM,
            SubTheme.CYBERSECURITY,
        ),
        Theme.GOVERNANCE,
    ),
    **dict.fromkeys(
        (
            SubTheme.HUMAN_RESOURCES,
            SubTheme.ASSEMBLIES,
            SubTheme.PUBLIC_PROCUREMENT,
            SubTheme.WRITING,
            SubTheme.LEGAL_AID,
        ),
        Theme.ADMINISTRATION,
    ),
}


class Stage(models.TextChoices):
    """Where the use stands. Orthogonal to whether its sheet is published (DOMAIN 5.5)."""

    EXPLORATION = "exploration", _("En exploration")
    EXPERIMENT = "experimentation", _("En expérimentation")
    ROLL_OUT = "deploiement", _("En déploiement")
    IN_USE = "exploitation", _("En exploitation")
    SUSPENDED = "suspendu", _("Suspendu")
    ENDED = "termine", _("Terminé")
    ABANDONED = "abandonne", _("Abandonné")
    UNKNOWN = "non_renseigne", _("Étape non renseignée")


class AbandonReason(models.TextChoices):
    TECHNICAL = "technique", _("Technique")
    DATA = "donnees", _("Données")
    COST = "cout", _("Coût")
    LEGAL = "juridique", _("Juridique")
    ORGANISATION = "organisation", _("Organisation et métiers")
    NO_NEED = "pas_de_besoin", _("Pas de besoin")
    SUPPLIER = "fournisseur", _("Fournisseur")
    POLITICAL = "politique", _("Choix politique")
    OTHER = "autre", _("Autre")
    UNPUBLISHED = "non_publie", _("Motif non publié")


class Audience(models.TextChoices):
    PUBLIC = "grand_public", _("Grand public")
    BENEFICIARY = "beneficiaire", _("Bénéficiaire")
    AGENT = "agent", _("Agent")
    ASSOCIATION = "association", _("Association")
    ELU = "elu", _("Élu")
    BUSINESS = "entreprises", _("Entreprises")
    COLLECTIVITE = "collectivites", _("Collectivités")
    SCHOOL = "etablissement_scolaire", _("Établissement scolaire")
    HEALTH = "etablissement_sante", _("Établissement de santé")
    PLANNER = "amenageurs", _("Aménageurs")


class Technique(models.TextChoices):
    """What kind of system it is: a scoring grid belongs here as much as a language model (CRPA L311-3-1)."""

    RULES = "regles", _("Règles de calcul (sans IA)")
    STATISTICS = "statistique", _("Statistique")
    LEARNING = "apprentissage", _("Apprentissage automatique")
    GENERATIVE = "generatif", _("IA générative")
    NONE = "sans_objet", _("Sans objet (charte, stratégie, formation)")


class Method(models.TextChoices):
    """The `type_algorithme` of the network's schema."""

    MACHINE_LEARNING = "machine_learning", _("Apprentissage automatique")
    LANGUAGE = "traitement_du_langage", _("Traitement automatique du langage")
    GENERATIVE = "ia_generative", _("IA générative")
    VISION = "computer_vision", _("Vision par ordinateur")
    NEURAL_NETWORKS = "reseaux_de_neurones", _("Réseaux de neurones")
    RULES = "systeme_de_regles", _("Système de règles")


class PersonalData(models.TextChoices):
    NONE = "non", _("Aucune")
    PSEUDONYMISED = "pseudonymisees", _("Oui, pseudonymisées")
    YES = "oui", _("Oui")


class DataSource(models.TextChoices):
    USER = "usager", _("L’usager")
    INTERNAL = "interne", _("Un jeu de données interne")
    OPEN_DATA = "open_data", _("Des données ouvertes")
    THIRD_PARTY = "tiers", _("Les données d’un tiers")


class DataAccess(models.TextChoices):
    API = "api", _("Par API")
    AUTOMATED = "automatisee", _("Automatisée")
    MANUAL = "manuelle", _("Par récupération manuelle")


class DpiaStatus(models.TextChoices):
    NOT_REQUIRED = "non_requise", _("Non requise")
    UNDER_WAY = "en_cours", _("En cours")
    DONE = "faite", _("Faite")
    NOT_DONE = "non_faite", _("Pas encore faite")


class Automation(models.TextChoices):
    FULL = "entierement_automatisee", _("Entièrement automatisée")
    ASSISTED = "assistee", _("Assistée : un agent valide chaque décision")
    ADVICE = "aide_a_la_decision", _("Aide à la décision : un agent décide, parfois avec ce résultat")
    NONE = "sans_decision_individuelle", _("Sans décision individuelle")


class DecisionScope(models.TextChoices):
    EXTERNAL = "externe", _("Externe : un usager ou une entreprise")
    INTERNAL = "interne", _("Interne : les agents")


class RiskClass(models.TextChoices):
    """Of the European regulation on AI (2024/1689), as the territory qualified its use."""

    MINIMAL = "minimal", _("Risque minimal")
    LIMITED = "limite", _("Risque limité (transparence)")
    HIGH = "eleve", _("Haut risque")
    UNACCEPTABLE = "inacceptable", _("Pratique interdite")


class AnnexPoint(models.TextChoices):
    """The points of annex III that a local government meets (DOMAIN 3.2)."""

    BIOMETRICS = "1", _("1. Biométrie")
    INFRASTRUCTURE = "2", _("2. Sécurité de l’eau, du gaz, du chauffage, de l’électricité ou du trafic routier")
    EDUCATION = "3", _("3. Accès à l’éducation et à la formation")
    EMPLOYMENT = "4", _("4. Emploi et gestion des ressources humaines")
    BENEFITS = "5a", _("5 a. Droit à des prestations ou services publics essentiels")
    EMERGENCY = "5d", _("5 d. Appels d’urgence et envoi des secours")
    LAW_ENFORCEMENT = "6", _("6. Répression des infractions")
    VOTING = "8b", _("8 b. Influence sur un vote")


class AiActRole(models.TextChoices):
    DEPLOYER = "deployeur", _("Déployeur : nous l’utilisons")
    PROVIDER = "fournisseur", _("Fournisseur : nous l’avons développé")
    BOTH = "les_deux", _("Les deux")


class Quality(models.TextChoices):
    """The network's inverted scale « erreur », said positively (DOMAIN 5.5)."""

    GOOD = "repond_bien", _("Répond bien au besoin")
    PARTIAL = "repond_partiellement", _("Y répond en partie")
    BAD = "ne_repond_pas", _("N’y répond pas")


class Explainability(models.TextChoices):
    """The network's inverted scale « explicabilite », said positively."""

    EASY = "facile", _("S’explique facilement")
    PARTIAL = "partielle", _("S’explique en partie")
    NONE = "impossible", _("Ne s’explique pas")


class Implementation(models.TextChoices):
    IN_HOUSE = "interne", _("Développé en interne")
    OUTSIDE = "externe", _("Développé en externe")
    CONTRACTORS = "prestataires", _("Avec un ou plusieurs prestataires")
    PROCUREMENT = "marche_public", _("Acheté par marché public")


class ProcurementRoute(models.TextChoices):
    UGAP = "ugap", _("Centrale d’achat (Ugap ou autre)")
    ADAPTED = "procedure_adaptee", _("Marché à procédure adaptée")
    FORMAL = "procedure_formalisee", _("Appel d’offres ou procédure formalisée")
    BELOW_THRESHOLD = "sans_publicite", _("Achat sous les seuils")
    INNOVATION = "achat_innovant", _("Achat innovant ou partenariat d’innovation")
    POOLED = "mutualise", _("Groupement ou mutualisation")
    GRANT = "appel_a_projets", _("Appel à projets, partenariat de recherche")
    NONE = "aucun", _("Aucun achat")


class CostBand(models.TextChoices):
    """By year. The three first are those of the network's schema, in its words."""

    UNDER_50 = "moins_de_50k", _("Moins de 50 k€")
    FROM_50_TO_100 = "de_50k_a_100k", _("De 50 k€ à 100 k€")
    OVER_100 = "plus_de_100k", _("Plus de 100 k€")

    @classmethod
    def of(cls, yearly: Decimal) -> "CostBand":
        """The band of an amount in euros."""
        if yearly < 50_000:
            return cls.UNDER_50
        return cls.FROM_50_TO_100 if yearly <= 100_000 else cls.OVER_100


class Hosting(models.TextChoices):
    CLOUD = "cloud_tiers", _("Chez un tiers (cloud)")
    IN_HOUSE = "interne", _("Dans l’administration")


class Debated(models.TextChoices):
    """« Débattu avant déploiement ? »: the network's motto, made a fact."""

    YES = "oui", _("Oui")
    NO = "non", _("Non")
    NOT_APPLICABLE = "sans_objet", _("Sans objet")


class ResultNature(models.TextChoices):
    TARGET = "objectif", _("Objectif")
    SIMULATED = "simule", _("Simulé")
    MEASURED = "mesure", _("Mesuré")
    CLAIMED_BY_OWNER = "annonce_porteur", _("Annoncé par le porteur")
    CLAIMED_BY_SUPPLIER = "annonce_prestataire", _("Annoncé par le prestataire")
    EVALUATED = "evalue_tiers", _("Évalué par un tiers")


class LineageKind(models.TextChoices):
    """Read from the later use to the earlier one."""

    REUSES = "repris_de", _("Repris de")
    INSPIRED_BY = "inspire_de", _("Inspiré de")
    ABANDONED_AFTER = "abandonne_apres", _("Abandonné après")
    SAME_NEED = "meme_besoin", _("Même besoin, développé à part")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    NETWORK = "reseau", _("Réseau (espace de confiance)")
    TERRITORY = "territoire", _("Notre territoire seulement")


class SheetState(models.TextChoices):
    """Of the sheet, not of the use. « À revérifier » is a fact of the calendar, never stored."""

    DRAFT = "brouillon", _("Brouillon")
    IN_REVIEW = "relecture", _("En relecture")
    PUBLISHED = "publiee", _("Publiée")
    ARCHIVED = "archivee", _("Archivée")


class SizeBand(models.TextChoices):
    """By population of the territory; 3,500 is the threshold of the CRPA, 50,000 that of the REEN law."""

    UNDER_3500 = "moins_de_3500", _("Moins de 3 500 habitants")
    UNDER_20000 = "de_3500_a_20000", _("De 3 500 à 20 000 habitants")
    UNDER_50000 = "de_20000_a_50000", _("De 20 000 à 50 000 habitants")
    UNDER_250000 = "de_50000_a_250000", _("De 50 000 à 250 000 habitants")
    OVER_250000 = "plus_de_250000", _("Plus de 250 000 habitants")

    @classmethod
    def of(cls, population: int | None) -> "SizeBand | None":
        if population is None:
            return None
        for limit, band in (
            (3_500, cls.UNDER_3500),
            (20_000, cls.UNDER_20000),
            (50_000, cls.UNDER_50000),
            (250_000, cls.UNDER_250000),
        ):
            if population < limit:
                return band
        return cls.OVER_250000


class Licence(models.TextChoices):
    """Of a sheet: chosen by its territory, open in both cases."""

    OPEN_LICENCE = "lov2", _("Licence Ouverte 2.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")


class FeedVerdict(models.TextChoices):
    """Of a file that came from elsewhere."""

    ACCEPTED = "acceptee", _("Acceptée")
    QUARANTINED = "quarantaine", _("En quarantaine")


class Moment(models.TextChoices):
    """When, in the life of a use, it was evaluated."""

    BEFORE = "avant", _("Avant le déploiement")
    DURING = "pendant", _("Pendant l’usage")
    AFTER = "apres", _("Après l’arrêt")


class Outcome(models.TextChoices):
    """What is answered to a question of the grid: one of four levels, in order, each described by the question itself.

    Words and never numbers: nothing may be added up, nor averaged.
    """

    NOTHING = "rien", _("Rien de fait")
    STARTED = "amorce", _("Amorcé")
    IN_PLACE = "en_place", _("En place")
    CHECKED = "verifie", _("Vérifié")
    NOT_APPLICABLE = "sans_objet", _("Sans objet")


LEVELS: tuple[Outcome, ...] = (Outcome.NOTHING, Outcome.STARTED, Outcome.IN_PLACE, Outcome.CHECKED)
