"""Pages that say what this site is, how it works, and what it owes its readers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.editorial.enums import ArticleKind
from commun.editorial.queries.pages import pages_of


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    context = {"source_url": settings.SOURCE_URL, "guides": pages_of(ArticleKind.HELP)}
    return render(request, "site/help.html", context)


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html", {"contact": settings.PUBLISHER["contact"]})


@public
@require_safe
def ecodesign(request: HttpRequest) -> HttpResponse:
    return render(request, "site/ecodesign.html")


@public
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    context = {
        "publisher": settings.PUBLISHER,
        "session_days": settings.SESSION_COOKIE_AGE // 86_400,
        "years": settings.RETENTION_YEARS,
    }
    return render(request, "site/personal_data.html", context)


@public
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    context = {
        "publisher": settings.PUBLISHER,
        "source_url": settings.SOURCE_URL,
        "security_contact": settings.SECURITY_CONTACT,
    }
    return render(request, "site/legal.html", context)
