"""What the public could read of a sheet before, and what changed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.core import version_pages
from commun.core.access import public
from commun.library.models import Deployment
from commun.library.views.sheet import published_or_404


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    shown = published_or_404(slug)
    return version_pages.all_versions(
        request, record=shown, kept_for=Deployment(pk=shown.pk), versions_url=_versions_url(slug)
    )


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = published_or_404(slug)
    return version_pages.one_version(
        request, number, record=shown, kept_for=Deployment(pk=shown.pk), versions_url=_versions_url(slug)
    )


def _versions_url(slug: str) -> str:
    return reverse("library:versions", args=[slug])
