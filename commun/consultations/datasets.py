"""The inventory as open data: what its lines say, and where they come from."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.consultations.models import Consultation
from commun.consultations.queries import matching
from commun.core.datasets import Cell, Column, Dataset, ListPage, Narrowing, Queryset, Type, by_uid
from commun.core.dates import PartialDate

TEXT = "q"


def asked(query: QueryDict) -> str:
    return str(query.get(TEXT, ""))[:200].strip()


def _rows() -> Queryset:
    return Consultation.objects.order_by("pk")


def _changed_at() -> datetime.datetime | None:
    at: datetime.datetime | None = Consultation.objects.aggregate(at=Max("updated_at"))["at"]
    return at


def _page(slug: str) -> Cell:
    return f"{settings.SITE_URL}/consultations/{slug}/"


def _items(value: Any) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(str(one).split()).replace("|", "/") for one in value]


def _iso(value: PartialDate) -> Cell:
    return value.iso


def _read(query: QueryDict) -> Narrowing:
    wanted = asked(query)
    unread = (TEXT,) if query.get(TEXT) and not wanted else ()

    def narrow(rows: Queryset) -> Queryset:
        return rows.filter(pk__in=matching(wanted).order_by().values("pk"))

    return Narrowing(narrow, unread)


LIST_PAGE = ListPage(url_name="consultations:list", parameters=(TEXT,), read=_read, beside=frozenset({"page"}))

CONSULTATIONS = Dataset(
    slug="consultations",
    title=t("Consultations inventoriées"),
    row=t("une consultation, telle que son inventaire la dit"),
    description=t(
        "Des consultations publiques menées par l’État et par d’autres, sur tous les sujets, reprises d’un "
        "inventaire : qui consultait, avec quels outils et quelles méthodes, où on le lit, de quand c’est et sous "
        "quelle licence."
    ),
    keywords=("consultation", "participation", "inventaire", "droit de suite"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    page=LIST_PAGE,
    notes=(
        t("Ces consultations ne sont pas les concertations de ce réseau, et n’entrent dans aucun de ses comptes."),
        t("L’inventaire note certaines consultations sans dire selon quel barème : ces notes ne sont pas reprises."),
        t("Elle n’est corrigée que par son inventaire : un fichier plus récent remplace ce qu’une ligne en dit."),
    ),
    columns=(
        Column("identifiant", "uid", t("Identifiant permanent."), example="cp-0001", is_required=True, is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/consultations/apprendre-demain/", read=_page, is_required=True),
        Column("titre", "title", t("Titre."), example="Apprendre demain", is_required=True),
        Column("organisateur", "organiser", t("Qui consultait."), example="Ministère de l’Éducation nationale"),
        Column("date", "recorded_on", t("Date que donne l’inventaire, sans dire de quoi elle est."), Type.DATE,
               "2017-01-15"),
        Column("adresse", "url", t("Où la consultation se lit, ou se lisait."), Type.URL, "https://exemple.fr/debat"),
        Column("outils", "tools", t("Logiciels employés."), Type.LIST, "Decidim|Cap Collectif", read=_items),
        Column("methodes", "methods", t("Manières de consulter."), Type.LIST, "L’atelier citoyen", read=_items),
        Column("texte", "text", t("Ce que l’inventaire en dit."), example="500 participants, 18 propositions."),
        Column("inventaire", "inventory", t("De quel inventaire elle vient."), example="consultation-gouv",
               is_required=True),
        Column("identifiant_origine", "source_id", t("Son identifiant là-bas."), example="_usage/apprendre.md",
               is_required=True),
        Column("source", "source_title", t("Qui tient l’inventaire."), example="consultation.gouv.fr",
               is_required=True),
        Column("source_url", "source_url", t("Où il se lit."), Type.URL, "https://exemple.fr/inventaire"),
        Column("source_date", "known_on", t("De quand est le fichier repris."), Type.PARTIAL_DATE, "2020-01",
               read=_iso, is_required=True),
        Column("licence", "licence", t("Licence de l’inventaire."), example="MIT", is_required=True),
    ),
)  # fmt: skip

DATASETS = (CONSULTATIONS,)
