"""The gallery: each component with every variant and the source that makes it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.views.decorators.http import require_safe

from commun.ui.access import public
from commun.ui.specimens import FAMILIES, Family, Specimen, context
from commun.ui.tokens import SWATCHES


@dataclass(frozen=True)
class Shown:
    """A variant: its source, and what it gives."""

    source: str
    html: str


def _shown(family: Family, request: HttpRequest) -> list[tuple[Specimen, list[Shown]]]:
    known = context()
    return [
        (
            specimen,
            [
                Shown(source, engines["django"].from_string(source).render(known, request))
                for source in specimen.sources
            ],
        )
        for specimen in family.specimens
    ]


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", {"families": FAMILIES, "swatches": SWATCHES})


@public
@require_safe
def gallery_family(request: HttpRequest, slug: str) -> HttpResponse:
    family = next((family for family in FAMILIES if family.slug == slug), None)
    if family is None:
        raise Http404
    return render(
        request,
        "ui/gallery_family.html",
        {"family": family, "families": FAMILIES, "specimens": _shown(family, request)},
    )
