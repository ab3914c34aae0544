"""The trades as open data, with what of the commons speaks of each."""

import datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Many, Queryset, Type, by_uid
from commun.core.dates import PartialDate
from commun.core.models import AuditEvent
from commun.jobs.enums import Branch
from commun.jobs.list_page import LIST_PAGE
from commun.jobs.models import Trade, TradeLink


def _rows() -> Queryset:
    return Trade.objects.order_by("pk")


def _changed_at() -> datetime.datetime | None:
    """A trade speaks of sheets and of debates, which come and go. One query."""
    told = AuditEvent.objects.filter(is_public=True, verb__regex=r"^(trade|deployment|concertation|resource)\.")
    at: datetime.datetime | None = told.aggregate(at=Max("at"))["at"]
    return at


def _page(slug: str) -> Cell:
    return f"{settings.SITE_URL}/metiers/{slug}/"


def _iso(value: PartialDate) -> Cell:
    return value.iso


def _names(value: list[str]) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(one.split()).replace("|", "/") for one in value]


def _uses() -> Queryset:
    rows = TradeLink.objects.public().real().filter(deployment__isnull=False)
    return rows.order_by("trade", "deployment__public__uid")


def _sayings() -> Queryset:
    rows = TradeLink.objects.public().real().filter(takeaway__isnull=False)
    return rows.order_by("trade", "takeaway__uid")


def _resources() -> Queryset:
    return Trade.resources.through.objects.filter(resource__taken_down_at=None).order_by("trade", "resource__uid")


METIERS = Dataset(
    slug="metiers",
    title=t("Métiers territoriaux et IA"),
    row=t("un métier"),
    description=t(
        "Les métiers de la fonction publique territoriale, et pour chacun les usages d’IA, les phrases de débat et les "
        "ressources que quelqu’un y a rattachés."
    ),
    keywords=("métiers", "fonction publique territoriale", "intelligence artificielle"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    page=LIST_PAGE,
    notes=(
        t("Les filières sont un usage, sans portée juridique : un cadre d’emplois tient à son décret."),
        t("Une liste vide dit que personne n’a encore rien documenté, et non que l’IA n’y change rien."),
    ),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable du métier."), example="me-0005", is_required=True,
               is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/metiers/adjoints-administratifs-territoriaux/", read=_page, is_required=True),
        Column("intitule", "title", t("Le métier."), example="Adjoints administratifs territoriaux", is_required=True),
        Column("filiere", "branch", t("Sa filière."), Type.ENUM, "administrative", choices=Branch, is_required=True),
        Column("texte", "legal_text", t("Le décret du cadre d’emplois."),
               example="décret n° 2006-1690 du 22 décembre 2006"),
        Column("en_extinction", "is_closing", t("Le cadre d’emplois est-il en voie d’extinction ?"), Type.BOOLEAN,
               "false", is_required=True),
        Column("autres_appellations", "other_names", t("Les noms dont on se sert au travail."), Type.LIST,
               "agent d’accueil", read=_names),
        Column("usages", Many(_uses, "trade", ("deployment__public__uid",)),
               t("Les usages d’IA qui touchent ce métier."), Type.LIST, "ia-2026-0007"),
        Column("remontees", Many(_sayings, "trade", ("takeaway__uid",)), t("Les phrases de débat qui en parlent."),
               Type.LIST, "cta-2026-0001-p3"),
        Column("ressources", Many(_resources, "trade", ("resource__uid",)), t("Les ressources choisies pour lui."),
               Type.LIST, "re-0003"),
        Column("source", "source_title", t("D’où vient cet intitulé."),
               example="Liste des cadres d’emplois de la fonction publique territoriale", is_required=True),
        Column("adresse_source", "source_url", t("L’adresse de cette source."), Type.URL, "https://exemple.fr/cadres"),
        Column("date_source", "known_on", t("La date à laquelle la source le disait."), Type.PARTIAL_DATE, "2026-02-27",
               read=_iso),
        Column("modifie_le", "updated_at", t("Quand ce métier a changé pour la dernière fois."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

DATASETS = (METIERS,)
