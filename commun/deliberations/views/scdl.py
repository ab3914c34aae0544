"""The decisions of one body in the very columns of SCDL, so that it can publish them as they are."""

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.deliberations.exports import scdl_blocks
from commun.deliberations.models import DeliberatingBody


@public
@require_safe
def body_file(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    body = get_object_or_404(DeliberatingBody, slug=slug)
    response = StreamingHttpResponse(scdl_blocks(body), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="deliberations-{body.siret}.csv"'
    return response
