"""The catalogue as open data. The columns of facts are those of `fields.FIELDS`: a file that was exported is imported
back with nothing to change."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.resources.fields import FIELDS, Field
from commun.resources.list_page import LIST_PAGE
from commun.resources.models import Resource

CHANGES = "resource"
_TYPES = {
    "choice": Type.ENUM,
    "choices": Type.LIST,
    "list": Type.LIST,
    "url": Type.URL,
    "integer": Type.INTEGER,
    "duration": Type.INTEGER,
    "partial_date": Type.PARTIAL_DATE,
}


def _rows() -> Queryset:
    return Resource.objects.public().order_by("pk")


def changed_at() -> datetime.datetime | None:
    """When something of the catalogue last changed. One query."""
    at: datetime.datetime | None = AuditEvent.objects.filter(verb__startswith="resource.", is_public=True).aggregate(
        at=Max("at")
    )["at"]
    return at


def _page(slug: str) -> str:
    return f"{settings.SITE_URL}/ressources/{slug}/"


def _items(value: Any) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(str(one).split()).replace("|", "/") for one in value]


def _iso(value: Any) -> Cell:
    return str(value.iso)


def _column(one: Field) -> Column:
    kind = _TYPES.get(one.kind, Type.STRING)
    options: dict[str, Any] = {"minimum": 0} if kind is Type.INTEGER else {}
    if kind is Type.LIST:
        options["read"] = _items
    elif kind is Type.PARTIAL_DATE:
        options["read"] = _iso
    return Column(
        one.header,
        one.name,
        f"{one.label}." if not one.help else t("%(label)s. %(help)s") % {"label": one.label, "help": one.help},
        kind,
        one.example,
        choices=one.choices if kind is Type.ENUM else None,
        is_required=one.is_required,
        **options,
    )


RESOURCES = Dataset(
    slug="ressources",
    title=t("Ressources"),
    row=t("une ressource"),
    description=t(
        "Le catalogue des outils, kits, jeux, formations, guides et documents modèles qui aident à débattre de l’IA : "
        "qui les produit, à qui ils vont, ce qu’ils demandent, sous quelle licence, d’où on le sait et depuis quand."
    ),
    keywords=("ressources", "débat", "intelligence artificielle", "médiation"),
    rows=_rows,
    find=by_uid,
    changed_at=changed_at,
    dated="added_at",
    page=LIST_PAGE,
    notes=(
        t("Une cellule vide dit que personne ne l’a encore renseigné."),
        t("La licence est celle de la ressource elle-même, et non celle de cette ligne."),
        t("Une ressource retirée quitte ce jeu ; son adresse dit pourquoi."),
    ),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de la ressource."), example="re-0003", is_required=True,
               is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/ressources/la-bataille-de-l-ia/", read=_page, is_required=True),
        *(_column(one) for one in FIELDS),
        Column("ajoutee_le", "added_at", t("Quand elle est entrée au catalogue."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("modifiee_le", "updated_at", t("Quand sa fiche a changé pour la dernière fois."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("version", "version", t("1, puis 2 quand la fiche est corrigée."), Type.INTEGER, "1", is_required=True,
               minimum=1),
    ),
)  # fmt: skip

DATASETS = (RESOURCES,)
