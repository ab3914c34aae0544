"""The decisions of one body, year by year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.deliberations.models import DeliberatingBody
from commun.deliberations.queries import decisions as queries
from commun.ui.components import Crumb


@public
@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(DeliberatingBody.objects.select_related("territory"), slug=slug)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    context = {
        "body": one,
        "page": queries.body_page(body=one, year=year, after=request.GET.get("apres", "")),
        "is_after": bool(request.GET.get("apres")),
        "first_url": reverse("deliberations:body", args=[slug]) + (f"?annee={year}" if year else ""),
        "kept_query": f"annee={year}&" if year else "",
        "crumbs": [Crumb(_("Délibérations"), reverse("deliberations:list")), Crumb(one.name, "")],
    }
    return render(request, "deliberations/body.html", context)
