"""A file of a sheet, sent as a download and never shown inline."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commun.core import kept_files
from commun.core.access import public
from commun.library.models import SheetDocument


@public
@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Of a published sheet, and public there; to anyone else it does not exist."""
    found = get_object_or_404(
        SheetDocument.objects.filter(is_public=True, deployment__public__isnull=False, deployment__slug=slug), pk=pk
    )
    return kept_files.download(found, cached="public, max-age=3600")
