"""The catalogue for machines: what data.gouv.fr and other portals harvest."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core.freshness import kept
from commun.opendata import dcat, queries
from commun.opendata.registry import datasets

_FORMS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json; charset=utf-8"),
    "rdf": ("pretty-xml", "application/rdf+xml; charset=utf-8"),
}


@public
@require_safe
def catalogue_for_machines(request: HttpRequest, suffix: str) -> HttpResponseBase:
    form, media_type = _FORMS[suffix]
    content = kept("dcat", partial(_written, form), form)
    response = HttpResponse(content, content_type=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _written(form: str) -> str:
    everything = list(datasets().values())
    graph = dcat.catalogue(everything, queries.summaries(everything))
    return graph.serialize(format=form, auto_compact=True) if form == "json-ld" else graph.serialize(format=form)
