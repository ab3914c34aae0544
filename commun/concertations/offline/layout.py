"""Which sheet holds what: the fields come from `canevas.FIELDS`, the columns of the repeated rows are declared here.

A cell is known by a code, never by where it stands: people move lines, and copy sheets into other workbooks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as t

from commun.concertations import canevas, enums
from commun.concertations.canevas import Section
from commun.core.declared import Text

CANEVAS_VERSION = "1"

GUIDE_SHEET = t("Mode d’emploi")
CONTROL_SHEET = "Contrôle"
LISTS_SHEET = "Listes"
SECTION_SHEETS: dict[Section, str] = {
    Section.PRACTICAL: "1 Informations",
    Section.METHOD: "2 Méthode",
    Section.RESULTS: "3 Résultats",
}
FIELD_HEADS = {"label": t("Champ"), "answer": t("Votre réponse"), "help": t("Aide"), "code": t("Code")}
REF_HEAD = t("Réf.")
# Written in the reference column of the line that explains the others, so that reading skips it.
HELP_REF = "aide"
YES, NO = "Oui", "Non"

ColumnKind = Literal["text", "long", "date", "time", "duration", "integer", "yes_no", "choice", "choices", "sequence"]


@dataclass(frozen=True)
class Column:
    """One column of a sheet of rows; `name` is the attribute of the model."""

    name: str
    label: Text
    kind: ColumnKind = "text"
    help: Text = ""
    width: int = 24
    choices: type[models.TextChoices] | None = None
    is_required: bool = False


@dataclass(frozen=True)
class RowSheet:
    """A sheet where each line is one row; `name` is the related name on Concertation."""

    name: str
    title: str
    columns: tuple[Column, ...]
    blank_lines: int
    # Rows that are already there may be changed or taken away; otherwise a file can only add.
    may_rewrite: bool = True

    def column(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)


ROW_SHEETS: tuple[RowSheet, ...] = (
    RowSheet(
        "audiences",
        "Publics",
        (
            Column("audience", t("Public"), "choice", t("Une ligne par public."), 30, enums.Audience, is_required=True),
            Column("details", t("Précision"), help=t("Par exemple : lycéens, agents d’accueil."), width=44),
            Column("people_count", t("Participants"), "integer", t("Vide si vous ne les avez pas comptés."), 14),
        ),
        blank_lines=20,
    ),
    RowSheet(
        "speakers",
        "Intervenants",
        (
            Column("name", t("Nom"), help=t("Publié seulement si la dernière colonne dit « Oui »."), width=26),
            Column("profession", t("Profession"), width=24),
            Column("organisation", t("Organisme"), width=26),
            Column("talk_title", t("Titre de la présentation"), width=36),
            Column("interests", t("Liens d’intérêt"), help=t("Employeur, mandat, client du sujet traité."), width=30),
            Column("has_consented", t("Accepte que son nom soit publié"), "yes_no", t("Oui ou Non."), 18),
        ),
        blank_lines=30,
    ),
    RowSheet(
        "sequences",
        "Séquences",
        (
            Column("title", t("Intitulé"), help=t("Atelier, plénière, visite…"), width=36, is_required=True),
            Column("on", t("Date"), "date", t("JJ/MM/AAAA"), 14),
            Column("starts_at", t("Heure de début"), "time", t("14:30"), 12),
            Column("minutes", t("Durée"), "duration", t("2 h 30, ou 150 min"), 14),
            Column("attendance", t("Personnes présentes"), "integer", width=14),
            Column("place", t("Lieu"), width=28),
            Column("is_open", t("Ouverte à tout le monde"), "yes_no", t("Oui ou Non."), 16),
            Column("account", t("Ce qui s’y est dit"), "long", t("Quelques phrases, sans nommer personne."), 60),
        ),
        blank_lines=60,
    ),
    RowSheet(
        "frame_changes",
        "Évolution du cadre",
        (
            Column("on", t("Date"), "date", t("JJ/MM/AAAA"), 14, is_required=True),
            Column("text", t("Ce qui a changé"), "long", width=60, is_required=True),
            Column(
                "decided_by",
                t("Décidé par (fonction)"),
                help=t("La fonction, pas le nom."),
                width=34,
                is_required=True,
            ),
        ),
        blank_lines=20,
        may_rewrite=False,
    ),
    RowSheet(
        "takeaways",
        "Remontées",
        (
            Column(
                "kind",
                t("Nature"),
                "choice",
                t("Vide : une proposition."),
                20,
                enums.TakeawayKind,
            ),
            Column("number", t("Numéro"), "integer", t("Vide : le premier libre."), 10),
            Column("text", t("Texte exact"), "long", t("Mot pour mot, une idée par ligne."), 70, is_required=True),
            Column("theme", t("Thème"), "choice", width=30, choices=enums.Theme),
            Column(
                "audiences",
                t("Publics"),
                "choices",
                t("Plusieurs publics : séparez-les par un point-virgule."),
                30,
                enums.Audience,
            ),
            Column("sequence", t("Séquence"), "sequence", t("L’intitulé, comme dans la feuille Séquences."), 30),
            Column(
                "vigilance_kind",
                t("Type de vigilance"),
                "choice",
                t("Pour un point de vigilance."),
                22,
                enums.VigilanceKind,
            ),
            Column("recipient", t("Destinataire"), "choice", t("Pour une proposition."), 24, enums.Recipient),
            Column("support", t("Soutien"), "choice", t("Pour une proposition."), 14, enums.Support),
            Column("support_note", t("Avis divergents"), "long", width=40),
            Column("bears_on", t("Concerne"), "choice", t("Pour un frein ou une opportunité."), 20, enums.BearsOn),
        ),
        blank_lines=300,
        may_rewrite=False,
    ),
)
ROW_SHEET: dict[str, RowSheet] = {one.name: one for one in ROW_SHEETS}
# Kept online only: a file cannot carry them.
NOT_IN_FILES = frozenset({"documents", "co_leads"})


def fields(section: Section) -> Iterator[canevas.Field]:
    """The fields of a section that are one cell, or one cell for each choice."""
    return (one for one in canevas.of_section(section) if one.kind != "rows")


def codes(field: canevas.Field) -> Iterator[tuple[str, Text]]:
    """(code, label) of each cell of a field: one, or one for each choice where several may be kept."""
    if field.kind != "choices":
        yield field.name, field.label
        return
    assert field.choices is not None
    for choice in field.choices:
        yield f"{field.name}:{choice.value}", choice.label
