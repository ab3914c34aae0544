"""What nobody types and robots do: every address of the search answers, in bounded work, whatever is asked of it."""

import shutil
import time
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.test import Client

from commun.search import index
from tests.library import factories as library
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/recherche/",
    "/recherche/suggestions",
    "/recherche/flux.atom",
    "/recherche/resultats.csv",
    "/deliberations/",
    "/api/v1/recherche",
)
QUESTIONS = {
    "ten thousand letters": "é" * 10_000,
    "ten thousand characters of words": "déchet " * 1_429,
    "words all different": " ".join(f"mot{number}" for number in range(1_500)),
    "right to left": "\u202eשלום \u0627\u0644\u0645\u0627\u0621 déchets\u202c",
    "combining characters": "e" + "\u0301" * 2_000 + " de\u0301chets",
    "nul": "dé\x00chets",
    "controls": "".join(map(chr, range(32))) + "\x7f\u2028\ufeff",
    "half of a pair": "\ud800",
    "punctuation": "!?…;:,.«»()[]{}*^~+-/\\&|",
    "a quote left open": '"déchets verts',
    "quotes everywhere": '"" " \' “ « "a"b" »',
    "operators": "AND OR NOT (déchets^9 ~2 title:* [a TO z]) NEAR/3 -",
    "wildcards": "%_*?%%__",
    "quote of SQL": "'; DROP TABLE x; --",
    "beyond the plane": "\U0001f9d1\u200d\U0001f4bb\U000e0001",
}
FACETS = urlencode([("theme", f"v{number}") for number in range(500)])
DEEP = ("page=999999", "page=-1", "page=1e9", "page=%00", "page=" + "9" * 5_000, "apres=%00", "apres=" + "z" * 5_000)
MOST_CPU = 20.0
"""Seconds of processor for one answer: far more than any takes, far less than work that grows without end."""


def address(path: str, question: str) -> str:
    return f"{path}?q={quote(question.encode('utf-8', 'surrogatepass'))}"


@pytest.fixture
def ask(client: Client) -> Callable[[str], None]:
    """Puts the question, as a visitor who has not asked before: the answer is one that a person can read."""
    client.raise_request_exception = True

    def asked(url: str) -> None:
        for cache in ("default", "pages"):
            caches[cache].clear()
        began = time.process_time()
        response = client.get(url)
        content = response.getvalue()
        assert time.process_time() - began < MOST_CPU, url[:80]
        assert response.status_code in (200, 302, 400, 404, 414, 422), (response.status_code, url[:80])
        assert b"Traceback" not in content

    return asked


@pytest.fixture
def one_sheet() -> None:
    library.published(TerritoryFactory(name="Quimper"), title="Trier les déchets verts", summary="Avec les habitants.")
    index.build()


@pytest.mark.parametrize("path", ADDRESSES)
def test_any_question_has_an_answer(ask, one_sheet, path):
    for question in QUESTIONS.values():
        ask(address(path, question))


@pytest.mark.parametrize("path", ADDRESSES)
def test_five_hundred_facets_and_pages_beyond_the_last_have_an_answer(ask, one_sheet, path):
    ask(f"{path}?{FACETS}")
    ask(f"{path}?q=d%C3%A9chets&{FACETS}&" + FACETS.replace("theme", "type") + "&" + FACETS.replace("theme", "annee"))
    for deep in DEEP:
        ask(f"{path}?q=d%C3%A9chets&{deep}")


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_index_that_vanishes_or_is_cut_between_two_questions_is_no_fault(ask, one_sheet, path):
    ask(address(path, "déchets"))
    live = index.live()
    assert live is not None
    for file in (index.folder() / live.name).iterdir():
        if file.is_file():
            file.write_bytes(file.read_bytes()[:3])
    ask(address(path, "déchets verts"))
    (index.folder() / index.LIVE).write_text("{", "utf-8")
    ask(address(path, "déchets"))
    shutil.rmtree(index.folder())
    ask(address(path, "déchets"))
