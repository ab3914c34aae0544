"""The public site as anyone walks it: every public address, with every argument that may lead somewhere.

New addresses are walked as soon as they exist; one whose arguments nothing fits says so.
"""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client, override_settings
from django.urls import NoReverseMatch, get_resolver, reverse

from config import urls
from tests.consistency.test_access import ADDRESSES

# As an address book of its own: the site's, with a short page for what is not found. Most of what a walk tries leads
# nowhere, to the same page, which `tests/site` judges.
urlpatterns = urls.urlpatterns
handler400, handler403, handler500 = urls.handler400, urls.handler403, urls.handler500


def handler404(_request: HttpRequest, exception: Http404) -> HttpResponse:
    return HttpResponseNotFound(f"« {exception} »")


# How long the database took to answer, and a blank form whose writer numbers its parts: nothing of a record.
NOT_STABLE = ("/sante/", "/canevas.ods")
# Compressed column by column, where no word could be looked for: `tests/opendata/test_parquet.py` reads its cells and
# finds those of the CSV, which is walked.
UNREADABLE = ".parquet"


@dataclass(frozen=True)
class Answer:
    """What one address says: all its text, without the tokens that a form takes anew at each reading."""

    url: str
    status: int
    media: str
    headers: str
    text: str

    @property
    def is_stable(self) -> bool:
        unread = self.media == "application/pdf" and not shutil.which("pdftotext")
        return not unread and not self.url.endswith(NOT_STABLE)


def addresses(known: Callable[[str], Mapping[str, list[Any]]], *, otherwise: Iterable[Any] = ()) -> Iterator[str]:
    """Every public address; `known` tells, for the name of one, what each of its arguments may be, or `otherwise`."""
    for address in ADDRESSES:
        if address.access != "public":
            continue
        if not address.takes_arguments:
            yield reverse(address.name)
            continue
        here, found = known(address.name), 0
        names = [name for _path, names in _patterns(address.name) for name in names]
        for values in product(*(here.get(name, otherwise) for name in names)):
            try:
                url = reverse(address.name, kwargs=dict(zip(names, values, strict=True)))
            except NoReverseMatch:
                continue
            found += 1
            yield url
        assert found, f"no argument fits {address.name}: say what {sorted({*names} - {*here}) or names} may be"


def _patterns(name: str) -> list[tuple[str, list[str]]]:
    """What Django knows of the address called `name`: its path and the names of its arguments."""
    resolver = get_resolver(settings.ROOT_URLCONF)
    *namespaces, view = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    return [(path, names) for path, names in resolver.reverse_dict.getlist(view)[0][0]]


def answers(urls: Iterable[str], folder: Path) -> Iterator[Answer]:
    """What nobody in particular is answered at each of them, as often as the walk asks."""
    client = Client()
    with override_settings(ROOT_URLCONF=__name__, API_READS_A_MINUTE=1_000_000):
        for url in urls:
            if url.endswith(UNREADABLE):
                continue
            response = client.get(url)
            raw = b"".join(response)
            media = response.headers.get("Content-Type", "").partition(";")[0]
            text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", readable(raw, media, folder))
            headers = " ".join(f"{name}: {value}" for name, value in response.items())
            assert response.status_code != 429, f"{url} was not read"
            yield Answer(url, response.status_code, media, headers, text)


def readable(raw: bytes, media: str, folder: Path) -> str:
    """All the text of an answer: a workbook or a document unpacked, a PDF read."""
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    if media == "application/pdf" and shutil.which("pdftotext"):
        path = folder / "fiche.pdf"
        path.write_bytes(raw)
        return subprocess.run(
            ["pdftotext", str(path), "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
    return raw.decode(errors="replace")


def around(mark: str, text: str) -> str:
    """The words beside the mark, which is in small letters; nothing where it is not, whatever its capitals."""
    where = text.lower().find(mark)
    return text[max(0, where - 80) : where + 60] if where >= 0 else ""
