"""What was published on a given day: the days kept, the files of one, the editions of a dataset."""

import datetime
from collections.abc import Iterator
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core import ranges
from commun.opendata import archive_pages, archives, package
from commun.opendata.schema import LICENCE
from commun.opendata.views.download import dataset_or_404
from commun.opendata.writers import instant
from commun.opendata.zips import unpacked
from commun.ui.components.navigation import Crumb

LATEST = 31
_REVALIDATED = "public, no-cache"


def _home() -> list[Crumb]:
    return [Crumb(_("Données"), reverse("opendata:catalogue"))]


def _day_or_404(on: datetime.date) -> archives.Day:
    found = archives.day(on)
    if found is None:
        raise Http404(_("Aucune archive n’est gardée pour ce jour."))
    return found


@public
@require_safe
def archive_list(request: HttpRequest) -> HttpResponse:
    """The days that are kept. Never kept by the server: an archive is made without any record being touched."""
    every_day = archives.days()
    latest = [one for on in every_day[:LATEST] if (one := archives.day(on))]
    context = {
        "latest": latest,
        "older": archive_pages.by_month(every_day[LATEST:]),
        "every_day_for": archives.EVERY_DAY_FOR,
        "path": [*_home(), Crumb(_("Archives"))],
    }
    response = render(request, "opendata/archives.html", context)
    response.headers["Cache-Control"] = _REVALIDATED
    return response


@public
@require_safe
def archive_index(request: HttpRequest) -> HttpResponse:
    """The same for programs: every day, its zip, its digest."""
    kept = [found for on in archives.days() if (found := archives.day(on))]
    content = {
        "licence": LICENCE,
        "regle": _("Chaque jour pendant %(days)d jours, puis le premier jour archivé de chaque mois, sans limite.")
        % {"days": archives.EVERY_DAY_FOR},
        "jours": [
            {
                "jour": one.day.isoformat(),
                "fait_le": instant(one.made_at),
                "adresse": request.build_absolute_uri(reverse("opendata:archive_zip", args=[one.day])),
                "octets": one.zip_size,
                "sha256": one.zip_sha256,
                "lignes": one.rows,
                "jeux_retires": list(one.withdrawn),
            }
            for one in kept
        ],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = _REVALIDATED
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def archive_day(request: HttpRequest, day: datetime.date) -> HttpResponse:
    """The files of one day."""
    found = _day_or_404(day)
    context = {
        "day": found,
        "groups": archive_pages.files_by_dataset(found),
        "others": [file for file in found.files if not file.dataset],
        "path": [*_home(), Crumb(_("Archives"), reverse("opendata:archives")), Crumb(day.isoformat())],
    }
    response = render(request, "opendata/archive_day.html", context)
    response.headers["Cache-Control"] = _REVALIDATED
    return response


@public
@require_safe
def archive_zip(request: HttpRequest, day: datetime.date) -> HttpResponseBase:
    """The whole day; laid out as it leaves, so that any stretch of it may be asked for."""
    found = _day_or_404(day)
    layout = found.layout()
    headers = {
        "Content-Disposition": f'attachment; filename="{found.zip_name}"',
        "Access-Control-Allow-Origin": "*",
    }
    source = ranges.Source(layout.size, layout.blocks, found.zip_sha256, "application/zip", found.made_at, headers)
    return ranges.given(request, source)


@public
@require_safe
def archive_file(request: HttpRequest, day: datetime.date, path: str) -> HttpResponseBase:
    """One file of a day, exactly as it was."""
    found = _day_or_404(day)
    file = found.file(path)
    if file is None:
        raise Http404(_("Ce fichier n’est pas dans l’archive de ce jour."))
    name = path.rpartition("/")[2]
    stem, _dot, suffix = name.rpartition(".")
    headers = {
        "Content-Disposition": f'attachment; filename="commun-{stem}-{day.isoformat()}.{suffix}"',
        "Access-Control-Allow-Origin": "*",
    }
    blocks = partial(_stretch, file)
    source = ranges.Source(file.size, blocks, file.sha256, package.media_type(path), found.made_at, headers)
    return ranges.given(request, source)


def _stretch(file: archives.Kept, start: int, stop: int) -> Iterator[bytes]:
    return unpacked(file.object, method=file.method, start=start, stop=stop)


@public
@require_safe
def dataset_history(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of one dataset."""
    dataset = dataset_or_404(slug)
    context = {
        "dataset": dataset,
        "editions": archives.editions(slug),
        "every_day_for": archives.EVERY_DAY_FOR,
        "path": [
            *_home(),
            Crumb(str(dataset.title), reverse("opendata:dataset", args=[slug])),
            Crumb(_("Éditions passées")),
        ],
    }
    response = render(request, "opendata/history.html", context)
    response.headers["Cache-Control"] = _REVALIDATED
    return response
