"""What pages say to programs in the words of schema.org: plain dictionaries, one for each thing, addresses absolute."""

import datetime
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.conf import settings

Thing: TypeAlias = dict[str, Any]


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def thing(kind: str, path: str = "", **said: Any) -> Thing:
    """What is unknown is left out. `path` is its address on this site, which is also its name."""
    named = {"@id": address(path), "url": address(path)} if path else {}
    return {"@type": kind} | named | {key: _plain(value) for key, value in said.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date) else value


def publisher() -> Thing:
    """Whoever publishes this site, named alike on every page."""
    name = settings.PUBLISHER["name"] or settings.SITE_NAME
    return {"@type": "Organization", "@id": address("/mentions-legales/#editeur"), "name": name, "url": address("/")}


def named(one: Thing) -> Thing:
    """A mention of what is described elsewhere in the same graph."""
    return {"@id": one["@id"]}


def breadcrumb(steps: Iterable[tuple[str, str]]) -> Thing:
    """(label, path) from the home page down; the last may have no path: it is the page itself."""
    items = [
        {"@type": "ListItem", "position": position, "name": label} | ({"item": address(path)} if path else {})
        for position, (label, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
