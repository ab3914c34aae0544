"""The network's own files, for its present tools: sixteen columns, thirty-eight fields, and what was corrected."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.freshness import kept
from commun.core.spreadsheets import write_csv
from commun.library.exports.network import Export, public_export, schema_export


def _csv(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def public_file(request: HttpRequest) -> HttpResponse:
    return _csv(kept("library:network-16", lambda: public_export().csv()), "bibliotheque-reseau.csv")


@public
@require_safe
def schema_file(request: HttpRequest) -> HttpResponse:
    return _csv(kept("library:network-38", lambda: schema_export().csv()), "bibliotheque-reseau-38-champs.csv")


@public
@require_safe
def schema_json(request: HttpRequest) -> HttpResponse:
    records = kept("library:network-38-json", lambda: schema_export().records())
    response = JsonResponse(records, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def corrections_file(request: HttpRequest) -> HttpResponse:
    """Every cell that is not what the network's file said: where, before, after, why."""
    content = kept("library:network-corrections", lambda: corrections_csv(public_export()))
    return _csv(content, "bibliotheque-reseau-corrections.csv")


def corrections_csv(export: Export) -> bytes:
    heads = ("identifiant", "projet", "colonne", "avant", "apres", "motif")
    rows = ((one.uid, one.project, one.column, one.before, one.after, one.why) for one in export.corrections)
    return write_csv([heads, *rows])
