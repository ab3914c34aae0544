"""The files received of what the network imports, with their verdicts; looking again at one that was kept."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.errors import DomainError
from commun.core.uploads import attachment
from commun.library.actions.feeds import table_of
from commun.library.actions.imports import network_source
from commun.library.models import FeedVersion
from commun.library.queries.imports import versions
from commun.library.views.import_table import keep_tables


@require(Permission.LIBRARY_COORDINATE)
@require_safe
def feed_versions(request: UserRequest) -> HttpResponse:
    context = {"versions": versions(), "source": network_source()}
    return render(request, "library/imports/versions.html", context)


@require(Permission.LIBRARY_COORDINATE)
@require_POST
def feed_version_review(request: UserRequest, pk: int) -> HttpResponse:
    """Open the preview of a version that was kept, quarantined ones too: the choice is then a person's."""
    version = get_object_or_404(FeedVersion.objects.exclude(file=""), pk=pk, source__territory=None)
    try:
        table = table_of(version)
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("library:feed_versions")
    kept = keep_tables(network_source(), [table], territory=None, by=request.user)
    return redirect("library:import_preview", token=kept.token)


@require(Permission.LIBRARY_COORDINATE)
@require_safe
def feed_version_file(request: UserRequest, pk: int) -> FileResponse:
    """The file as it came, as a download of no type that a browser would open."""
    version = get_object_or_404(FeedVersion.objects.exclude(file=""), pk=pk, source__territory=None)
    name = str(version.file.name).rpartition("/")[2]
    return attachment(version.file.open("rb"), name=name, media_type="application/octet-stream")
