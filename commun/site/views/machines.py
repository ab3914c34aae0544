"""What programs ask of a site: its health, what they may read, whom to tell of a flaw, the list of its pages."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.opendata.registry import datasets
from commun.site import sitemaps
from commun.site.health import checks

_XML = "application/xml; charset=utf-8"


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when everything is fine, 503 otherwise; JSON when asked for, else one line each."""
    found = checks()
    status = 200 if all(one.is_fine for one in found) else 503
    if request.accepts("application/json") and not request.accepts("text/plain"):
        state = {one.name: {"ok": one.is_fine, "detail": one.detail} for one in found}
        return JsonResponse({"ok": status == 200, "controles": state}, status=status)
    lines = [f"{'ok' if one.is_fine else 'ERREUR'}\t{one.name}\t{one.detail}" for one in found]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=status)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by programs; the workspace leads nowhere without signing in."""
    lines = [
        "# Tout ce qui est public peut être lu, gardé et réutilisé (Licence Ouverte 2.0), par des programmes aussi.",
        f"# Fichiers entiers et archives du jour : {settings.SITE_URL}{reverse('opendata:catalogue')}",
        f"# API : {settings.SITE_URL}{reverse('api_home')} ; en bref : {settings.SITE_URL}{reverse('site:llms')}",
        "User-agent: *",
        "Disallow: /espace/",
        "Disallow: /recherche/",
        "Disallow: /connexion/",
        "Disallow: /compte/",
        "Disallow: /suivi/",
        f"Sitemap: {settings.SITE_URL}{reverse('site:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Without a contact in the settings, there is nothing honest to say: 404."""
    if not settings.SECURITY_CONTACT:
        return HttpResponse("Contact non renseigné.\n", content_type="text/plain; charset=utf-8", status=404)
    contact = settings.SECURITY_CONTACT
    expires = (timezone.now() + datetime.timedelta(days=180)).replace(microsecond=0).isoformat()
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the lists of pages are: those of the site, then a file or several of each kind of record."""
    entries = [(_absolute(reverse("site:sitemap_pages")), None)] + [
        (_absolute(reverse("site:sitemap_section", args=[name, number])), changed_at)
        for name, number, changed_at in sitemaps.files()
    ]
    return HttpResponse("".join(sitemaps.written("sitemapindex", "sitemap", entries)), content_type=_XML)


@public
@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    entries = [(_absolute(one.path), one.changed_at) for one in sitemaps.pages()]
    return HttpResponse("".join(sitemaps.written("urlset", "url", entries)), content_type=_XML)


@public
@require_safe
def sitemap_section(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """A file of one kind, written as its rows are read."""
    section = sitemaps.section(name)
    if section is None or not 1 <= number <= max(1, -(-section.count() // sitemaps.MOST)):
        raise Http404(_("Il n’y a pas de tel plan."))
    entries = ((_absolute(one.path), one.changed_at) for one in section.addresses(number))
    return StreamingHttpResponse(sitemaps.written("urlset", "url", entries), content_type=_XML)


def _absolute(path: str) -> str:
    return escape(f"{settings.SITE_URL}{path}")


@public
@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """llmstxt.org: what this site is, what may be counted on, and where its data are, for programs that read texts."""
    context = {"site": settings.SITE_URL, "name": settings.SITE_NAME, "datasets": datasets().values()}
    return render(request, "site/llms.txt", context, content_type="text/markdown; charset=utf-8")
