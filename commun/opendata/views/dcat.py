"""The catalogue for machines: what data.gouv.fr and other portals harvest."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from rdflib import Graph

from commun.accounts.access import public
from commun.core.freshness import data_version, kept
from commun.opendata import archives, dcat, queries
from commun.opendata.heritage_entries import archived_datasets
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
    # An archive tells more of the files without anything being written.
    content = kept("dcat", partial(_written, form), form, archives.days()[:1])
    response = HttpResponse(content, content_type=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _written(form: str) -> str:
    graph = graph_of_everything()
    return graph.serialize(format=form, auto_compact=True) if form == "json-ld" else graph.serialize(format=form)


def graph_of_everything() -> Graph:
    everything = list(datasets().values())
    return dcat.catalogue(
        everything,
        queries.summaries(everything),
        _known_files(),
        periods=queries.periods(everything),
        opened_at=queries.opened_at(),
        archived=archived_datasets(),
    )


def _known_files() -> dict[str, dcat.KnownFile]:
    """What the last archive tells of the files of the site, as long as nothing has been written since."""
    last = next(iter(archives.days()), None)
    day = archives.day(last) if last else None
    if day is None or day.version != data_version():
        return {}
    return {
        file.path.removeprefix("donnees/"): dcat.KnownFile(file.sha256, file.size)
        for file in day.files
        if file.path.startswith("donnees/")
    }
