"""The Table Schema of a dataset."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.opendata.schema import table_schema
from commun.opendata.views.download import dataset_or_404, open_to_all_origins


@public
@open_to_all_origins
@require_safe
def dataset_schema(request: HttpRequest, slug: str) -> HttpResponseBase:
    schema = table_schema(dataset_or_404(slug))
    return JsonResponse(schema, json_dumps_params={"ensure_ascii": False, "indent": 2})
