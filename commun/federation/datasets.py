"""The rows that other sites publish, with where and when they were read."""

import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid
from commun.federation.models import HarvestedRecord


def _rows() -> Queryset:
    return HarvestedRecord.objects.public()


def _changed_at() -> datetime.datetime | None:
    found = HarvestedRecord.objects.public().aggregate(read=Max("fetched_at"), gone=Max("withdrawn_at"))
    return max((one for one in found.values() if one), default=None)


HARVESTED = Dataset(
    slug="lignes-moissonnees",
    title=t("Lignes moissonnées"),
    row=t("une ligne publiée par un autre site"),
    description=t(
        "Les concertations, propositions, réponses, usages… que d’autres sites publient sous nos schémas : ce qu’ils "
        "sont, d’où ils viennent, quand ils ont été lus, et s’ils étaient signés."
    ),
    keywords=("fédération", "moissonnage", "collectivités"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    notes=(
        t("Une ligne appartient à sa source : elle se corrige là-bas, jamais ici."),
        t("Ce que la source a retiré reste dit, sans son contenu : identifiant, source et date."),
        t("L’empreinte est celle des cellules de la ligne, telles que la source les a écrites."),
    ),
    columns=(
        Column(
            "identifiant",
            "uid",
            t("Source, jeu de données, et identifiant que la source donne."),
            example="rennes-metropole:propositions:cta-2026-0001-p12",
            is_required=True,
            is_unique=True,
        ),
        Column("source", "source__title", t("Le site qui la publie."), example="Rennes Métropole", is_required=True),
        Column(
            "source_url",
            "source__url",
            t("Le catalogue de ce site."),
            Type.URL,
            "https://commun.rennesmetropole.fr/federation/datapackage.json",
            is_required=True,
        ),
        Column("territoire", "source__territory__uid", t("Pour qui la source parle."), example="siren:243500139"),
        Column("jeu", "dataset", t("Le jeu dont elle suit le schéma."), example="propositions", is_required=True),
        Column(
            "identifiant_source",
            "identifier",
            t("Son identifiant chez la source."),
            example="cta-2026-0001-p12",
            is_required=True,
        ),
        Column("titre", "title", t("De quoi elle parle."), example="Publier la liste des IA", is_required=True),
        Column("url", "url", t("Sa page chez la source."), Type.URL, "https://commun.rennesmetropole.fr/propositions/x/"),
        Column(
            "fichier",
            "file_url",
            t("Le fichier où elle a été lue."),
            Type.URL,
            "https://commun.rennesmetropole.fr/donnees/propositions.csv",
            is_required=True,
        ),
        Column(
            "vue_depuis", "first_seen_at", t("Première lecture."), Type.DATETIME, "2026-11-22T08:00:00Z",
            is_required=True,
        ),
        Column("lue_le", "fetched_at", t("Lecture de cette version."), Type.DATETIME, "2026-11-22T08:00:00Z",
               is_required=True),
        Column("empreinte", "sha256", t("SHA-256 de ses cellules."), example="9f86d081884c7d65", pattern=""),
        Column("signee", "is_signed", t("Le catalogue était signé de la clé connue."), Type.BOOLEAN, "true",
               is_required=True),
        Column("retiree_le", "withdrawn_at", t("Quand son retrait a été vu."), Type.DATETIME, "2026-11-22T08:00:00Z"),
    ),
)  # fmt: skip

DATASETS = (HARVESTED,)
