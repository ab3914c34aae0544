"""The manifesto as open data: one row for each paragraph of each public version, with what it rests on."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Max, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from commun.core.datasets import Column, Dataset, Many, Queryset, Type
from commun.core.models import AuditEvent
from commun.syntheses.enums import ManifestoState
from commun.syntheses.models import ArticleBasis, ManifestoParagraph, ManifestoVersion


def _rows() -> Queryset:
    """Of public versions of the real text: the invented one is on its pages only."""
    public = ManifestoVersion.objects.public().real()
    return ManifestoParagraph.objects.filter(manifesto__in=public).annotate(
        identifier=Concat(Value("manifeste-"), "manifesto__code", Value("-"), "key", output_field=CharField())
    )


def _find(rows: Queryset, identifier: str) -> Queryset:
    return rows.filter(identifier=identifier)


def _changed_at() -> datetime.datetime | None:
    about = ContentType.objects.get_for_model(ManifestoVersion)
    last: datetime.datetime | None
    last = AuditEvent.objects.public().filter(target_type=about).aggregate(at=Max("at"))["at"]
    return last


def _url(code: str, article: str, key: str) -> str:
    return f"{settings.SITE_URL}/manifeste/{code}/article-{article}/#{key}"


def _of_the_paragraph() -> Queryset:
    return ArticleBasis.objects.filter(finding__published_at__isnull=False).order_by("position", "pk")


MANIFESTE = Dataset(
    slug="manifeste",
    title=_("Manifeste, paragraphe par paragraphe"),
    row=_("un paragraphe d’une version publique du manifeste"),
    description=_(
        "Le texte du manifeste, version par version : chaque paragraphe garde sa clé d’une version à l’autre, et dit "
        "sur quels constats repose son article."
    ),
    keywords=("manifeste", "intelligence artificielle", "amendement"),
    rows=_rows,
    find=_find,
    changed_at=_changed_at,
    notes=(
        _("Le texte intégral du manifeste adopté à Rennes le 11 mars 2025 n’est pas publié ici : il n’a pas de ligne."),
        _("La « cle » suit un paragraphe d’une version à l’autre ; l’« identifiant » désigne sa rédaction dans l’une."),
    ),
    columns=(
        Column(
            "identifiant",
            "identifier",
            _("Identifiant du paragraphe dans cette version."),
            example="manifeste-2-a3-1",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            ("manifesto__code", "article__code", "key"),
            _("Page de ce site qui montre cette ligne."),
            Type.URL,
            "https://commun.exemple.fr/manifeste/2/article-a3/#a3-1",
            read=_url,
            is_required=True,
        ),
        Column("version", "manifesto__number", _("Version."), Type.INTEGER, "2", minimum=1, is_required=True),
        Column(
            "etat",
            "manifesto__state",
            _("Où en est la version."),
            Type.ENUM,
            "adoptee",
            ManifestoState,
            is_required=True,
        ),
        Column("adoptee_le", "manifesto__adopted_on", _("Jour de l’adoption."), Type.DATE, "2026-03-11"),
        Column("adoptee_a", "manifesto__adopted_where", _("Lieu de l’adoption."), example="Rennes"),
        Column("axe", "article__axis__title", _("Axe."), example="Une IA que l’on peut interroger", is_required=True),
        Column("article", "article__code", _("Repère de l’article, stable."), example="a3", is_required=True),
        Column("article_titre", "article__title", _("Titre de l’article."), example="Dire", is_required=True),
        Column("article_rang", "article__position", _("Rang de l’article."), Type.INTEGER, "3", is_required=True),
        Column("cle", "key", _("Clé du paragraphe, stable d’une version à l’autre."), example="a3-1", is_required=True),
        Column("rang", "position", _("Rang dans l’article."), Type.INTEGER, "1", is_required=True),
        Column(
            "texte",
            "text",
            _("Texte du paragraphe."),
            example="Un usage dit aux habitants quand une machine a pris part à la réponse.",
            is_required=True,
        ),
        Column(
            "constats_du_paragraphe",
            Many(_of_the_paragraph, "paragraph", ("finding__uid",)),
            _("Constats publics sur lesquels repose ce paragraphe."),
            Type.LIST,
            "constat-2026-0004",
            refers_to="constats",
        ),
        Column(
            "constats_de_l_article",
            Many(lambda: _of_the_paragraph().filter(paragraph=None), "article__paragraphs", ("finding__uid",)),
            _("Constats publics sur lesquels repose l’article entier."),
            Type.LIST,
            "constat-2026-0001",
            refers_to="constats",
        ),
    ),
)
