"""What higher apps add to the pages of a concertation, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works.
"""

from collections.abc import Callable
from typing import TypeAlias

from commun.concertations.models import Concertation
from commun.ui.components.navigation import Link

LinkProvider: TypeAlias = Callable[[Concertation], list[Link]]

_public: list[LinkProvider] = []
_workspace: list[LinkProvider] = []


def register_public_links(provider: LinkProvider) -> LinkProvider:
    """Lead from the public page of a concertation to what `provider` gives: public pages only."""
    if provider not in _public:
        _public.append(provider)
    return provider


def register_workspace_links(provider: LinkProvider) -> LinkProvider:
    """Lead from the overview in the workspace; links that the reader may not open are left out there."""
    if provider not in _workspace:
        _workspace.append(provider)
    return provider


def public_links(record: Concertation) -> list[Link]:
    """One query for each provider at most."""
    return [link for provider in _public for link in provider(record)]


def workspace_links(record: Concertation) -> list[Link]:
    return [link for provider in _workspace for link in provider(record)]
