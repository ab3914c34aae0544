"""What can be found of news, pages and the glossary."""

from collections.abc import Callable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.editorial.enums import ArticleKind
from commun.editorial.markdown import plain
from commun.editorial.models import PublishedArticle, PublishedArticleQuerySet, Term
from commun.search.documents import SearchDocument, Source, Text, Watch

_LONGEST = 20_000


def _news() -> PublishedArticleQuerySet:
    return PublishedArticle.objects.filter(kind=ArticleKind.NEWS)


def _pages() -> PublishedArticleQuerySet:
    return PublishedArticle.objects.exclude(kind=ArticleKind.NEWS)


def _source(kind: str, label: Text, singular: Text, rows: Callable[[], PublishedArticleQuerySet]) -> Source:
    def documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
        """One query."""
        for one in rows().filter(pk__in=keys):
            yield SearchDocument(
                key=one.pk,
                uid=one.uid,
                title=one.title,
                url=one.get_absolute_url(),
                body=f"{one.summary}\n{plain(one.body)}"[:_LONGEST],
                context=str(one.get_kind_display()),
                is_fictional=one.is_fictional,
                on=timezone.localdate(one.published_at),
                facets={"year": (f"{timezone.localdate(one.published_at).year}",)},
            )

    def keys() -> Iterator[int]:
        return rows().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)

    def find(words: Sequence[str], limit: int) -> list[int]:
        found = rows()
        for word in words:
            found = found.filter(search_text__contains=folded(word))
        return list(found.order_by("-published_at", "pk").values_list("pk", flat=True)[:limit])

    return Source(
        kind=kind,
        label=label,
        singular=singular,
        documents=documents,
        keys=keys,
        find=find,
        watches=(
            Watch(
                PublishedArticle,
                column="article_id",
                columns=("title", "summary", "body", "slug", "kind", "published_at", "is_fictional"),
            ),
        ),
        weight=0.9,
        dated=_("publié"),
        version=2,
    )


def _terms(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Term.objects.filter(pk__in=keys):
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.name,
            url=one.get_absolute_url(),
            body=one.definition,
            context=str(_("Glossaire")),
        )


def _term_keys() -> Iterator[int]:
    return Term.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find_terms(words: Sequence[str], limit: int) -> list[int]:
    found = Term.objects.all()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("slug").values_list("pk", flat=True)[:limit])


SOURCES = (
    _source("actualites", _("Actualités"), _("Actualité"), _news),
    _source("pages", _("Pages"), _("Page"), _pages),
    Source(
        kind="glossaire",
        label=_("Glossaire"),
        singular=_("Terme du glossaire"),
        documents=_terms,
        keys=_term_keys,
        find=_find_terms,
        watches=(Watch(Term, columns=("name", "definition", "slug")),),
        weight=0.8,
    ),
)
