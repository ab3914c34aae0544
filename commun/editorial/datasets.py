"""News, pages and the glossary as open data."""

import datetime
from functools import partial

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.core.datasets import Cell, Column, Dataset, Many, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.editorial.enums import ArticleKind
from commun.editorial.markdown import plain
from commun.editorial.models import PublishedArticle, Term, address


def _rows() -> Queryset:
    return PublishedArticle.objects.real().order_by("pk")


def _terms() -> Queryset:
    return Term.objects.order_by("pk")


def changed_at(prefix: str) -> datetime.datetime | None:
    """When something public of it last changed. One query."""
    at: datetime.datetime | None = AuditEvent.objects.filter(verb__startswith=prefix, is_public=True).aggregate(
        at=Max("at")
    )["at"]
    return at


def _page(kind: str, slug: str) -> Cell:
    return f"{settings.SITE_URL}{address(kind, slug)}"


def _term_page(slug: str) -> Cell:
    return f"{settings.SITE_URL}/glossaire/{slug}/"


def _seen() -> Queryset:
    return Term.see_also.through.objects.order_by("from_term", "to_term__slug")


_LICENCE = t("Le texte est sous Licence Ouverte 2.0 ; chaque image garde la sienne, dite sous elle.")

PUBLICATIONS = Dataset(
    slug="publications",
    title=t("Actualités et pages"),
    row=t("un texte publié"),
    description=t(
        "Ce que le réseau publie sur ce site : actualités, méthode (ce qui est compté, et comment), aide et pages. "
        "Chaque ligne dit quand le texte est paru, quand il a changé, et mène à ses versions."
    ),
    keywords=("actualités", "méthode", "aide"),
    rows=_rows,
    find=by_uid,
    changed_at=partial(changed_at, "article."),
    notes=(_LICENCE, t("Un texte retiré quitte ce jeu ; son adresse le dit.")),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable du texte."), example="tx-0007", is_required=True,
               is_unique=True),
        Column("url", ("kind", "slug"), t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/actualites/le-reseau-ouvre-son-site/", read=_page, is_required=True),
        Column("nature", "kind", t("Actualité, méthode, aide ou page."), Type.ENUM, "actualite", choices=ArticleKind,
               is_required=True),
        Column("titre", "title", t("Titre."), example="Le réseau ouvre son site", is_required=True),
        Column("chapo", "summary", t("Le texte en une ou deux phrases."), example="Chacun peut y lire les débats.",
               is_required=True),
        Column("texte", "body", t("Les mots du texte, sans mise en forme."), example="Le site ouvre aujourd’hui.",
               read=plain, is_required=True),
        Column("publie_le", "published_at", t("Quand il est paru."), Type.DATETIME, "2026-11-22T09:00:00+00:00",
               is_required=True),
        Column("modifie_le", "updated_at", t("Quand il a changé pour la dernière fois."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("version", "number", t("1, puis 2 quand il est corrigé."), Type.INTEGER, "1", is_required=True,
               minimum=1),
    ),
)  # fmt: skip

GLOSSAIRE = Dataset(
    slug="glossaire",
    title=t("Glossaire"),
    row=t("un terme"),
    description=t(
        "Les mots de la démarche expliqués en français courant, avec leur source quand le mot vient d’un texte."
    ),
    keywords=("glossaire", "définitions"),
    rows=_terms,
    find=by_uid,
    changed_at=partial(changed_at, "term."),
    notes=(t("Sans source, la définition est celle de ce site."),),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable du terme."), example="te-0003", is_required=True,
               is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/glossaire/droit-de-suite/", read=_term_page, is_required=True),
        Column("terme", "name", t("Le mot."), example="Droit de suite", is_required=True),
        Column("definition", "definition", t("Ce qu’il veut dire ici."),
               example="Le droit de savoir ce que devient une proposition.", is_required=True),
        Column("source", "source_title", t("D’où vient le mot."), example="Charte des concertations"),
        Column("source_url", "source_url", t("Adresse de la source."), Type.URL, "https://www.exemple.fr/charte"),
        Column("voir_aussi", Many(_seen, "from_term", ("to_term__name",)), t("Termes voisins."), Type.LIST,
               "Remontée|Réponse"),
        Column("modifie_le", "updated_at", t("Quand la définition a changé pour la dernière fois."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("version", "version", t("1, puis 2 quand elle est corrigée."), Type.INTEGER, "1", is_required=True,
               minimum=1),
    ),
)  # fmt: skip

DATASETS = (PUBLICATIONS, GLOSSAIRE)
