"""Groups and their public decisions as open data. Nothing of their members nor of their space is in it."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.groups.enums import GroupKind
from commun.groups.models import Group, GroupDecision


def _groups() -> Queryset:
    return Group.objects.exclude(territory__is_fictional=True).order_by("pk")


def _decisions() -> Queryset:
    return GroupDecision.objects.public().exclude(group__territory__is_fictional=True).order_by("pk")


def changed_at() -> datetime.datetime | None:
    """When something public of a group last changed. One query."""
    at: datetime.datetime | None = AuditEvent.objects.filter(verb__startswith="group.", is_public=True).aggregate(
        at=Max("at")
    )["at"]
    return at


def _page(slug: str) -> str:
    return f"{settings.SITE_URL}/groupes/{slug}/"


def _items(value: Any) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(str(one).split()).replace("|", "/") for one in value]


def _iso(value: Any) -> Cell:
    return str(value.iso)


GROUPS = Dataset(
    slug="groupes",
    title=t("Groupes de travail"),
    row=t("un groupe"),
    description=t("Les commissions et groupes de travail du réseau et des territoires : ce sur quoi ils travaillent."),
    keywords=("groupes de travail", "commission", "intelligence artificielle"),
    rows=_groups,
    find=by_uid,
    changed_at=changed_at,
    notes=(t("Les membres d’un groupe, ses discussions et ses documents ne sont dans aucun fichier."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable du groupe."), example="gt-0001", is_required=True,
               is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/groupes/commission-numerique/", read=_page, is_required=True),
        Column("nom", "title", t("Nom."), example="Commission numérique", is_required=True),
        Column("nature", "kind", t("Nature du groupe."), Type.ENUM, "commission", choices=GroupKind, is_required=True),
        Column("objet", "purpose", t("Ce sur quoi il travaille."), example="Porter la voix des territoires.",
               is_required=True),
        Column("rythme", "cycle", t("Rythme de travail."), example="Tous les deux mois"),
        Column("themes", "themes", t("Thèmes."), Type.LIST, "metiers", read=_items),
        Column("porte_par", "led_by", t("Qui le porte."), example="Les Interconnectés"),
        Column("territoire", "territory__uid", t("Territoire qui le porte ; vide quand c’est le réseau."),
               example="insee:44109", pattern=r"[a-z]+:.+"),
        Column("source", "source_title", t("Où on l’a lu."), example="Présentation du réseau, 2025"),
        Column("source_url", "source_url", t("Adresse de cette source."), Type.URL, "https://www.exemple.fr/article"),
        Column("source_date", "known_on", t("Date de cette source."), Type.PARTIAL_DATE, "2025", read=_iso),
        Column("ouvert_le", "opened_at", t("Quand il est entré sur ce site."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("ferme_le", "closed_at", t("Quand il a fini ses travaux."), Type.DATETIME, "2026-11-22T09:00:00+00:00"),
    ),
)  # fmt: skip

DECISIONS = Dataset(
    slug="decisions-des-groupes",
    title=t("Décisions des groupes de travail"),
    row=t("une décision"),
    description=t("Ce que les groupes ont décidé, quand ils l’ont rendu public, avec le compte rendu qui le montre."),
    keywords=("groupes de travail", "décisions"),
    rows=_decisions,
    find=by_uid,
    changed_at=changed_at,
    notes=(t("Une décision publique reste telle quelle : une nouvelle la remplace."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de la décision."), example="dg-2026-0001",
               is_required=True, is_unique=True),
        Column("groupe", "group__uid", t("Groupe qui l’a prise."), example="gt-0001", is_required=True,
               refers_to="groupes"),
        Column("prise_le", "decided_on", t("Jour où elle a été prise."), Type.DATE, "2026-10-01", is_required=True),
        Column("titre", "title", t("La décision, en une phrase."), example="Écrire un modèle de clauses",
               is_required=True),
        Column("texte", "text", t("Ce qui est décidé."), example="Le modèle est relu en janvier."),
        Column("compte_rendu", "minutes_url", t("Adresse du compte rendu."), Type.URL,
               "https://commun.exemple.fr/agenda/reunion-d-octobre-2026/"),
        Column("publiee_le", "published_at", t("Quand le groupe l’a rendue publique."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

DATASETS = (GROUPS, DECISIONS)
