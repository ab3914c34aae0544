"""Labels, calls and laureates, as everyone reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.labels import queries
from commun.labels.datasets import LAUREATS
from commun.labels.models import Application, Call
from commun.ui.components import Crumb


@public
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    context = {"page": queries.labels_page(on=timezone.localdate()), "twins": LAUREATS.files(request.GET)}
    return render(request, "labels/list.html", context)


@public
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Call.objects.public().select_related("label"), slug=slug)
    crumbs = [Crumb(_("Labels"), reverse("labels:list")), Crumb(one.title)]
    context = {"page": queries.call_page(one, on=timezone.localdate()), "call": one, "crumbs": crumbs}
    return render(request, "labels/call.html", context)


@public
@require_safe
def laureate(request: HttpRequest, uid: str) -> HttpResponse:
    """A laureate, or who asked to be read all the same."""
    rows = Application.objects.laureates() | Application.objects.shown()
    one = get_object_or_404(rows.select_related("call__label", "territory", "solution"), uid=uid)
    crumbs = [
        Crumb(_("Labels"), reverse("labels:list")),
        Crumb(one.call.title, one.call.get_absolute_url()),
        Crumb(one.title),
    ]
    context = {"page": queries.laureate_page(one), "application": one, "call": one.call, "crumbs": crumbs}
    return render(request, "labels/laureate.html", context)
