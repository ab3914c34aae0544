"""The previous versions of a public record: the list, one as it was read, and what changed between two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.models import Concertation
from commun.core import version_pages


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    record = _published(slug)
    return version_pages.all_versions(request, record=record, kept_for=record, versions_url=_versions_url(slug))


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    record = _published(slug)
    return version_pages.one_version(request, number, record=record, kept_for=record, versions_url=_versions_url(slug))


def _published(slug: str) -> Concertation:
    return get_object_or_404(Concertation.objects.published().select_related("territory"), slug=slug)


def _versions_url(slug: str) -> str:
    return reverse("concertations:versions", args=[slug])
