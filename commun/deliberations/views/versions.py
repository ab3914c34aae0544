"""What a decision said before its body published it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.core import version_pages
from commun.core.access import public
from commun.deliberations.models import Deliberation


@public
@require_safe
def version_list(request: HttpRequest, uid: str) -> HttpResponse:
    record = _public(uid)
    return version_pages.all_versions(request, record=record, kept_for=record, versions_url=_versions_url(uid))


@public
@require_safe
def version(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    record = _public(uid)
    return version_pages.one_version(request, number, record=record, kept_for=record, versions_url=_versions_url(uid))


def _public(uid: str) -> Deliberation:
    return get_object_or_404(Deliberation.objects.public().select_related("body"), uid=uid)


def _versions_url(uid: str) -> str:
    return reverse("deliberations:versions", args=[uid])
