"""The rows themselves: CSV, JSON (whole, or page after page) and XLSX."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial, wraps
from io import BufferedReader
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core import freshness, generated, ranges
from commun.core.datasets import Dataset
from commun.opendata import endings, extract, notice, queries, rows, writers
from commun.opendata.extract import Extract
from commun.opendata.parquet import write_parquet
from commun.opendata.registry import datasets

CSV_TYPE = "text/csv; charset=utf-8; header=present"
JSON_TYPE = "application/json; charset=utf-8"
PARQUET_TYPE = "application/vnd.apache.parquet"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_PAGE = 1000
DEFAULT_PAGE = 100
_CONDITIONS = ("Range", "If-None-Match", "If-Modified-Since")


class View(Protocol):
    def __call__(self, request: HttpRequest, slug: str) -> HttpResponseBase: ...


def open_to_all_origins(view: View) -> View:
    """A page of another site may read this (it is public and takes no cookie)."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str) -> HttpResponseBase:
        response = view(request, slug)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if known := datasets().get(slug):
            for name, value in endings.headers(known).items():
                response.headers[name] = value
        return response

    return opened


def dataset_or_404(slug: str) -> Dataset:
    dataset = datasets().get(slug)
    if dataset is None:
        raise Http404(_("Ce jeu de données n’existe pas."))
    return dataset


@public
@open_to_all_origins
@require_safe
def dataset_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    asked = extract.of(dataset_or_404(slug), request.GET)
    return _given(request, asked, "csv", CSV_TYPE)


@public
@open_to_all_origins
@require_safe
def dataset_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    asked = extract.of(dataset_or_404(slug), request.GET)
    if "apres" in request.GET or "limite" in request.GET:
        return _json_page(request, asked)
    return _given(request, asked, "json", JSON_TYPE)


@public
@open_to_all_origins
@require_safe
def dataset_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    asked = extract.of(dataset_or_404(slug), request.GET)
    if not writers.is_written_as("xlsx", rows=queries.rows_of(asked.dataset)):
        raise Http404(_("Ce jeu a plus de lignes qu’un classeur n’en tient : prenez le CSV."))
    return _made(request, asked, "xlsx", XLSX_TYPE, _write_xlsx)


@public
@open_to_all_origins
@require_safe
def dataset_parquet(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _made(request, extract.of(dataset_or_404(slug), request.GET), "parquet", PARQUET_TYPE, _write_parquet)


def _made(
    request: HttpRequest,
    asked: Extract,
    suffix: Literal["xlsx", "parquet"],
    media: str,
    write: Callable[[Extract, Path], None],
) -> HttpResponseBase:
    """A file that has to be whole before it leaves, made once for each version."""
    version = freshness.public_version()
    if not asked.is_whole:
        version = f"{version}-{timezone.localdate():%Y%m%d}"  # which rows are late depends on the day too
    name = f"{asked.name}-{suffix}"
    try:
        file = generated.opened(name, version=version, suffix=f".{suffix}", make=partial(write, asked))
    except generated.Busy:
        return HttpResponse(
            _("Ce fichier est en cours de préparation. Réessayez dans quelques secondes."),
            content_type="text/plain; charset=utf-8",
            status=503,
            headers={"Retry-After": "5"},
        )
    headers = asked.headers() | {"Content-Disposition": f'attachment; filename="{_file_name(asked, suffix)}"'}
    return ranges.given_file(request, file, content_type=media, headers=headers)


def _write_xlsx(asked: Extract, path: Path) -> None:
    about = asked.lines() + notice.lines(asked.dataset)
    writers.write_xlsx(asked.dataset, asked.rows(), to=path, about=about)


def _write_parquet(asked: Extract, path: Path) -> None:
    write_parquet(asked.dataset, asked.rows(cells=writers.JSON_CELLS), to=path)


def _head(asked: Extract) -> dict[str, Any]:
    return notice.metadata(asked.dataset) | asked.metadata()


def _json_page(request: HttpRequest, asked: Extract) -> HttpResponseBase:
    """`limite` rows after the one called `apres`; `suivant` leads to the next page."""
    try:
        limit = int(request.GET.get("limite", DEFAULT_PAGE))
    except ValueError:
        limit = 0
    if not 1 <= limit <= LONGEST_PAGE:
        return _refusal(_("« limite » est un nombre de 1 à %(most)d.") % {"most": LONGEST_PAGE}, status=400)
    try:
        page = list(asked.rows(after=request.GET.get("apres", ""), limit=limit + 1, cells=writers.JSON_CELLS))
    except rows.UnknownIdentifier:
        return _refusal(_("« apres » n’est l’identifiant d’aucune ligne publique de ce jeu."), status=404)
    foot: dict[str, Any] = {"suivant": None}
    if len(page) > limit:
        page.pop()
        address = reverse("opendata:dataset_json", args=[asked.dataset.slug])
        query = urlencode({**asked.asked, "apres": str(page[-1][0]), "limite": limit})
        foot["suivant"] = f"{settings.SITE_URL}{address}?{query}"
    blocks = writers.json_blocks(asked.dataset, page, head=_head(asked), foot=foot)
    return HttpResponse(b"".join(blocks), content_type=JSON_TYPE, headers=asked.headers())


def _refusal(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"erreur": message}, status=status, json_dumps_params={"ensure_ascii": False})


def _given(request: HttpRequest, asked: Extract, suffix: Literal["csv", "json"], media: str) -> HttpResponseBase:
    """The file, block after block as its rows are read; a whole dataset is then kept for whoever asks next."""
    headers = asked.headers()
    if suffix == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(asked, suffix)}"'
    content: Iterable[bytes]
    if not asked.is_plain:
        content = _blocks(asked, suffix)
    elif file := _whole(request, asked, suffix):
        return ranges.given_file(request, file, content_type=media, headers=headers)
    else:
        version = freshness.public_version()
        content = generated.kept_while_given(
            _blocks(asked, suffix),
            f"{asked.name}-{suffix}",
            version=version,
            suffix=f".{suffix}",
            still=lambda: freshness.public_version() == version,
        )
    if request.method == "HEAD":
        content = ()
    return StreamingHttpResponse(content, content_type=media, headers=headers)


def _whole(request: HttpRequest, asked: Extract, suffix: Literal["csv", "json"]) -> BufferedReader | None:
    """The file of a whole dataset, if it has been made. It is made for whoever has some of it already: what they have
    can only be told to be good, or gone on from, once the whole is known."""
    name, version = f"{asked.name}-{suffix}", freshness.public_version()
    if not any(header in request.headers for header in _CONDITIONS):
        return generated.already(name, version=version, suffix=f".{suffix}")
    try:
        return generated.opened(name, version=version, suffix=f".{suffix}", make=partial(_write_blocks, asked, suffix))
    except generated.Busy:
        return None


def _write_blocks(asked: Extract, suffix: Literal["csv", "json"], path: Path) -> None:
    with path.open("wb") as file:
        for block in _blocks(asked, suffix):
            file.write(block)


def _blocks(asked: Extract, suffix: Literal["csv", "json"]) -> Iterator[bytes]:
    if suffix == "csv":
        return writers.csv_blocks(asked.dataset, asked.rows(cells=writers.CSV_CELLS))
    return writers.json_blocks(asked.dataset, asked.rows(cells=writers.JSON_CELLS), head=_head(asked))


def _file_name(asked: Extract, suffix: str) -> str:
    part = "" if asked.is_whole else "-extrait"
    return f"commun-{asked.dataset.slug}{part}-{timezone.localdate().isoformat()}.{suffix}"
