"""The doors of the workspace: one navigation on every page, which shows what one may open and nothing else.

Each app adds its doors from a module called `workspace_doors`; who may open one is what its view declares
(`access`), so that the navigation and the views never disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from commun.accounts.access import opens
from commun.accounts.models import User
from commun.territories.models import Territory
from commun.ui.components.navigation import Link

DESK = "/espace/"


@dataclass(frozen=True)
class Door:
    """A page of the workspace, by the name of its address; without a label it is called as the territory it is of."""

    view: str
    label: str | Promise = ""
    order: int = 100


_of_territory: list[Door] = [Door("accounts:team", t("Équipe"), 90)]
_of_network: list[Door] = [Door("accounts:network_roles", t("Rôles"), 90)]


def add_territory_doors(*doors: Door) -> None:
    _add(_of_territory, doors)


def add_network_doors(*doors: Door) -> None:
    _add(_of_network, doors)


def _add(kept: list[Door], doors: Iterable[Door]) -> None:
    kept.extend(door for door in doors if door not in kept)
    kept.sort(key=lambda door: door.order)


def desk_link() -> Link:
    """What is due, whatever the page: the way back."""
    return Link(str(t("À faire")), DESK)


def territory_links(*, user: User, territory: Territory) -> list[Link]:
    """The pages of one territory that `user` may open. Two queries at most."""
    links = [Link(str(one.label) or territory.name, reverse(one.view, args=[territory.slug])) for one in _of_territory]
    return [desk_link(), *openable(links, user=user, territory=territory)]


def network_links(*, user: User) -> list[Link]:
    """The pages of the network that `user` may open. One query at most."""
    links = [Link(str(one.label), reverse(one.view)) for one in _of_network]
    return [desk_link(), *openable(links, user=user, territory=None)]


def openable(links: Iterable[Link], *, user: User, territory: Territory | None) -> list[Link]:
    """Those of `links` whose view lets `user` in, for `territory`. Two queries at most."""
    rights = user.rights(territory)
    return [link for link in links if opens(link.url, rights)]
