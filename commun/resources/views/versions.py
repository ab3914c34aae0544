"""What the page of a resource said before it was corrected."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.core import version_pages
from commun.core.access import public
from commun.resources.models import Resource


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    record = _public(slug)
    return version_pages.all_versions(request, record=record, kept_for=record, versions_url=_versions_url(slug))


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    record = _public(slug)
    return version_pages.one_version(request, number, record=record, kept_for=record, versions_url=_versions_url(slug))


def _public(slug: str) -> Resource:
    return get_object_or_404(Resource.objects.public(), slug=slug)


def _versions_url(slug: str) -> str:
    return reverse("resources:versions", args=[slug])
