"""What is said of a dataset or of a model, declared once: form, page, Croissant, model card and open data follow.

The questions of datasets are those of "Datasheets for Datasets" (Gebru and others, 2021), those of models are those of
"Model Cards for Model Reporting" (Mitchell and others, 2019); `croissant` is the property of Croissant 1.0, or of its
responsible AI vocabulary, that says the same.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as t

from commun.core.declared import Text, displayed, unknown
from commun.core.themes import Theme
from commun.heritage.enums import Kind, Licence, PersonalData

Shape = Literal["text", "long", "choice", "choices", "list"]
BOTH = frozenset(Kind)
DATASETS = frozenset({Kind.DATASET})
MODELS = frozenset({Kind.MODEL})


class Part(Enum):
    """The parts of the form and of the page, in their order."""

    WHAT = "quoi"
    MAKING = "fabrication"
    USE = "usage"
    RIGHTS = "droits"

    @property
    def title(self) -> Text:
        return _TITLES[self]


_TITLES: dict[Part, Text] = {
    Part.WHAT: t("Ce que c’est"),
    Part.MAKING: t("D’où il vient et comment il a été fait"),
    Part.USE: t("À quoi il sert, et ses limites"),
    Part.RIGHTS: t("Droits et données personnelles"),
}


@dataclass(frozen=True)
class Field:
    """One fact about a version. `column`: kept in a column of its own, else with the other answers (`said`).

    `matters`: its absence is told to everyone as « non renseigné », and asked for before the version is signed when it
    `is_required`.
    """

    name: str
    label: Text
    kind: Shape
    part: Part
    of: frozenset[Kind] = BOTH
    help: Text = ""
    choices: type[models.TextChoices] | None = None
    column: bool = False
    is_required: bool = False
    matters: bool = False
    croissant: str = ""

    def display(self, value: Any) -> str:
        """A value in French; empty when it is unknown."""
        return displayed(self, value)

    @property
    def empty(self) -> Any:
        return unknown(self)


FIELDS: tuple[Field, ...] = (
    Field("title", t("Nom"), "text", Part.WHAT, column=True, is_required=True),
    Field("description", t("Description"), "long", Part.WHAT, column=True, is_required=True,
          help=t("En quelques phrases, pour quelqu’un qui ne connaît pas votre service : ce que cela contient, de "
                 "quoi cela parle.")),
    Field("changes", t("Ce qui change dans cette version"), "long", Part.WHAT, column=True,
          help=t("À partir de la deuxième version : ce qui a été ajouté, corrigé ou retiré.")),
    Field("creators", t("Qui l’a constitué"), "list", Part.WHAT, column=True, is_required=True, matters=True,
          help=t("Un organisme par ligne, dans l’ordre où il faut les citer.")),
    Field("themes", t("Thèmes"), "choices", Part.WHAT, column=True, choices=Theme),
    Field("keywords", t("Mots-clés"), "list", Part.WHAT, column=True, help=t("Un par ligne.")),
    Field("period", t("Période couverte"), "text", Part.WHAT, of=DATASETS, matters=True,
           help=t("Par exemple : de 2019 à 2025."),
          croissant="temporalCoverage"),
    Field("area", t("Territoire couvert"), "text", Part.WHAT, of=DATASETS, matters=True, croissant="spatialCoverage"),
    Field("rows", t("Ce qu’est une ligne, et combien il y en a"), "long", Part.WHAT, of=DATASETS, matters=True,
          help=t("Par exemple : une ligne par signalement d’une rue, 12 400 lignes.")),
    Field("architecture", t("Famille et taille du modèle"), "text", Part.WHAT, of=MODELS, matters=True,
          help=t("Par exemple : réseau de neurones à convolution, 11 millions de paramètres.")),
    Field("base_model", t("Modèle d’origine"), "text", Part.WHAT, of=MODELS, matters=True,
          help=t("Celui que vous avez adapté, avec sa version et sa licence ; « aucun » s’il n’y en a pas.")),
    Field("provenance", t("Provenance"), "long", Part.MAKING, column=True, is_required=True, matters=True,
          help=t("D’où viennent les données ou le modèle : services, logiciels, marchés, "
                 "conventions."), croissant="rai:dataCollection"),
    Field("collection", t("Comment les données ont été recueillies"), "long", Part.MAKING, of=DATASETS, matters=True,
          help=t("Par qui, avec quel outil, quand, et ce que les personnes en "
                 "savaient."), croissant="rai:dataCollectionRawData"),
    Field("preparation", t("Nettoyage, tri et annotation"), "long", Part.MAKING, of=DATASETS, matters=True,
          help=t("Ce qui a été retiré, corrigé ou ajouté à la main, et par "
                 "qui."), croissant="rai:dataPreprocessingProtocol"),
    Field("training_data", t("Données d’apprentissage"), "long", Part.MAKING, of=MODELS, is_required=True, matters=True,
          help=t("Lesquelles, d’où elles viennent, sous quelle licence, et ce qui en a été exclu.")),
    Field("training", t("Apprentissage"), "long", Part.MAKING, of=MODELS, matters=True,
          help=t("La méthode, les réglages principaux, le matériel et la durée.")),
    Field("energy", t("Énergie consommée"), "text", Part.MAKING, of=MODELS, matters=True,
          help=t("Si elle est connue : combien, pour quoi (apprentissage, un usage), et comment elle a été mesurée.")),
    Field("intended_use", t("Usages prévus"), "long", Part.USE, is_required=True, matters=True,
          help=t("À qui et à quoi cela peut servir."), croissant="rai:dataUseCases"),
    Field("limits", t("Limites, biais connus, usages à éviter"), "long", Part.USE, is_required=True, matters=True,
          help=t("Ce qui manque, qui est mal représenté, ce qu’il ne faut pas en "
                 "déduire."), croissant="rai:dataLimitations"),
    Field("evaluation", t("Évaluation"), "long", Part.USE, of=MODELS, is_required=True, matters=True,
          help=t("Sur quelles données, avec quelles mesures, quels résultats, et pour quels groupes de personnes.")),
    Field("oversight", t("Place de l’humain"), "long", Part.USE, of=MODELS, matters=True,
          help=t("Qui relit ce que le modèle produit, et qui peut passer outre.")),
    Field("maintenance", t("Mise à jour"), "text", Part.USE, matters=True, help=t("Par qui, et à quel rythme."),
          croissant="rai:dataReleaseMaintenancePlan"),
    Field("licence", t("Licence"), "choice", Part.RIGHTS, column=True, choices=Licence, is_required=True, matters=True,
          help=t("Sans licence ouverte, la fiche paraît mais les fichiers ne se téléchargent pas.")),
    Field("licence_note", t("Précision sur les droits"), "text", Part.RIGHTS, column=True,
          help=t("Les mentions à reprendre, ou ce qui empêche d’ouvrir les fichiers.")),
    Field("personal_data", t("Données personnelles dans les fichiers"), "choice", Part.RIGHTS, column=True,
           choices=PersonalData,
          is_required=True, matters=True,
          help=t("Un nom, une adresse, une plaque, une voix, ou ce qui permet de retrouver quelqu’un en croisant "
                 "plusieurs colonnes.")),
    Field("personal_data_note", t("Comment on s’en est assuré"), "long", Part.RIGHTS, column=True,
           is_required=True, matters=True,
          help=t("La méthode d’anonymisation ou de pseudonymisation, qui a vérifié, et l’avis de la personne "
                 "déléguée à la protection des données."),
          croissant="rai:personalSensitiveInformation"),
)  # fmt: skip
BY_NAME: dict[str, Field] = {one.name: one for one in FIELDS}


def of_kind(kind: str) -> tuple[Field, ...]:
    return tuple(one for one in FIELDS if kind in one.of)
