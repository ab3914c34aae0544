"""What the pages of this app show: of the public copy alone, but for the desk and the preview."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse

from commun.core.models import Revision
from commun.core.revisions import FieldChange, compare
from commun.editorial import markdown
from commun.editorial.enums import ArticleKind, ArticleState
from commun.editorial.markdown import Rendered
from commun.editorial.models import Article, Picture, PublishedArticle, Term
from commun.editorial.versions import content_of

PER_PAGE = 20
LONG = 4
"""Titles from which a page begins with its summary."""


@dataclass(frozen=True)
class ArticlePage:
    """A text as it is read. `shown` is the public copy, or what would become it."""

    shown: PublishedArticle
    rendered: Rendered
    versions: int

    @property
    def summary(self) -> tuple[markdown.Title, ...]:
        titles = tuple(one for one in self.rendered.titles if one.level == 2)
        return titles if len(titles) >= LONG else ()


def article_page(shown: PublishedArticle) -> ArticlePage:
    """Two queries."""
    pictures = list(Picture.objects.filter(published_in=shown))
    rendered = markdown.render(shown.body, pictures=pictures, picture_url=public_picture_url)
    return ArticlePage(shown, rendered, Revision.objects.of(shown.article).count())


def preview_page(article: Article) -> ArticlePage:
    """The page as it would be, published now. Two queries."""

    def url(picture: Picture) -> str:
        return reverse("editorial:desk_picture", args=[article.slug, picture.number])

    rendered = markdown.render(article.body, pictures=list(article.pictures.all()), picture_url=url)
    return ArticlePage(as_public(article), rendered, 0)


def as_public(article: Article) -> PublishedArticle:
    """A copy that is not saved."""
    return PublishedArticle(
        article=article, uid=article.uid, slug=article.slug, kind=article.kind, title=article.title,
        summary=article.summary, body=article.body, position=article.position, published_at=article.edited_at,
        updated_at=article.edited_at, is_fictional=article.is_fictional,
    )  # fmt: skip


def public_picture_url(picture: Picture) -> str:
    return reverse("editorial:picture", args=[picture.sha256])


def changes_of(article: Article) -> list[FieldChange]:
    """What the public would read that it does not now: everything, the first time. One query."""
    before = PublishedArticle.objects.filter(article=article).first()
    return compare(content_of(before) if before else {}, content_of(as_public(article)))


def news_page(number: int) -> "Page[PublishedArticle]":
    """Two queries."""
    return Paginator(PublishedArticle.objects.news(), PER_PAGE).get_page(number)


def latest_news(limit: int = 3) -> list[PublishedArticle]:
    """One query."""
    return list(PublishedArticle.objects.news()[:limit])


def pages_of(kind: ArticleKind) -> list[PublishedArticle]:
    """In the order that editors gave. One query."""
    return list(PublishedArticle.objects.pages(kind))


@dataclass(frozen=True)
class Letter:
    """The words of the glossary that begin alike."""

    letter: str
    terms: tuple[Term, ...]


def glossary() -> list[Letter]:
    """One query."""
    by_letter: dict[str, list[Term]] = {}
    for one in Term.objects.order_by("slug"):
        by_letter.setdefault(one.slug[0].upper(), []).append(one)
    return [Letter(letter, tuple(terms)) for letter, terms in by_letter.items()]


@dataclass(frozen=True)
class TermPage:
    term: Term
    see_also: tuple[Term, ...]
    versions: int


def term_page(term: Term) -> TermPage:
    """Two queries."""
    return TermPage(term, tuple(term.see_also.order_by("slug")), Revision.objects.of(term).count())


@dataclass(frozen=True)
class DeskPage:
    """The texts by where they stand; one published whose working copy is a draft stands twice: in work, and public."""

    to_review: tuple[Article, ...]
    scheduled: tuple[Article, ...]
    drafts: tuple[Article, ...]
    published: tuple[PublishedArticle, ...]
    terms: tuple[Term, ...]


def desk_page() -> DeskPage:
    """Three queries."""
    working = list(Article.objects.exclude(state=ArticleState.PUBLISHED).order_by("publish_at", "-edited_at", "pk"))
    by_state = {state: tuple(one for one in working if one.state == state) for state in ArticleState}
    return DeskPage(
        to_review=by_state[ArticleState.REVIEW],
        scheduled=by_state[ArticleState.SCHEDULED],
        drafts=by_state[ArticleState.DRAFT],
        published=tuple(PublishedArticle.objects.order_by("kind", "-updated_at", "pk")),
        terms=tuple(Term.objects.order_by("slug")),
    )


def is_public(article: Article) -> bool:
    """One query."""
    return PublishedArticle.objects.filter(article=article).exists()
