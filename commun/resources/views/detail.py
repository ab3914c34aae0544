"""One resource: what it is, how to use it, and what those who used it say of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.resources.models import Resource
from commun.resources.queries.pages import resource_page
from commun.ui.components import Crumb


@public
@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Resource, slug=slug)
    if not one.is_public:
        return render(request, "resources/gone.html", {"one": one}, status=410)
    crumbs = [Crumb(_("Ressources"), reverse("resources:list")), Crumb(one.title)]
    return render(request, "resources/detail.html", {"page": resource_page(one), "one": one, "crumbs": crumbs})
