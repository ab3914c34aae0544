"""Every address, tried by every role: never an error, and open to exactly those whom the table of rights names."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commun.accounts.enums import NetworkRole, Permission, Role
from tests.consistency.conftest import Stage
from tests.consistency.samples import all_samples
from tests.consistency.world import ROLES, World


@dataclass(frozen=True)
class Address:
    name: str
    callback: Callable[..., HttpResponseBase]
    takes_arguments: bool

    @property
    def access(self) -> Any:
        return getattr(self.callback, "access", None)

    def __str__(self) -> str:
        return self.name


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern, inner)
        else:
            assert isinstance(pattern, URLPattern)
            name = ":".join((*namespaces, pattern.name or f"(unnamed: {pattern.pattern})"))
            yield Address(name, pattern.callback, bool(pattern.pattern.regex.groups))


ADDRESSES = list(addresses(get_resolver()))
SAMPLES = all_samples()


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_every_view_says_who_may_use_it(address: Address) -> None:
    assert "unnamed" not in address.name, "give this address a name"
    assert isinstance(address.access, Permission) or address.access in {"public", "signed_in"}, (
        f"{address.name}: decorate its view with @public, @signed_in or @require(Permission.…) (commun.accounts.access)"
    )


def test_every_address_with_arguments_has_a_sample() -> None:
    missing = {address.name for address in ADDRESSES if address.takes_arguments} - set(SAMPLES)
    assert not missing, f"add to tests/<app>/samples.py (see tests/consistency/samples.py): {sorted(missing)}"


def test_no_sample_is_left_of_an_address_that_is_gone() -> None:
    assert set(SAMPLES) <= {address.name for address in ADDRESSES}


def visit(client: Client, method: str, url: str) -> HttpResponseBase:
    """The answer, read to its end; what the visit changed is undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method)(url)
        if isinstance(response, StreamingHttpResponse):
            list(response)  # read to its end, a stream closes itself; close() would also drop the connection
        transaction.set_rollback(True)
    client.cookies = cookies  # a renewed session is undone with the rows: the next visit bears the first key
    return response


def outcome(response: HttpResponseBase) -> str:
    if response.status_code == 403:
        assert isinstance(response, HttpResponse)
        # A form sent without a session keeps its page, where what was typed still is.
        return "sign in" if "Votre session a pris fin" in response.content.decode() else "refused"
    if response.status_code == 302 and response.headers["Location"].startswith(f"{reverse('account_login')}?next="):
        return "sign in"
    assert response.status_code < 500, response.status_code
    return "allowed"


def expected(address: Address, role: str, world: World) -> str:
    """What the table of rights says."""
    someone = world.people[role]
    if address.access == "public":
        return "allowed"
    if someone.user is None:
        return "sign in"
    if address.access == "signed_in":
        return "allowed"
    held = someone.for_territory if getattr(address.callback, "of_territory", False) else someone.for_network
    return "allowed" if address.access in held else "refused"


def visitor(address: Address) -> str:
    """A role that the address lets in, so that the view itself is tried."""
    if isinstance(address.access, Permission):
        of_territory = getattr(address.callback, "of_territory", False)
        return Role.REFERENT.value if of_territory else NetworkRole.ADMINISTRATOR.value
    return "anonymous" if address.access == "public" else Role.REFERENT.value


# Who sees what is public differently: nobody, somebody, who acts for this territory, for another, for the network.
READERS = [
    "anonymous",
    "signed-in without role",
    Role.REFERENT.value,
    "référent of another territory",
    NetworkRole.ADMINISTRATOR.value,
]


def tried(address: Address) -> list[str]:
    """Rights are decided in Python: all the roles on SQLite; elsewhere it is enough that the view be reached.

    What is public asks for no right; the API does not even know who is signed in (its keys are tried in `tests/keys`).
    """
    if connection.vendor != "sqlite":
        return [visitor(address)]
    if address.access != "public":
        return ROLES
    return [READERS[0], READERS[-1]] if address.name.startswith("api_") else READERS


@pytest.mark.parametrize(
    "address", [one for one in ADDRESSES if one.access and (not one.takes_arguments or one.name in SAMPLES)], ids=str
)
def test_every_address_is_open_to_those_the_table_names_and_to_no_one_else(stage: Stage, address: Address) -> None:
    world = stage.world
    kwargs = SAMPLES[address.name](world) if address.takes_arguments else {}
    url = reverse(address.name, kwargs=kwargs)
    said: dict[tuple[str, str], str] = {}
    promised: dict[tuple[str, str], str] = {}
    for methods in (("post", "get"), ("patch", "delete")):
        for role in tried(address) if not said else ():
            for method in methods:
                response = visit(stage.clients[role], method, url)
                if response.status_code == 405:
                    continue
                said[role, method] = outcome(response)
                promised[role, method] = expected(address, role, world)
                if promised[role, method] != "allowed":
                    break  # one guard stands before every method: who may not write here is not asked to read as well
    assert said == promised
    assert said, "this address answers to no method"
