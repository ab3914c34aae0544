"""Whatever a stranger writes in an address or a filter, the answer is a page of ours: never "a problem on our side"."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from commun.accounts.enums import Role
from commun.concertations.forms.concertations import ConcertationFilterForm
from commun.concertations.forms.network import NetworkFilterForm
from commun.concertations.forms.propositions import PropositionFilterForm
from commun.library.forms import shelf
from commun.library.forms.need import NeedForm
from commun.opendata.registry import datasets
from commun.territories.forms import TerritoryFilterForm
from tests.concertations.factories import concertation_awaiting_answer
from tests.consistency import walk
from tests.consistency.conftest import Stage
from tests.consistency.test_access import ADDRESSES, SAMPLES, Address, visitor
from tests.consistency.world import World

HOSTILE = {
    "NUL": "a\0",
    "long": "a" * 5_000,
    "emoji": "🗳️",
    "superscript": "²",
    "arabic digits": "١٢٣",
    "negative": "-1",
    "huge": "9" * 30,
    "endless digits": "9" * 5_000,
    "no such day": "2025-02-31",
    "quote": "' OR 1=1 --",
    "control": "\x08\x1b",
    "half of a sign": "\ud800",
    "brackets": "{{7*7}}<script>",
}

# What a database may refuse by itself, each in its own way; all the others are read, or refused, by Python before it.
TELLING = ("NUL", "emoji", "negative", "huge", "endless digits", "half of a sign")


def hostile() -> list[str]:
    return list(HOSTILE.values()) if connection.vendor == "sqlite" else [HOSTILE[name] for name in TELLING]


FILTERS = (
    {"page", "apres", "limite", "q", "engages", "de", "a", "nature", "engagement", "sheet", "said", "next"}
    | set(ConcertationFilterForm.base_fields)
    | set(PropositionFilterForm.base_fields)
    | set(NetworkFilterForm.base_fields)
    | set(TerritoryFilterForm.base_fields)
    | {"phrase", "criteres", "fiches", *shelf.PARAMETERS}
    | set(NeedForm.base_fields)
)


def written(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def status(client: Client, url: str, method: str = "get") -> int:
    """What was answered, the answer read to its end and its traces undone."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        if isinstance(response, StreamingHttpResponse):
            list(response)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Whose people are answered as in production: an error is a page, with its status."""
    for client in stage.clients.values():
        client.raise_request_exception = False
    return stage


def addresses_with(world: World, address: Address) -> Iterator[str]:
    """The address, each of its arguments in turn being replaced by each hostile value."""
    kwargs: dict[str, Any] = SAMPLES[address.name](world)
    # A `path` puts each argument in the address as it is: the mark tells where.
    url = reverse(address.name, kwargs=kwargs)
    for value in kwargs.values():
        head, mark, tail = url.rpartition(quote(str(value), safe="/~:@"))
        assert mark, (url, value)
        for bad in hostile():
            yield head + written(bad) + tail


def one_for_each_reading(addresses: Iterable[Address]) -> Iterator[Address]:
    """All, save that of the API one is kept for what one function makes of each: a row of each collection
    (`usages-ia-one`), each section that is filled (`remplir_methode`)."""
    known = set()
    for address in addresses:
        name = address.name.removeprefix("api_v1:")
        made_by = "one" if name.endswith("-one") else name.partition("_")[0]
        if name == address.name or made_by not in known:
            yield address
        if name != address.name:
            known.add(made_by)


def leads_somewhere(url: str) -> bool:
    try:
        resolve(unquote(url, errors="replace"), walk.__name__)
    except Resolver404:
        return False
    return True


def test_no_argument_of_an_address_breaks_the_site(stage: Stage, settings) -> None:
    # Nearly all of these thousands of answers are the same "not found", whose page `tests/site` judges.
    settings.ROOT_URLCONF = walk.__name__
    broken, nowhere = [], 0
    for address in one_for_each_reading(ADDRESSES):
        if not address.takes_arguments or address.name not in SAMPLES or not address.access:
            continue
        with transaction.atomic():
            client = stage.clients[visitor(address)]
            for url in addresses_with(stage.world, address):
                if not leads_somewhere(url):
                    # No view is called: one in fifty is asked, for what stands before the views.
                    nowhere += 1
                    if nowhere % 50:
                        continue
                for method in ("get", "post"):
                    if (code := status(client, url, method)) >= 500:
                        broken.append((code, method, url[:150]))
            transaction.set_rollback(True)
    assert not broken, broken


def test_the_page_of_what_is_not_found_stands_whatever_was_asked(stage: Stage) -> None:
    for role in ("anonymous", Role.REFERENT.value):
        for value in HOSTILE.values():
            found = status(stage.clients[role], f"/concertations/{written(value)}/")
            assert found in {400, 404}, (role, value[:20], found)


def test_no_filter_breaks_the_site(stage: Stage) -> None:
    concertation = concertation_awaiting_answer(territory=stage.world.territory, propositions=1)
    everywhere = [
        (stage.clients[visitor(address)], reverse(address.name))
        for address in ADDRESSES
        if not address.takes_arguments and address.access
    ]
    anonymous = stage.clients["anonymous"]
    everywhere += [(anonymous, f"/donnees/{slug}.json") for slug in datasets()]
    page = f"/concertations/{concertation.slug}/"
    everywhere += [(anonymous, page), (anonymous, f"{page}versions/")]
    lists = [(anonymous, "/territoires/"), (anonymous, "/concertations/"), (anonymous, "/propositions/")]
    lists += [(anonymous, "/bibliotheque/"), (anonymous, "/bibliotheque/carte/"), (anonymous, "/bibliotheque/besoin/")]
    # All at once; and, since the first that is refused may hide the others, those that lead to the database alone.
    asked = [(client, url, FILTERS) for client, url in everywhere]
    asked += [
        (client, url, {name})
        for client, url in lists
        for name in ("page", "territoire", "q", "texte", "region", "departement")
    ]
    asked += [(anonymous, f"/donnees/{slug}.json", {"apres"}) for slug in datasets()]
    broken = []
    for client, url, names in asked:
        for value in hostile():
            query = "&".join(f"{name}={written(value)}" for name in sorted(names))
            if (code := status(client, f"{url}?{query}")) >= 500:
                broken.append((code, url, value[:20]))
    assert not broken, broken


@pytest.mark.parametrize("url", ["/propositions/%00/", "/propositions/a%00.json", "/charte/%00/", "/?x=%00", "/%00"])
def test_a_nul_in_an_address_is_said_to_be_unreadable(db, client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 400
    assert "n’a pas pu être lue" in response.content.decode()
