"""Whatever a stranger writes in an address or a filter, the answer is a page of ours: never "a problem on our side"."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from commun.accounts.enums import NetworkRole, Permission, Role
from commun.concertations.forms.concertations import ConcertationFilterForm
from commun.concertations.forms.network import NetworkFilterForm
from commun.concertations.forms.propositions import PropositionFilterForm
from commun.library.forms import shelf
from commun.library.forms.need import NeedForm
from commun.opendata.registry import datasets
from commun.territories.forms import TerritoryFilterForm
from tests.concertations.factories import concertation_awaiting_answer
from tests.consistency.test_access import ADDRESSES, SAMPLES, Address
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


def clients(world: World) -> dict[str, Client]:
    found = {"anonymous": Client(raise_request_exception=False)}
    for role in (Role.REFERENT.value, NetworkRole.ADMINISTRATOR.value):
        found[role] = Client(raise_request_exception=False)
        user = world.people[role].user
        assert user is not None
        found[role].force_login(user)
    return found


def visitor(address: Address, found: dict[str, Client]) -> Client:
    """Someone whom the address lets in, so that the view itself is tried."""
    if isinstance(address.access, Permission):
        return found[Role.REFERENT if getattr(address.callback, "of_territory", False) else NetworkRole.ADMINISTRATOR]
    return found["anonymous" if address.access == "public" else Role.REFERENT]


def addresses_with(world: World, address: Address) -> Iterator[str]:
    """The address, each of its arguments in turn being replaced by each hostile value."""
    kwargs: dict[str, Any] = SAMPLES[address.name](world)
    # A `path` puts each argument in the address as it is: the mark tells where.
    url = reverse(address.name, kwargs=kwargs)
    for value in kwargs.values():
        head, mark, tail = url.rpartition(quote(str(value), safe="/~:@"))
        assert mark, (url, value)
        for hostile in HOSTILE.values():
            yield head + written(hostile) + tail


@pytest.mark.django_db
def test_no_argument_of_an_address_breaks_the_site() -> None:
    world = World()
    found = clients(world)
    broken = []
    for address in ADDRESSES:
        if not address.takes_arguments or address.name not in SAMPLES or not address.access:
            continue
        with transaction.atomic():
            for url in addresses_with(world, address):
                for method in ("get", "post"):
                    if (code := status(visitor(address, found), url, method)) >= 500:
                        broken.append((code, method, url[:150]))
            transaction.set_rollback(True)
    assert not broken, broken


@pytest.mark.django_db
def test_no_filter_breaks_the_site() -> None:
    world = World()
    concertation = concertation_awaiting_answer(territory=world.territory, propositions=1)
    found = clients(world)
    everywhere = [
        (visitor(address, found), reverse(address.name))
        for address in ADDRESSES
        if not address.takes_arguments and address.access
    ]
    anonymous = found["anonymous"]
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
        for value in HOSTILE.values():
            query = "&".join(f"{name}={written(value)}" for name in sorted(names))
            if (code := status(client, f"{url}?{query}")) >= 500:
                broken.append((code, url, value[:20]))
    assert not broken, broken


@pytest.mark.parametrize("url", ["/propositions/%00/", "/propositions/a%00.json", "/charte/%00/", "/?x=%00", "/%00"])
def test_a_nul_in_an_address_is_said_to_be_unreadable(db, client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 400
    assert "n’a pas pu être lue" in response.content.decode()
