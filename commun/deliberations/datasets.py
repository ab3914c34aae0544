"""Council decisions as open data: the columns of SCDL under their own names, what they come from, where they are read.

There may be two million: rows are read in runs of their key, and counted once for each import.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.deliberations.columns import COLUMNS, Kind, ScdlColumn
from commun.deliberations.models import Deliberation, DeliberationSource

CHANGES = ("deliberations.imported", "deliberation.taken_down")
_DAY = 24 * 3600
_TYPES = {Kind.DATE: Type.DATE, Kind.COUNT: Type.INTEGER, Kind.URL: Type.URL}


def _rows() -> Queryset:
    """Those of real bodies that were not taken down."""
    return Deliberation.objects.public().filter(body__is_fictional=False)


def changed_at() -> datetime.datetime | None:
    """When decisions last came in, or one was taken down. Two queries; no decision is looked at."""
    known = (
        AuditEvent.objects.filter(verb__in=CHANGES).aggregate(at=Max("at"))["at"],
        DeliberationSource.objects.filter(is_fictional=False).aggregate(at=Max("read_at"))["at"],
    )
    return max((at for at in known if at is not None), default=None)


def _taken_down_at() -> datetime.datetime | None:
    last: datetime.datetime | None
    last = AuditEvent.objects.filter(verb="deliberation.taken_down").aggregate(at=Max("at"))["at"]
    return last


def _count() -> int:
    """Counting two million costs a second: once for each change of decisions, not of anything."""
    at = changed_at()
    key = f"deliberations-count:{at.timestamp() if at else 0}"
    known: int | None = caches["pages"].get(key)
    if known is None:
        known = _rows().count()
        caches["pages"].set(key, known, timeout=_DAY)
    return known


def _page(uid: str) -> str:
    return f"{settings.SITE_URL}/deliberations/{uid}/"


def _text_page(uid: str, source: str | None) -> str | None:
    return f"{_page(uid)}#texte" if source else None


def _column(column: ScdlColumn) -> Column:
    options: dict[str, Any] = {"minimum": 0} if column.kind is Kind.COUNT else {}
    return Column(
        column.name,
        column.field.replace(".", "__"),
        column.description,
        _TYPES.get(column.kind, Type.STRING),
        example=column.example,
        # Many bodies publish no matter: their decisions are kept, and the cells are empty.
        is_required=column.is_required and column.kind is not Kind.MATTER and column.name != "DELIB_MATIERE_NOM",
        pattern=column.pattern,
        **options,
    )


DELIBERATIONS = Dataset(
    slug="deliberations",
    title=t("Délibérations"),
    row=t("une délibération"),
    description=t(
        "Les décisions des conseils que des collectivités publient au format SCDL « délibérations » 2.1.5, réunies : "
        "ses 17 colonnes sous leur nom, la page qui les montre, et d’où elles viennent."
    ),
    keywords=("délibérations", "SCDL", "collectivités"),
    rows=_rows,
    find=by_uid,
    changed_at=changed_at,
    dated="decided_on",
    count=_count,
    taken_down_at=_taken_down_at,
    notes=(
        t("Une délibération se reconnaît à trois choses ensemble : le SIRET, l’identifiant local et la date."),
        t("Une délibération retirée parce qu’elle montrait une donnée personnelle quitte ce jeu aussitôt."),
        t("La licence est celle de chaque source, dite sur sa ligne."),
        t("« texte_url » vide : le texte n’est pas connu ; le format SCDL n’en a pas."),
    ),
    columns=(
        Column(
            "identifiant",
            "uid",
            t("Identifiant stable : SIRET, jour et empreinte de l’identifiant local. Le même dans toute copie."),
            example="21860194600013-20171015-k3f9a2qx7m",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            "uid",
            t("Page de ce site qui montre cette ligne."),
            Type.URL,
            "https://commun.exemple.fr/deliberations/21860194600013-20171015-k3f9a2qx7m/",
            read=_page,
            is_required=True,
        ),
        *(_column(column) for column in COLUMNS),
        Column(
            "texte_url",
            ("uid", "text__source"),
            t("Où lire son texte ici, quand il est connu."),
            Type.URL,
            "https://commun.exemple.fr/deliberations/21860194600013-20171015-k3f9a2qx7m/#texte",
            read=_text_page,
        ),
        Column("version", "version", t("1, puis 2 quand la collectivité la publie autrement."), Type.INTEGER, "1",
               is_required=True, minimum=1),
        Column("source", "source__title", t("Fichier d’où elle vient."), example="Délibérations de 2017",
               is_required=True),
        Column("source_editeur", "source__publisher", t("Qui publie ce fichier."), example="Commune d’Exemple"),
        Column("source_url", "source__url", t("Adresse de ce fichier."), Type.URL,
               "https://www.exemple.fr/deliberations.csv"),
        Column("licence", "source__licence", t("Licence de ce fichier."), example="Licence Ouverte 2.0"),
    ),
)  # fmt: skip

DATASETS = (DELIBERATIONS,)
