"""A file of a resource, sent as a download and never shown inline."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commun.core import kept_files
from commun.core.access import public
from commun.resources.models import ResourceDocument


@public
@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Of a public resource; to anyone else it does not exist."""
    found = get_object_or_404(ResourceDocument, pk=pk, resource__slug=slug, resource__taken_down_at=None)
    return kept_files.download(found, cached="public, max-age=3600")
