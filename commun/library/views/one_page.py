"""One sheet of paper for an élu, on the screen and as a PDF: of one use, or of all those of a territory."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import generated, pdf
from commun.core.access import public
from commun.library.presenters.one_page import OnePage, of_sheet, of_territory
from commun.library.presenters.paths import path
from commun.library.queries import sheets
from commun.library.queries.territory import territory_uses
from commun.library.views.sheet import published_or_404
from commun.territories.models import Territory
from commun.ui.components import Crumb


@public
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    page = _of_sheet(slug)
    way = path(Crumb(page.title, reverse("library:sheet", args=[slug])), _("Sur une page"))
    return _show(request, page, way, reverse("library:one_page_pdf", args=[slug]))


@public
@require_safe
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _print(_of_sheet(slug), name=slug)


@public
@require_safe
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    page = _of_territory(slug)
    way = [
        Crumb(_("Territoires"), reverse("territories:list")),
        Crumb(page.place, reverse("territories:detail", args=[slug])),
        Crumb(_("Usages d’IA")),
    ]
    return _show(request, page, way, reverse("library:territory_one_page_pdf", args=[slug]))


@public
@require_safe
def territory_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _print(_of_territory(slug), name=f"usages-{slug}")


def _of_sheet(slug: str) -> OnePage:
    return of_sheet(sheets.sheet_page(sheet=published_or_404(slug)), on=timezone.localdate())


def _of_territory(slug: str) -> OnePage:
    return of_territory(territory_uses(territory=get_object_or_404(Territory, slug=slug)), on=timezone.localdate())


def _show(request: HttpRequest, page: OnePage, way: list[Crumb], pdf_url: str) -> HttpResponse:
    return render(request, "library/one_page.html", {"page": page, "path": way, "pdf_url": pdf_url})


def _print(page: OnePage, *, name: str) -> HttpResponseBase:
    try:
        file = pdf.opened(render_to_string("library/pdf/one_page.html", {"page": page}), name=f"une-page-{name}")
    except generated.Busy:
        return _not_now(_("Le PDF est en cours de préparation. Réessayez dans quelques secondes."), retry_after="5")
    except pdf.Unavailable:
        return _not_now(
            _("Ce serveur ne sait pas produire de PDF. Imprimez la page : elle est faite pour."), retry_after="86400"
        )
    return FileResponse(file, filename=f"{name}.pdf", content_type="application/pdf")


def _not_now(message: str, *, retry_after: str) -> HttpResponse:
    return HttpResponse(
        message, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": retry_after}
    )
