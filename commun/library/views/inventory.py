"""The inventory of a territory's algorithms, as a page, a CSV and a JSON; its Table Schema."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library import law
from commun.library.duties import inventory
from commun.library.queries.inventory import inventory_of, inventory_rows
from commun.territories.models import Territory

_JSON = {"ensure_ascii": False, "indent": 1}


@public
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    territory = get_object_or_404(Territory, slug=slug)
    path = [
        (_("Territoires"), reverse("territories:list")),
        (territory.name, territory.get_absolute_url()),
        (_("Algorithmes"), ""),
    ]
    twins = [
        ("CSV", reverse("library:inventory_csv", args=[slug])),
        ("JSON", reverse("library:inventory_json", args=[slug])),
    ]
    context = {
        "inventory": inventory_of(territory=territory),
        "article": law.articles()["crpa-l312-1-3"],
        "thresholds": [law.thresholds()["agents"], law.thresholds()["inhabitants"]],
        "twins": twins,
        "path": path,
    }
    return render(request, "library/duties/inventory.html", context)


@public
@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    rows = inventory_rows(territory=get_object_or_404(Territory, slug=slug))
    response = HttpResponse(inventory.csv_bytes(rows), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="algorithmes-{slug}.csv"'
    return response


@public
@require_safe
def as_json(request: HttpRequest, slug: str) -> JsonResponse:
    territory = get_object_or_404(Territory, slug=slug)
    content = {
        "administration": territory.name,
        "identifiant_administration": territory.uid,
        "est_fictif": territory.is_fictional,
        "article": "CRPA L312-1-3",
        "schema": f"{settings.SITE_URL}{reverse('library:inventory_schema')}",
        "licence": "Licence Ouverte 2.0",
        "lignes": [inventory.json_line(sheet, url=url) for sheet, url in inventory_rows(territory=territory)],
    }
    return JsonResponse(content, json_dumps_params=_JSON)


@public
@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    return JsonResponse(inventory.table_schema(), json_dumps_params=_JSON)
