"""Other sites, in public: who they are, how their last harvest went, their rows as theirs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.federation import publishing
from commun.federation.models import HarvestedRecord
from commun.federation.queries.pages import cells_of, source_lines, source_page
from commun.opendata.registry import datasets
from commun.ui.components.navigation import Crumb


@public
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    context = {"lines": source_lines(), "public_key": publishing.public_key()}
    return render(request, "federation/sources.html", context)


@public
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    page = source_page(slug=slug, dataset=request.GET.get("jeu", "")[:60], number=request.GET.get("page", 1))
    if page is None:
        raise Http404(_("Ce site n’est pas moissonné ici."))
    path = [Crumb(_("Autres sites"), reverse("federation:sources")), Crumb(page.source.title)]
    return render(request, "federation/source.html", {"page": page, "source": page.source, "path": path})


@public
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(HarvestedRecord.objects.public().select_related("source__territory"), pk=pk)
    path = [
        Crumb(_("Autres sites"), reverse("federation:sources")),
        Crumb(one.source.title, one.source.get_absolute_url()),
        Crumb(one.title),
    ]
    context = {"record": one, "cells": cells_of(one), "dataset": datasets()[one.dataset], "path": path}
    return render(request, "federation/record.html", context)
