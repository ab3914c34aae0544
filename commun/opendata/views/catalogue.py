"""All the datasets: what they hold, how many rows, of when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.opendata import linked_data, presenters, queries
from commun.opendata.registry import datasets


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    all_datasets = datasets()
    lines = [
        (all_datasets[summary.slug], summary, presenters.downloads(all_datasets[summary.slug], rows=summary.rows))
        for summary in queries.summaries(all_datasets.values())
    ]
    return render(
        request, "opendata/catalogue.html", {"lines": lines, "linked": linked_data.catalogue(all_datasets.values())}
    )
