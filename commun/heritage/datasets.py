"""The heritage as open data: one line for each item, as its last public version says it."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, ListPage, Narrowing, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.core.themes import Theme
from commun.heritage.enums import Kind, Licence, PersonalData
from commun.heritage.models import HeritageItem
from commun.heritage.queries import pages


def _rows() -> Queryset:
    return (
        HeritageItem.objects.public()
        .filter(territory__is_fictional=False)
        .annotate(file_count=Count("current__files"), weight=Sum("current__files__content__size"))
        .order_by("pk")
    )


def _changed_at() -> datetime.datetime | None:
    at: datetime.datetime | None = AuditEvent.objects.filter(verb__startswith="heritage.", is_public=True).aggregate(
        at=Max("at")
    )["at"]
    return at


def _taken_down_at() -> datetime.datetime | None:
    at: datetime.datetime | None = HeritageItem.objects.aggregate(at=Max("withdrawn_at"))["at"]
    return at


def _page(uid: str) -> str:
    return f"{settings.SITE_URL}/patrimoine/{uid}/"


def _croissant(uid: str, number: int) -> Cell:
    return f"{settings.SITE_URL}/patrimoine/{uid}/v/{number}/croissant.json"


def _items(value: Any) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(str(one).split()).replace("|", "/") for one in value]


def _read(query: QueryDict) -> Narrowing:
    wanted = pages.read(query)
    understood = {name for name, _value in wanted.choices} | ({pages.TEXT} if wanted.text else set())
    unread = tuple(name for name in pages.PARAMETERS if query.get(name) and name not in understood)

    def narrow(rows: Queryset) -> Queryset:
        return rows.filter(pk__in=wanted.narrow(HeritageItem.objects.public()).values("pk"))

    return Narrowing(narrow, unread)


LIST_PAGE = ListPage(url_name="heritage:list", parameters=pages.PARAMETERS, read=_read)

HERITAGE = Dataset(
    slug="patrimoine",
    title=t("Patrimoine de données et de modèles"),
    row=t("un jeu de données ou un modèle"),
    description=t(
        "Les jeux de données et les modèles que des collectivités archivent en commun : ce qu’ils contiennent, "
        "d’où ils "
        "viennent, sous quelle licence, qui les conserve, leur empreinte et l’adresse permanente où les citer."
    ),
    keywords=("patrimoine", "données", "modèles", "archives", "intelligence artificielle"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    taken_down_at=_taken_down_at,
    page=LIST_PAGE,
    notes=(
        t("Une ligne dit la dernière version publique ; les précédentes gardent leur adresse."),
        t("La licence est celle des fichiers eux-mêmes, et non celle de cette ligne."),
    ),
    columns=(
        Column("identifiant", "uid", t("Identifiant permanent."), example="p7k2q9x4m", is_required=True,
               is_unique=True),
        Column("url", "uid", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/patrimoine/p7k2q9x4m/", read=_page, is_required=True),
        Column("nature", "kind", t("Jeu de données ou modèle."), Type.ENUM, "jeu_de_donnees", choices=Kind,
               is_required=True),
        Column("territoire", "territory__uid", t("Identifiant de la collectivité qui l’a déposé."),
               example="siren:244400404", is_required=True),
        Column("territoire_nom", "territory__name", t("Son nom."), example="Nantes Métropole", is_required=True),
        Column("titre", "current__title", t("Nom."), example="Signalements de voirie", is_required=True),
        Column("description", "current__description", t("Description."), example="Un signalement par ligne.",
               is_required=True),
        Column("constitue_par", "current__creators", t("Qui l’a constitué."), Type.LIST, "Port-Louvel", read=_items),
        Column("themes", "current__themes", t("Thèmes."), Type.LIST, "service_public", read=_items, choices=Theme),
        Column("mots_cles", "current__keywords", t("Mots-clés."), Type.LIST, "voirie|signalement", read=_items),
        Column("licence", "current__licence", t("Licence des fichiers, par son identifiant SPDX."), Type.ENUM,
               "etalab-2.0", choices=Licence, is_required=True),
        Column("donnees_personnelles", "current__personal_data", t("Ce que le territoire déclare des fichiers."),
               Type.ENUM, "absentes", choices=PersonalData, is_required=True),
        Column("provenance", "current__provenance", t("D’où il vient."),
               example="Logiciel de la direction de la voirie"),
        Column("service_conservation", "custodian", t("Service qui le conserve."), example="Archives municipales"),
        Column("conserve_jusqu_au", "kept_until", t("Jusqu’à quand ; vide : sans terme."), Type.DATE, "2036-12-31"),
        Column("fichiers", "file_count", t("Nombre de fichiers."), Type.INTEGER, "3", minimum=0, is_required=True),
        Column("octets", "weight", t("Poids des fichiers, en octets."), Type.INTEGER, "2147483648", minimum=0),
        Column("version", "current__number", t("1, puis 2 quand une version la suit."), Type.INTEGER, "1", minimum=1,
               is_required=True),
        Column("publiee_le", "current__published_at", t("Quand cette version est devenue publique."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("croissant", ("uid", "current__number"), t("Description complète pour les machines, au format "
                                                         "Croissant."),
               Type.URL, "https://commun.exemple.fr/patrimoine/p7k2q9x4m/v/1/croissant.json", read=_croissant,
               is_required=True),
    ),
)  # fmt: skip

DATASETS = (HERITAGE,)
