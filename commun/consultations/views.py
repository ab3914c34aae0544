"""The inventory, as everyone reads it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.consultations import queries
from commun.consultations.datasets import CONSULTATIONS, TEXT, asked
from commun.consultations.forms import ListForm
from commun.consultations.models import Consultation
from commun.core.access import public
from commun.editorial import markdown
from commun.ui.components import Crumb


@public
@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    wanted = asked(request.GET)
    context = {
        "form": ListForm(request.GET),
        "wanted": wanted,
        "page": Paginator(queries.matching(wanted), queries.PAGE_SIZE).get_page(request.GET.get("page")),
        "query": urlencode({TEXT: wanted}) if wanted else "",
        "twins": CONSULTATIONS.files(request.GET),
    }
    return render(request, "consultations/list.html", context)


@public
@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Consultation, slug=slug)
    crumbs = [Crumb(_("Consultations inventoriées"), reverse("consultations:list")), Crumb(one.title)]
    context = {"consultation": one, "text": markdown.render(one.text).html, "crumbs": crumbs}
    return render(request, "consultations/detail.html", context)
