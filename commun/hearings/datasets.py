"""Hearings and the opinions of the council as open data. A name taken back leaves the files at once, archives too."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Many, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.editorial.markdown import plain
from commun.hearings.models import CouncilOpinion, Hearing


def _at(**condition: Any) -> datetime.datetime | None:
    at: datetime.datetime | None = AuditEvent.objects.filter(is_public=True, **condition).aggregate(at=Max("at"))["at"]
    return at


def _hearings() -> Queryset:
    return Hearing.objects.public().real().order_by("pk")


def _opinions() -> Queryset:
    return CouncilOpinion.objects.public().real().order_by("pk")


def _hearings_changed_at() -> datetime.datetime | None:
    """One query."""
    return _at(verb__startswith="hearing.")


def _opinions_changed_at() -> datetime.datetime | None:
    """An opinion is public with what it is about. One query."""
    return _at(verb__regex=r"^(council_|finding\.|deployment\.)")


def _names_taken_back_at() -> datetime.datetime | None:
    return _at(verb="hearing.consent_withdrawn")


def _members_forgotten_at() -> datetime.datetime | None:
    return _at(verb="council_member.forgotten")


def _page(slug: str) -> Cell:
    return f"{settings.SITE_URL}/auditions/{slug}/"


def _opinion_page(uid: str) -> Cell:
    return f"{settings.SITE_URL}/conseil-scientifique/avis/{uid}/"


def _iso(value: Any) -> Cell:
    return str(value.iso)


def _text(value: str) -> Cell:
    return plain(value) if value else ""


def _signature(signed_as: str) -> Cell:
    return signed_as or None


def _findings() -> Queryset:
    rows = Hearing.findings.through.objects.filter(finding__published_at__isnull=False)
    return rows.order_by("hearing", "finding__uid")


def _uses() -> Queryset:
    rows = Hearing.deployments.through.objects.filter(deployment__public__isnull=False)
    return rows.order_by("hearing", "deployment__public__uid")


def _resources() -> Queryset:
    rows = Hearing.resources.through.objects.filter(resource__taken_down_at=None)
    return rows.order_by("hearing", "resource__uid")


AUDITIONS = Dataset(
    slug="auditions",
    title=t("Auditions"),
    row=t("une audition"),
    description=t(
        "Les personnes et les organisations que le réseau a entendues : quand, par qui, sur quoi, ce qui s’est dit, et "
        "les constats, les usages et les ressources dont il a été question."
    ),
    keywords=("auditions", "intelligence artificielle"),
    rows=_hearings,
    find=by_uid,
    changed_at=_hearings_changed_at,
    taken_down_at=_names_taken_back_at,
    notes=(t("Un nom ne paraît qu’avec l’accord de la personne ; retiré, il quitte aussi les archives."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de l’audition."), example="au-0003", is_required=True,
               is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/auditions/le-droit-de-savoir/", read=_page, is_required=True),
        Column("sujet", "title", t("De quoi il a été question."), example="Le droit de savoir", is_required=True),
        Column("date", "heard_on", t("Quand."), Type.PARTIAL_DATE, "2026-05", read=_iso),
        Column("entendue_par", "heard_by", t("Qui a entendu cette personne."), example="Commission numérique",
               is_required=True),
        Column("personne", "person_name", t("La personne, si elle l’a accepté."), example="Camille Exemple"),
        Column("fonction", "person_role", t("Sa fonction."), example="Juriste"),
        Column("organisation", "organisation", t("Son organisation."), example="Université d’essai"),
        Column("questions", "questions", t("Les questions posées."), example="Qui répond d’une décision ?"),
        Column("mot_pour_mot", "is_transcript", t("Le compte rendu est-il mot pour mot ?"), Type.BOOLEAN, "false",
               is_required=True),
        Column("compte_rendu", "body", t("Les mots du compte rendu, sans mise en forme."),
               example="Le droit existe déjà.", read=_text),
        Column("constats", Many(_findings, "hearing", ("finding__uid",)), t("Constats dont il a été question."),
               Type.LIST, "co-2026-0003"),
        Column("usages", Many(_uses, "hearing", ("deployment__public__uid",)), t("Usages dont il a été question."),
               Type.LIST, "ia-2026-0007"),
        Column("ressources", Many(_resources, "hearing", ("resource__uid",)), t("Ressources dont il a été question."),
               Type.LIST, "re-0003"),
        Column("publiee_le", "published_at", t("Quand elle est devenue publique."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

AVIS = Dataset(
    slug="avis-scientifiques",
    title=t("Avis du conseil scientifique"),
    row=t("un avis"),
    description=t(
        "Ce que des membres du conseil scientifique disent d’un constat ou d’une fiche d’usage, leurs liens d’intérêt, "
        "et la réponse des auteurs."
    ),
    keywords=("avis", "conseil scientifique"),
    rows=_opinions,
    find=by_uid,
    changed_at=_opinions_changed_at,
    taken_down_at=_members_forgotten_at,
    notes=(t("Sans signature, l’avis est celui d’un membre qui ne veut pas être nommé."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de l’avis."), example="av-0003", is_required=True,
               is_unique=True),
        Column("url", "uid", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/conseil-scientifique/avis/av-0003/", read=_opinion_page, is_required=True),
        Column("constat", "finding__uid", t("Le constat jugé."), example="co-2026-0003", refers_to="constats"),
        Column("usage", "deployment__public__uid", t("La fiche d’usage jugée."), example="ia-2026-0007",
               refers_to="usages-ia"),
        Column("avis", "text", t("L’avis."), example="Le constat tient, pour les communes étudiées.", is_required=True),
        Column("lien_d_interet", "has_interest", t("L’auteur déclare-t-il un lien d’intérêt ?"), Type.BOOLEAN, "false",
               is_required=True),
        Column("lequel", "interest", t("Le lien d’intérêt déclaré."),
               example="A conseillé cette collectivité en 2024."),
        Column("signature", "signed_as", t("Qui signe, si la personne veut être nommée."),
               example="Camille Exemple, droit public", read=_signature),
        Column("reponse", "answer", t("La réponse des auteurs."), example="Nous l’avons précisé."),
        Column("reponse_le", "answered_at", t("Quand ils ont répondu."), Type.DATETIME, "2026-11-23T09:00:00+00:00"),
        Column("publie_le", "published_at", t("Quand son auteur l’a publié."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

DATASETS = (AUDITIONS, AVIS)
