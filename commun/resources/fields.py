"""What is said of a resource, declared once: forms, pages, versions, imports and open data follow."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as t

from commun.core.dates import PartialDate
from commun.core.declared import Text, displayed, unknown
from commun.core.themes import Theme
from commun.resources.enums import Cost, Language, Licence, ResourceAudience, ResourceKind

Kind = Literal["text", "long", "choice", "choices", "list", "url", "integer", "duration", "partial_date"]


class Part(Enum):
    """The parts of the form, in its order."""

    WHAT = "quoi"
    USE = "usage"
    RIGHTS = "droits"
    SOURCE = "source"

    @property
    def title(self) -> Text:
        return _TITLES[self]


_TITLES: dict[Part, Text] = {
    Part.WHAT: t("Ce que c’est"),
    Part.USE: t("Pour s’en servir"),
    Part.RIGHTS: t("Coût et droits"),
    Part.SOURCE: t("D’où vient ce que vous en savez"),
}


@dataclass(frozen=True)
class Field:
    """One fact about a resource.

    `name` is the attribute of `Resource`, `header` its column in files. `matters`: its absence is told to everyone as
    « non renseigné ».
    """

    name: str
    header: str
    label: Text
    kind: Kind
    part: Part
    help: Text = ""
    example: str = ""
    choices: type[models.TextChoices] | None = None
    is_required: bool = False
    matters: bool = False

    def display(self, value: Any) -> str:
        """A value in French; empty when it is unknown."""
        return displayed(self, value)

    def to_json(self, value: Any) -> Any:
        return value.iso if isinstance(value, PartialDate) else value

    def from_json(self, value: Any) -> Any:
        return PartialDate(value) if self.kind == "partial_date" and value else value

    @property
    def empty(self) -> Any:
        """What stands for « nobody knows »."""
        return unknown(self)


FIELDS: tuple[Field, ...] = (
    Field("title", "titre", t("Nom"), "text", Part.WHAT, is_required=True, example="La Bataille de l’IA"),
    Field("description", "description", t("Description"), "long", Part.WHAT, is_required=True,
          help=t("En quelques phrases, avec vos mots : ce que l’on y fait, ce que l’on en retire."),
          example="Un jeu de cartes pour parler des effets de l’IA."),
    Field("kind", "nature", t("Nature"), "choice", Part.WHAT, choices=ResourceKind, is_required=True, example="jeu"),
    Field("producers", "producteurs", t("Qui l’a produite"), "list", Part.WHAT, matters=True,
          help=t("Un organisme par ligne."), example="Latitudes|Data for Good"),
    Field("url", "lien", t("Adresse"), "url", Part.WHAT, matters=True, example="https://www.exemple.fr/kit"),
    Field("published_on", "parution", t("Date de parution"), "partial_date", Part.WHAT,
          help=t("Le jour, le mois ou l’année : 11/03/2025, 03/2025 ou 2025."), example="2024"),
    Field("themes", "themes", t("Thèmes"), "choices", Part.WHAT, choices=Theme, example="formation|democratie"),
    Field("audiences", "publics", t("Publics"), "choices", Part.USE, choices=ResourceAudience, matters=True,
          example="agents|elus"),
    Field("age_min", "age_min", t("À partir de quel âge"), "integer", Part.USE, example="14"),
    Field("age_max", "age_max", t("Jusqu’à quel âge"), "integer", Part.USE, example="18"),
    Field("minutes", "duree_minutes", t("Durée"), "duration", Part.USE, matters=True,
          help=t("Par exemple 1 h 30, 2 h ou 90 min."), example="120"),
    Field("group_min", "groupe_min", t("Groupe, au moins"), "integer", Part.USE, help=t("Nombre de personnes."),
          example="6"),
    Field("group_max", "groupe_max", t("Groupe, au plus"), "integer", Part.USE, help=t("Nombre de personnes."),
          example="15"),
    Field("languages", "langues", t("Langues"), "choices", Part.USE, choices=Language, matters=True, example="fr"),
    Field("cost", "cout", t("Coût"), "choice", Part.RIGHTS, choices=Cost, matters=True, example="gratuit"),
    Field("cost_note", "cout_precision", t("Précision sur le coût"), "text", Part.RIGHTS,
          example="Gratuit après inscription"),
    Field("licence", "licence", t("Licence"), "choice", Part.RIGHTS, choices=Licence, matters=True,
          help=t("Celle que la ressource porte elle-même. Sans mention, laissez « Non renseigné »."),
          example="cc-by-sa"),
    Field("source_title", "source", t("Source"), "text", Part.SOURCE, matters=True,
          help=t("Où vous avez lu ce que dit cette fiche, ou comment vous le savez."), example="Page du producteur"),
    Field("source_url", "source_url", t("Adresse de la source"), "url", Part.SOURCE,
          example="https://www.exemple.fr/article"),
    Field("known_on", "source_date", t("Date de ces informations"), "partial_date", Part.SOURCE,
          help=t("La date de votre lecture ; aujourd’hui si vous laissez vide."), example="2026-11-22"),
)  # fmt: skip
BY_NAME: dict[str, Field] = {one.name: one for one in FIELDS}
BY_HEADER: dict[str, Field] = {one.header: one for one in FIELDS}


def of_part(part: Part) -> tuple[Field, ...]:
    return tuple(one for one in FIELDS if one.part is part)
