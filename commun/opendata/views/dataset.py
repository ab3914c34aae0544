"""One dataset: its dictionary, its first rows, its files, how to cite it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.opendata import linked_data, notice, presenters, queries
from commun.opendata.registry import datasets
from commun.opendata.views.download import dataset_or_404
from commun.ui.components.navigation import Crumb


@public
@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    found = dataset_or_404(slug)
    period = queries.periods(datasets().values()).get(found.slug)
    summary = next(one for one in queries.summaries(datasets().values()) if one.slug == found.slug)
    context = {
        "dataset": found,
        "summary": summary,
        "going": presenters.going(found.deprecated),
        "columns": presenters.column_lines(found),
        "sample": presenters.sample(found, queries.sample(found)),
        "downloads": presenters.downloads(found, rows=summary.rows),
        "list_page": reverse(found.page.url_name) if found.page else "",
        "linked": linked_data.dataset(found, summary, period),
        "citation": notice.citation(found),
        "json_page": f"{notice.address('dataset_json', found)}?limite=20",
        "path": [Crumb(_("Données"), reverse("opendata:catalogue")), Crumb(str(found.title))],
    }
    return render(request, "opendata/dataset.html", context)
