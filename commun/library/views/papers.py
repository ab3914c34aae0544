"""The papers that the law asks for, made from one sheet: as a page, a DOCX and a PDF.

The public ones read the public copy; the territory's own read its working sheet, and are for its people only.
"""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.core import generated, pdf
from commun.library.access import territory_of_sheet
from commun.library.duties import docx
from commun.library.duties.facts import Facts
from commun.library.duties.papers import KINDS, PUBLIC_KINDS, Kind
from commun.library.models import Deployment, PublishedSheet

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Shelf:
    """Where a set of papers stands: the names of its addresses."""

    index: str
    page: str
    file: str


OPEN = Shelf("library:papers", "library:paper", "library:paper_file")
DESK = Shelf("library:desk_papers", "library:desk_paper", "library:desk_paper_file")


@public
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    return _index(request, _public_facts(slug), OPEN, PUBLIC_KINDS, "library/duties/papers.html")


@public
@require_safe
def page(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    return _page(request, _public_facts(slug), OPEN, _kind(PUBLIC_KINDS, kind), "library/duties/paper.html")


@public
@require_safe
def file(request: HttpRequest, slug: str, kind: str, suffix: str) -> HttpResponseBase:
    return _file(_public_facts(slug), _kind(PUBLIC_KINDS, kind), suffix)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_safe
def desk_index(request: UserRequest, slug: str) -> HttpResponse:
    sheet = _own(slug)
    return _index(request, Facts.of_working(sheet), DESK, KINDS, "library/duties/desk_papers.html", sheet)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_safe
def desk_page(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    sheet = _own(slug)
    facts = Facts.of_working(sheet)
    return _page(request, facts, DESK, _kind(KINDS, kind), "library/duties/desk_paper.html", sheet)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_safe
def desk_file(request: UserRequest, slug: str, kind: str, suffix: str) -> HttpResponseBase:
    return _file(Facts.of_working(_own(slug)), _kind(KINDS, kind), suffix)


def _public_facts(slug: str) -> Facts:
    return Facts.of_published(get_object_or_404(PublishedSheet.objects.select_related("territory"), slug=slug))


def _own(slug: str) -> Deployment:
    return get_object_or_404(Deployment.objects.select_related("territory"), slug=slug)


def _kind(kinds: dict[str, Kind], slug: str) -> Kind:
    if slug not in kinds:
        raise Http404(_("Ce document n’existe pas."))
    return kinds[slug]


def _index(
    request: HttpRequest,
    facts: Facts,
    shelf: Shelf,
    kinds: dict[str, Kind],
    template: str,
    sheet: Deployment | None = None,
) -> HttpResponse:
    papers = [
        (kind, kind.make(facts).missing, reverse(shelf.page, args=[facts.slug, kind.slug])) for kind in kinds.values()
    ]
    context = {"facts": facts, "territory": facts.territory, "papers": papers, "sheet": sheet}
    return render(request, template, context)


def _page(
    request: HttpRequest, facts: Facts, shelf: Shelf, kind: Kind, template: str, sheet: Deployment | None = None
) -> HttpResponse:
    files = [(suffix.upper(), reverse(shelf.file, args=[facts.slug, kind.slug, suffix])) for suffix in ("docx", "pdf")]
    context = {
        "paper": kind.make(facts),
        "kind": kind,
        "files": files,
        "index_url": reverse(shelf.index, args=[facts.slug]),
        "sheet": sheet,
    }
    return render(request, template, context)


def _file(facts: Facts, kind: Kind, suffix: str) -> HttpResponseBase:
    paper = kind.make(facts)
    name = f"{kind.slug}-{facts.slug}.{suffix}"
    if suffix == "docx":
        response = HttpResponse(docx.write(paper), content_type=DOCX_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    html = render_to_string("library/duties/paper_pdf.html", {"paper": paper, "no_advice": docx.no_advice()})
    try:
        opened = pdf.opened(html, name=f"{kind.slug}-{facts.slug}-{'public' if facts.is_public else 'interne'}")
    except generated.Busy:
        return _not_now(_("Le PDF est en cours de préparation. Réessayez dans quelques secondes."), retry_after="5")
    except pdf.Unavailable:
        return _not_now(
            _("Ce serveur ne sait pas produire de PDF. Prenez le fichier DOCX, ou imprimez la page."),
            retry_after="86400",
        )
    return FileResponse(opened, filename=name, content_type="application/pdf")


def _not_now(message: str, *, retry_after: str) -> HttpResponse:
    return HttpResponse(
        message, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": retry_after}
    )
