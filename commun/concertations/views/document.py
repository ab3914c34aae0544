"""A file kept here, sent back as a download and never shown inline."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.accounts.enums import Permission
from commun.concertations.models import Document
from commun.core import kept_files


@public
@require_safe
def document_file(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """Of a public record, for anyone; of a draft, for whoever may read it. To anyone else it does not exist."""
    document = get_object_or_404(Document.objects.select_related("concertation__territory"), pk=pk, file_name=name)
    record = document.concertation
    if not document.file or not (
        record.is_published
        or (request.user.is_authenticated and request.user.may(Permission.WORKSPACE_VIEW, record.territory))
    ):
        raise Http404
    return kept_files.download(document, cached="public, max-age=3600" if record.is_published else "private, no-store")
