"""Hearings, the council and its opinions, as everyone reads them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import kept_files, version_pages
from commun.core.access import public
from commun.hearings import announced, queries
from commun.hearings.datasets import AUDITIONS, AVIS
from commun.hearings.models import Hearing
from commun.ui.components import Crumb


@public
@require_safe
def hearing_list(request: HttpRequest) -> HttpResponse:
    context = {
        "hearings": queries.public_hearings(),
        "announced": announced,
        "twins": AUDITIONS.files(request.GET),
    }
    return render(request, "hearings/list.html", context)


@public
@require_safe
def hearing(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Hearing.objects.public(), slug=slug)
    crumbs = [Crumb(_("Auditions"), reverse("hearings:list")), Crumb(one.title)]
    context = {"page": queries.hearing_page(one), "hearing": one, "crumbs": crumbs}
    return render(request, "hearings/hearing.html", context)


@public
@require_safe
def hearing_file(request: HttpRequest, slug: str) -> FileResponse:
    one = get_object_or_404(Hearing.objects.public().exclude(file=""), slug=slug)
    return kept_files.download(one)


@public
@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Hearing.objects.public(), slug=slug)
    url = reverse("hearings:versions", args=[slug])
    return version_pages.all_versions(request, record=one, kept_for=one, versions_url=url)


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    one = get_object_or_404(Hearing.objects.public(), slug=slug)
    url = reverse("hearings:versions", args=[slug])
    return version_pages.one_version(request, number, record=one, kept_for=one, versions_url=url)


@public
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    context = {
        "page": queries.council_page(on=timezone.localdate()),
        "announced": announced,
        "twins": AVIS.files(request.GET),
    }
    return render(request, "hearings/council.html", context)


@public
@require_safe
def opinion(request: HttpRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(queries.opinions(), uid=uid)
    crumbs = [Crumb(_("Conseil scientifique"), reverse("hearings:council")), Crumb(_("Avis"))]
    return render(request, "hearings/opinion.html", {"opinion": one, "crumbs": crumbs})


@public
@require_safe
def opinion_versions(request: HttpRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(queries.opinions(), uid=uid)
    url = reverse("hearings:opinion_versions", args=[uid])
    return version_pages.all_versions(request, record=one, kept_for=one, versions_url=url)


@public
@require_safe
def opinion_version(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    one = get_object_or_404(queries.opinions(), uid=uid)
    url = reverse("hearings:opinion_versions", args=[uid])
    return version_pages.one_version(request, number, record=one, kept_for=one, versions_url=url)
