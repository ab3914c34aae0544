"""Collections: resources chosen and put in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.resources.models import ResourceCollection
from commun.resources.queries import pages
from commun.ui.components import Crumb


@public
@require_safe
def collection_list(request: HttpRequest) -> HttpResponse:
    crumbs = [Crumb(_("Ressources"), reverse("resources:list")), Crumb(_("Collections"))]
    return render(request, "resources/collections.html", {"collections": pages.collections(), "crumbs": crumbs})


@public
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(ResourceCollection, slug=slug)
    crumbs = [
        Crumb(_("Ressources"), reverse("resources:list")),
        Crumb(_("Collections"), reverse("resources:collections")),
        Crumb(one.title),
    ]
    return render(request, "resources/collection.html", {"page": pages.collection_page(one), "crumbs": crumbs})
