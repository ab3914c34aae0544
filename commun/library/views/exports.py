"""Our sheets in the standards of the peers' registers: one, all, and what could not be said in them."""

import json
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import freshness
from commun.core.access import public
from commun.library.exports import STANDARDS
from commun.library.exports.standard import Note, Standard, Use
from commun.library.models import PublishedSheet
from commun.library.presenters.paths import path
from commun.library.queries import exports
from commun.ui.components import Crumb

_JSON = {"ensure_ascii": False, "indent": 1}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "library/duties/exports.html",
        {"standards": STANDARDS.values(), "path": path(_("Standards d’ailleurs"))},
    )


@public
@require_safe
def standard_page(request: HttpRequest, standard: str) -> HttpResponse:
    chosen = _standard(standard)
    report = freshness.kept("export-report", lambda: exports.report_of(chosen), standard)
    context = {
        "path": path(Crumb(_("Standards d’ailleurs"), reverse("library:exports")), chosen.title),
        "standard": chosen,
        "report": report,
        "groups": [(note.label, report.of(note)) for note in Note if report.of(note)],
        "lost": exports.lost_labels(chosen),
        "files": [("JSON", reverse("library:export_all", args=[standard]))],
    }
    return render(request, "library/duties/export.html", context)


@public
@require_safe
def everything(request: HttpRequest, standard: str) -> HttpResponseBase:
    chosen = _standard(standard)
    response = StreamingHttpResponse(_array(chosen), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chosen.slug}-{chosen.version}.json"'
    return response


@public
@require_safe
def one(request: HttpRequest, slug: str, standard: str) -> JsonResponse:
    exported = _standard(standard).export(_use(slug))
    return JsonResponse(exported.record, json_dumps_params=_JSON)


@public
@require_safe
def of_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    use = _use(slug)
    found = [(standard, standard.export(use).remarks) for standard in STANDARDS.values()]
    return render(request, "library/duties/sheet_exports.html", {"sheet": use.sheet, "exports": found})


def _array(standard: Standard) -> Iterator[bytes]:
    """One record a line, as they come from the database."""
    opening = b"[\n"
    for use in exports.every_use():
        yield opening + json.dumps(standard.export(use).record, ensure_ascii=False).encode()
        opening = b",\n"
    yield b"\n]\n" if opening == b",\n" else b"[]\n"


def _standard(slug: str) -> Standard:
    if slug not in STANDARDS:
        raise Http404(_("Ce standard n’est pas proposé."))
    return STANDARDS[slug]


def _use(slug: str) -> Use:
    try:
        return exports.use_of(slug=slug)
    except PublishedSheet.DoesNotExist as absent:
        raise Http404 from absent
