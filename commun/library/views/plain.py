"""One use in plain words, for those who live there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.presenters.plain import answers
from commun.library.queries import sheets
from commun.library.views.sheet import published_or_404
from commun.ui.components import Crumb


@public
@require_safe
def plain(request: HttpRequest, slug: str) -> HttpResponse:
    shown = published_or_404(slug)
    page = sheets.sheet_page(sheet=shown)
    crumbs = [
        Crumb(_("Bibliothèque"), "/bibliotheque/"),
        Crumb(shown.title, shown.get_absolute_url()),
        Crumb(_("En clair")),
    ]
    context = {"sheet": shown, "page": page, "answers": answers(page), "crumbs": crumbs}
    return render(request, "library/plain.html", context)
