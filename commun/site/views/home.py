"""The home page: what this is, the country in figures, the latest answers, what is late."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.queries.country import country
from commun.core.linked_data import publisher, thing
from commun.editorial.queries.pages import latest_news
from commun.library.queries.figures import figures
from commun.site import published


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = country(on=timezone.localdate())
    context = {
        "country": found,
        "answered": found.indicator("part_repondue"),
        "kept": found.indicator("promesses_tenues"),
        "broken": found.indicator("promesses_en_retard"),
        "library": figures(),
        "published": published,
        "news": latest_news(),
        "linked": [publisher(), thing("WebSite", "/", name=settings.SITE_NAME, inLanguage="fr")],
    }
    return render(request, "site/home.html", context)
