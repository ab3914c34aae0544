"""The laureates as open data. Who was not retained is in no file."""

import datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.labels.models import Application


def _rows() -> Queryset:
    return Application.objects.laureates().real().order_by("pk")


def _changed_at() -> datetime.datetime | None:
    """One query."""
    told = AuditEvent.objects.filter(is_public=True, verb__startswith="label_")
    at: datetime.datetime | None = told.aggregate(at=Max("at"))["at"]
    return at


def _page(uid: str) -> Cell:
    return f"{settings.SITE_URL}/labels/palmares/{uid}/"


def _call(slug: str) -> Cell:
    return f"{settings.SITE_URL}/labels/{slug}/"


LAUREATS = Dataset(
    slug="laureats",
    title=t("Palmarès des labels"),
    row=t("une candidature lauréate"),
    description=t(
        "Les territoires et les start-up que le réseau distingue, édition après édition, avec la raison du jury."
    ),
    keywords=("labels", "palmarès", "territoires innovants", "start-up"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    dated="call__settled_at",
    notes=(t("Une candidature qui n’est pas lauréate n’est dans aucun fichier."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de la candidature."), example="cl-0003", is_required=True,
               is_unique=True),
        Column("url", "uid", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/labels/palmares/cl-0003/", read=_page, is_required=True),
        Column("label", "call__label__name", t("Le label."), example="Territoires innovants", is_required=True),
        Column("edition", "call__edition", t("Son édition."), example="2027", is_required=True),
        Column("appel", "call__slug", t("La page de l’appel : son règlement, ses critères, son jury."), Type.URL,
               "https://commun.exemple.fr/labels/territoires-innovants-2027/", read=_call, is_required=True),
        Column("territoire", "territory__uid", t("Le territoire lauréat, si c’en est un."), example="insee:44109"),
        Column("territoire_nom", "territory__name", t("Son nom."), example="Port-Exemple"),
        Column("start_up", "organisation", t("La start-up lauréate, si c’en est une."), example="Entreprise d’essai"),
        Column("systeme", "solution__uid", t("Son système dans la bibliothèque."), example="sol-0003",
               refers_to="solutions"),
        Column("projet", "title", t("Le projet."), example="Le guichet qui explique", is_required=True),
        Column("resume", "summary", t("Le projet, dit par qui l’a porté."), example="Un agent explique la décision.",
               is_required=True),
        Column("raison", "reason", t("Pourquoi le jury l’a distingué."), example="Le seul à avoir mesuré.",
               is_required=True),
        Column("palmares_le", "call__settled_at", t("Quand le palmarès a été publié."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

DATASETS = (LAUREATS,)
