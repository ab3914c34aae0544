"""How the network's schema spells our values: read from its files, written in ours. Scales said the wrong way round
in it (« erreur », « explicabilite »: a high value is bad) are turned here, and nowhere else (DOMAIN 5.5).
"""

from django.db import models

from commun.core.text import folded
from commun.library import enums
from commun.territories.enums import Kind

_SPELLED: dict[str, str] = {
    enums.SubTheme.LIGHTING: "Eclairage public",
    enums.SubTheme.EDUCATION: "Education",
    enums.Audience.SCHOOL: "Etablissement scolaire",
    enums.Audience.HEALTH: "Etablissement santé",
    enums.Method.MACHINE_LEARNING: "Machine Learning",
    enums.Method.LANGUAGE: "Traitement Automatique du langage",
    enums.Method.VISION: "Computer vision",
}


def spelled(one: models.TextChoices) -> str:
    """Our value as every file of the network spells it: our own label, but for a few that plain French says better."""
    return _SPELLED.get(one, str(one.label))


# target → our value → the word of the 38-field schema.
SCHEMA_WORDS: dict[str, dict[str, str]] = {
    "stage": {
        enums.Stage.EXPERIMENT: "En expérimentation",
        enums.Stage.ROLL_OUT: "En déploiement",
        enums.Stage.IN_USE: "En déploiement",
        enums.Stage.ENDED: "Terminée",
        enums.Stage.ABANDONED: "Abandonné",
    },
    "cost_band": {
        enums.CostBand.UNDER_50: "moins de 50k€",
        enums.CostBand.FROM_50_TO_100: "de 50k€ à 100k€",
        enums.CostBand.OVER_100: "plus de 100k€",
    },
    "implementation": {
        enums.Implementation.IN_HOUSE: "Projet développé en interne",
        enums.Implementation.OUTSIDE: "projet développé en externe",
        enums.Implementation.CONTRACTORS: "mobilisation de prestataire(s)",
        enums.Implementation.PROCUREMENT: "marché public",
    },
    "theme": {one.value: str(one.label) for one in enums.Theme},
    "sub_themes": {one.value: spelled(one) for one in enums.SubTheme},
    "audiences": {
        **{one.value: spelled(one) for one in enums.Audience if one != enums.Audience.PLANNER},
        enums.Audience.ELU: "Elu",
    },
    "hosting": {
        enums.Hosting.CLOUD: "cloud chez un tiers",
        enums.Hosting.IN_HOUSE: "en interne de l'administration",
    },
    "methods": {one.value: spelled(one) for one in enums.Method if one != enums.Method.RULES},
    "data_sources": {
        enums.DataSource.USER: "usager",
        enums.DataSource.INTERNAL: "jeu de données interne",
        enums.DataSource.OPEN_DATA: "open data",
        enums.DataSource.THIRD_PARTY: "données d'un tiers",
    },
    "data_access": {
        enums.DataAccess.API: "par API",
        enums.DataAccess.AUTOMATED: "automatisée",
        enums.DataAccess.MANUAL: "par récupération manuelle",
    },
    "risk_class": {
        enums.RiskClass.MINIMAL: "risque minimal",
        enums.RiskClass.LIMITED: "risque limité",
        enums.RiskClass.HIGH: "risque élevé",
        enums.RiskClass.UNACCEPTABLE: "inacceptable",
    },
    "quality": {
        enums.Quality.GOOD: "faible",
        enums.Quality.PARTIAL: "moyen",
        enums.Quality.BAD: "fort",
    },
    "explainability": {
        enums.Explainability.EASY: "faible",
        enums.Explainability.PARTIAL: "moyen",
        enums.Explainability.NONE: "fort",
    },
}
INVERTED = frozenset({"quality", "explainability"})
"""Scales of the network where « fort » is bad: their words mean nothing in another table."""

NOTHING = frozenset({"", "nsp", "ne sait pas", "non renseigne", "n/a", "na", "nc", "/", "-", "?"})

# Other spellings of a value that leave no doubt, by target. Those of the network's public file are among them.
SYNONYMS: dict[str, dict[str, str]] = {
    "stage": {
        "termine": enums.Stage.ENDED,
        "terminee": enums.Stage.ENDED,
        "abandonnee": enums.Stage.ABANDONED,
        "en reflexion": enums.Stage.EXPLORATION,
        "exploration": enums.Stage.EXPLORATION,
        "poc": enums.Stage.EXPERIMENT,
        "experimentation": enums.Stage.EXPERIMENT,
        "pilote": enums.Stage.EXPERIMENT,
        "deploiement": enums.Stage.ROLL_OUT,
        "exploitation": enums.Stage.IN_USE,
        "en production": enums.Stage.IN_USE,
        "en service": enums.Stage.IN_USE,
        "suspendue": enums.Stage.SUSPENDED,
    },
    "audiences": {
        "elus": enums.Audience.ELU,
        "agents": enums.Audience.AGENT,
        "beneficiaires": enums.Audience.BENEFICIARY,
        "associations": enums.Audience.ASSOCIATION,
        "entreprise": enums.Audience.BUSINESS,
        "collectivite": enums.Audience.COLLECTIVITE,
        "etablissements scolaires": enums.Audience.SCHOOL,
        "amenageur": enums.Audience.PLANNER,
    },
    "hosting": {"cloud": enums.Hosting.CLOUD, "interne": enums.Hosting.IN_HOUSE},
    "methods": {"nlp": enums.Method.LANGUAGE, "apprentissage automatique": enums.Method.MACHINE_LEARNING},
}

# The word of a type in the network's public file → the kinds that it may mean. What the schema says comes first.
TYPES: dict[str, frozenset[Kind]] = {
    "Commune": frozenset({Kind.COMMUNE, Kind.SPECIAL_COMMUNE}),
    "EPCI": frozenset(
        {Kind.COMMUNAUTE_COMMUNES, Kind.COMMUNAUTE_AGGLOMERATION, Kind.COMMUNAUTE_URBAINE, Kind.METROPOLE, Kind.EPT}
    ),
    "Département": frozenset({Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE}),
    "Région": frozenset({Kind.REGION, Kind.COLLECTIVITE_UNIQUE}),
    "Syndicat mixte": frozenset({Kind.SYNDICAT_MIXTE, Kind.PETR}),
    "Opérateur": frozenset({Kind.ETABLISSEMENT_PUBLIC, Kind.CODEV, Kind.UNIVERSITE, Kind.AUTRE}),
    "Métropole": frozenset({Kind.METROPOLE}),
    "EPT": frozenset({Kind.EPT}),
    "Communauté d'agglomérations": frozenset({Kind.COMMUNAUTE_AGGLOMERATION}),
    "Communauté d'agglomération": frozenset({Kind.COMMUNAUTE_AGGLOMERATION}),
    "Communauté urbaine": frozenset({Kind.COMMUNAUTE_URBAINE}),
    "Communauté de communes": frozenset({Kind.COMMUNAUTE_COMMUNES}),
    "Syndicat": frozenset({Kind.SYNDICAT_MIXTE, Kind.PETR}),
}
SCHEMA_TYPES = ("Commune", "EPCI", "Département", "Région", "Syndicat mixte", "Opérateur")
_KINDS_BY_WORD = {folded(word): kinds for word, kinds in TYPES.items()}

# A kind → its word in the network's public file, whose filters know these.
PUBLIC_TYPE_OF: dict[Kind, str] = {
    Kind.COMMUNE: "Commune",
    Kind.SPECIAL_COMMUNE: "Commune",
    Kind.METROPOLE: "Métropole",
    Kind.EPT: "EPT",
    Kind.COMMUNAUTE_AGGLOMERATION: "Communauté d'agglomérations",
    Kind.COMMUNAUTE_URBAINE: "Communauté urbaine",
    Kind.COMMUNAUTE_COMMUNES: "Communauté de communes",
    Kind.DEPARTEMENT: "Département",
    Kind.REGION: "Région",
    Kind.COLLECTIVITE_UNIQUE: "Collectivité unique",
    Kind.SYNDICAT_MIXTE: "Syndicat mixte",
    Kind.PETR: "Syndicat mixte",
}
SCHEMA_TYPE_OF: dict[Kind, str] = {
    kind: word for word in SCHEMA_TYPES for kind in TYPES[word] if kind != Kind.COLLECTIVITE_UNIQUE
}


def kinds_of(word: str) -> frozenset[Kind]:
    """The kinds that a type may mean; none for a word that nobody knows."""
    key = folded(word)
    known = _KINDS_BY_WORD.get(key)
    if known is not None:
        return known
    return frozenset(one for one in Kind if folded(str(one.label)) == key)


def schema_type(word: str) -> str:
    """The word of the schema for a type of the public file; empty when several could be meant."""
    kinds = kinds_of(word)
    return next((one for one in SCHEMA_TYPES if kinds and kinds <= TYPES[one]), "")
