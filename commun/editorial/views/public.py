"""News, pages and the glossary, as everyone reads them."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import version_pages
from commun.core.access import public
from commun.editorial.datasets import GLOSSAIRE, PUBLICATIONS
from commun.editorial.enums import ArticleKind
from commun.editorial.models import Article, Picture, PublishedArticle, Term
from commun.editorial.pictures import MEDIA_TYPE
from commun.editorial.queries import pages
from commun.ui.components import Crumb


@public
@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    written = request.GET.get("page", "")
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else 1
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": pages.news_page(number), "query": query, "twins": PUBLICATIONS.files(request.GET)}
    return render(request, "editorial/news.html", context)


@public
@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    return _article(request, slug, is_news=True)


@public
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return _article(request, slug, is_news=False)


def _article(request: HttpRequest, slug: str, *, is_news: bool) -> HttpResponse:
    """410 for what was public and is no more: an address once given always says something."""
    rows = PublishedArticle.objects.select_related("article")
    shown = rows.filter(slug=slug).first()
    if shown is None or (shown.kind == ArticleKind.NEWS) != is_news:
        known = Article.objects.filter(slug=slug, first_published_at__isnull=False, public=None).first()
        if known is None or known.is_news != is_news:
            raise Http404
        return render(request, "editorial/gone.html", {"is_news": is_news}, status=410)
    found = pages.article_page(shown)
    context = {"page": found, "shown": shown, "crumbs": [*crumbs_of(shown.kind), Crumb(shown.title)]}
    return render(request, "editorial/article.html", context)


def crumbs_of(kind: str) -> list[Crumb]:
    """Where a text of that kind is listed."""
    match kind:
        case ArticleKind.NEWS:
            return [Crumb(_("Actualités"), reverse("editorial:news_list"))]
        case ArticleKind.METHOD:
            return [Crumb(_("Méthode"), reverse("editorial:method"))]
        case ArticleKind.HELP:
            return [Crumb(_("Aide"), "/aide/")]
        case _:
            return []


@public
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "editorial/method.html", {"pages": pages.pages_of(ArticleKind.METHOD)})


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(PublishedArticle.objects.select_related("article"), slug=slug)
    return version_pages.all_versions(
        request, record=shown, kept_for=shown.article, versions_url=reverse("editorial:versions", args=[slug])
    )


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = get_object_or_404(PublishedArticle.objects.select_related("article"), slug=slug)
    return version_pages.one_version(
        request, number, record=shown, kept_for=shown.article, versions_url=reverse("editorial:versions", args=[slug])
    )


@public
@require_safe
def picture(request: HttpRequest, digest: str) -> FileResponse:
    """Of a public text; to anyone else it does not exist."""
    found = Picture.objects.filter(sha256=digest, published_in__isnull=False).first()
    if found is None:
        raise Http404
    return sent(found)


def sent(found: Picture) -> FileResponse:
    """We made these bytes: they are shown, as what they are."""
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=MEDIA_TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@public
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    context = {"letters": pages.glossary(), "twins": GLOSSAIRE.files(request.GET)}
    return render(request, "editorial/glossary.html", context)


@public
@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Term, slug=slug)
    crumbs = [Crumb(_("Glossaire"), reverse("editorial:glossary")), Crumb(one.name)]
    return render(request, "editorial/term.html", {"page": pages.term_page(one), "term": one, "crumbs": crumbs})


@public
@require_safe
def term_versions(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Term, slug=slug)
    url = reverse("editorial:term_versions", args=[slug])
    return version_pages.all_versions(request, record=one, kept_for=one, versions_url=url)


@public
@require_safe
def term_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    one = get_object_or_404(Term, slug=slug)
    url = reverse("editorial:term_versions", args=[slug])
    return version_pages.one_version(request, number, record=one, kept_for=one, versions_url=url)
