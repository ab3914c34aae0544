"""What programs ask of a site: its health, what they may read, whom to tell of a flaw, the list of its pages."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.models import CharterVersion, Concertation, Takeaway
from commun.editorial.models import PublishedArticle, Term
from commun.heritage.models import HeritageItem
from commun.site.health import checks
from commun.territories.models import Territory

STATIC_PAGES = (
    "site:home",
    "territories:list",
    "concertations:list",
    "concertations:propositions",
    "concertations:charter",
    "heritage:list",
    "opendata:catalogue",
    "editorial:news_list",
    "editorial:method",
    "editorial:glossary",
    "site:help",
    "site:about",
    "site:accessibility",
    "site:ecodesign",
    "site:personal_data",
    "site:legal",
)
LIMIT = 50_000  # what the sitemap protocol allows in one file


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
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every public page that says something of its own: engaged territories, concertations, propositions."""
    return StreamingHttpResponse(_sitemap(), content_type="application/xml; charset=utf-8")


def _sitemap() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for number, address in enumerate(_addresses()):
        if number == LIMIT:
            break
        yield f"<url><loc>{escape(settings.SITE_URL + address)}</loc></url>\n"
    yield "</urlset>\n"


def _addresses() -> Iterator[str]:
    for name in STATIC_PAGES:
        yield reverse(name)
    for version in CharterVersion.objects.published():
        yield version.get_absolute_url()
    for article in PublishedArticle.objects.order_by("pk"):
        yield article.get_absolute_url()
    for term in Term.objects.order_by("pk"):
        yield term.get_absolute_url()
    engaged = Territory.objects.real().filter(pledge__isnull=False).order_by("pk")
    for slug in engaged.values_list("slug", flat=True).iterator():
        yield reverse("territories:detail", args=[slug])
    debates = Concertation.objects.published().real().order_by("pk")
    for slug in debates.values_list("slug", flat=True).iterator():
        yield reverse("concertations:detail", args=[slug])
    for uid in Takeaway.objects.public().real().propositions().order_by("pk").values_list("uid", flat=True).iterator():
        yield reverse("concertations:proposition", args=[uid])
    archived = HeritageItem.objects.public().filter(territory__is_fictional=False).order_by("pk")
    for uid in archived.values_list("uid", flat=True).iterator():
        yield reverse("heritage:item", args=[uid])
