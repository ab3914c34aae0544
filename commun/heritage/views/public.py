"""`/patrimoine/`: what territories archive in common. A permanent address gives the last version, or the one asked."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import ranges
from commun.core.access import public
from commun.core.themes import Theme
from commun.heritage import citation, contents
from commun.heritage.croissant import croissant
from commun.heritage.datasets import HERITAGE
from commun.heritage.enums import Kind, Licence
from commun.heritage.gates import why_not_given
from commun.heritage.manifest import checksums
from commun.heritage.models import HeritageFile, HeritageItem, HeritageVersion
from commun.heritage.queries import pages
from commun.ui.components import Crumb

PAGE_SIZE = 20


@public
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    wanted = pages.read(request.GET)
    found = pages.lines(wanted=wanted)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "chosen": dict(wanted.choices),
        "lists": (("nature", _("Nature"), Kind.choices), ("theme", _("Thème"), Theme.choices),
                  ("licence", _("Licence"), Licence.choices)),
        "page": page,
        "total": len(found),
        "query": query.urlencode(),
        "twins": HERITAGE.files(request.GET),
    }  # fmt: skip
    return render(request, "heritage/list.html", context)


@public
@require_safe
def item(request: HttpRequest, uid: str) -> HttpResponse:
    """The last published version."""
    found = get_object_or_404(HeritageItem.objects.select_related("current", "territory"), uid=uid)
    if found.current is None:
        raise Http404
    return _shown(request, found, found.current)


@public
@require_safe
def version(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    found = get_object_or_404(
        HeritageVersion.objects.exclude(published_at=None).select_related("item__territory"),
        item__uid=uid, number=number,
    )  # fmt: skip
    return _shown(request, found.item, found)


def _shown(request: HttpRequest, one: HeritageItem, version: HeritageVersion) -> HttpResponse:
    if one.withdrawn_at is not None:
        return render(request, "heritage/gone.html", {"item": one, "version": version}, status=410)
    version.item = one
    context = {
        "item": one,
        "version": version,
        "page": pages.version_page(version),
        "crumbs": [Crumb(_("Patrimoine"), reverse("heritage:list")), Crumb(version.title)],
        "citation": citation.text(version),
        "address": citation.address(version),
        "licence": Licence(version.licence),
        "follow": f"patrimoine:{one.uid}",
    }
    return render(request, "heritage/detail.html", context)


@public
@require_safe
def file(request: HttpRequest, uid: str, number: int, pk: int) -> HttpResponseBase:
    """A file of a public version, whole or by stretches, always as a download."""
    found = get_object_or_404(
        HeritageFile.objects.select_related("content", "version__item"),
        pk=pk, version__number=number, version__item__uid=uid, version__in=HeritageVersion.objects.public(),
    )  # fmt: skip
    content = found.content
    if why_not := why_not_given(found.version, content):
        status = 503 if found.version.has_open_licence else 403
        return _not_given(request, found, why_not, status)
    source = ranges.Source(
        size=content.size,
        blocks=lambda start, stop: contents.given(content, start, stop),
        digest=content.sha256,
        content_type=found.media_type,
        modified_at=found.version.published_at,
        headers=_as_download(found.name),
    )
    try:
        return ranges.given(request, source)
    except contents.StoreUnreachable as silence:
        return _not_given(request, found, silence.message, 503)
    except contents.Damaged:
        why = _("Ce fichier est abîmé : il ne se télécharge plus tant qu’il n’est pas rétabli.")
        return _not_given(request, found, why, 503)


def _not_given(request: HttpRequest, file: HeritageFile, why: str, status: int) -> HttpResponse:
    context = {"version": file.version, "file": file, "why": why}
    return render(request, "heritage/file_not_given.html", context, status=status)


@public
@require_safe
def croissant_file(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    found = _public(uid, number)
    answer = JsonResponse(
        croissant(found), json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/ld+json"
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@public
@require_safe
def bibtex(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    found = _public(uid, number)
    return _text(citation.bibtex(found), f"{found.item.uid}-v{number}.bib", "application/x-bibtex")


@public
@require_safe
def cff(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    return _text(citation.cff(_public(uid, number)), "CITATION.cff", "application/yaml")


@public
@require_safe
def sums(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """For `sha256sum --check`."""
    return _text(checksums(_public(uid, number)), "SHA256SUMS.txt", "text/plain")


def _public(uid: str, number: int) -> HeritageVersion:
    versions = HeritageVersion.objects.public().select_related("item__territory")
    return get_object_or_404(versions, item__uid=uid, number=number)


def _text(text: str, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(text, content_type=f"{media_type}; charset=utf-8", headers=_as_download(name))


def _as_download(name: str) -> dict[str, str]:
    """Never shown inline, its type never guessed again, its scripts allowed nowhere."""
    return {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
