"""Tables read where they are: a component of a Decidim by its GraphQL API, a table of Grist or of Airtable.

Polite: one request after the other, a pause between two, a bound on their number. What comes back is a table with the
heads that the same platform writes in its files, so that everything after is the same. A token is sent and forgotten.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext as _

from commun.concertations.platforms.tables import rows_of_objects
from commun.core.outbound import Fetched, FetchRefused, fetch
from commun.core.spreadsheets import Sheet

MAX_PAGES = 50
MAX_BYTES = 8 * 1024 * 1024
PAUSE_SECONDS = 0.2
DECIDIM_PAGE = 50

_DECIDIM = re.compile(r"(?P<space>/(?:processes|assemblies|conferences|initiatives)/[\w-]+)/f/(?P<component>\d+)")
_GRIST = re.compile(r"/api/docs/(?P<document>[\w~-]+)/tables/(?P<table>[\w-]+)(?:/records)?/?")
_AIRTABLE = re.compile(r"/(?:v0/)?(?P<base>app[A-Za-z0-9]+)/(?P<table>[^/?]+)")
_MISSING = re.compile(r"Field '(\w+)' doesn't exist on type")


class Fetch(Protocol):
    def __call__(self, url: str, *, max_bytes: int, secret: str = "", body: bytes | None = None) -> Fetched: ...


def sheet_at(url: str, *, token: str = "", ask: Fetch = fetch, pause: float = PAUSE_SECONDS) -> Sheet:
    """The table that stands at this address. Raises FetchRefused, with a sentence for whoever gave the address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchRefused(_("« %(url)s » n’est pas une adresse web.") % {"url": url[:100]})
    root = f"{parts.scheme}://{parts.netloc}"
    reader = _Reader(ask, token, pause)
    if found := _DECIDIM.match(parts.path):
        return _sheet(
            f"{parts.hostname} · {found['component']}", decidim(root, found["space"], found["component"], reader)
        )
    if found := _GRIST.fullmatch(parts.path):
        return _sheet(found["table"], grist(root, found["document"], found["table"], reader))
    if parts.hostname.endswith("airtable.com") and (found := _AIRTABLE.match(parts.path)):
        return _sheet(found["table"], airtable(found["base"], found["table"], reader))
    raise FetchRefused(
        _(
            "Cette adresse n’est ni celle d’un composant de Decidim (…/processes/…/f/12/), ni celle d’une table de "
            "Grist (…/api/docs/…/tables/…) ou d’Airtable (https://api.airtable.com/v0/app…/…)."
        )
    )


def _sheet(name: str, items: Iterator[Mapping[str, Any]]) -> Sheet:
    found = list(items)
    if not found:
        raise FetchRefused(_("Il n’y a rien à lire à cette adresse : aucune ligne publiée."))
    return Sheet(name, tuple(rows_of_objects(found)))


class _Reader:
    """One request after the other, and not too many."""

    def __init__(self, ask: Fetch, token: str, pause: float) -> None:
        self._ask, self._token, self._pause = ask, token, pause
        self._asked = 0

    def json(self, url: str, body: Mapping[str, Any] | None = None) -> Any:
        if self._asked >= MAX_PAGES:
            raise FetchRefused(_("Cette table est trop longue pour être lue par son adresse : envoyez son export."))
        if self._asked:
            time.sleep(self._pause)
        self._asked += 1
        posted = None if body is None else json.dumps(body).encode()
        answer = self._ask(url, max_bytes=MAX_BYTES, secret=self._token, body=posted)
        if answer.status in (401, 403):
            raise FetchRefused(_("Cette plateforme refuse l’accès : vérifiez le jeton, et ce qu’il permet de lire."))
        if answer.status == 404:
            raise FetchRefused(_("Il n’y a rien à cette adresse : vérifiez-la."))
        if answer.status == 429:
            raise FetchRefused(_("Cette plateforme demande d’attendre : recommencez dans quelques minutes."))
        if answer.status != 200:
            raise FetchRefused(_("Cette plateforme répond par une erreur (%(status)d).") % {"status": answer.status})
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise FetchRefused(_("La réponse de cette plateforme est coupée ou n’est pas du JSON.")) from None


# --- Decidim -------------------------------------------------------------------------------------------------------

_FIELDS = {
    "id": "id",
    "title": "title { translations { locale text } }",
    "body": "body { translations { locale text } }",
    "state": "state",
    "answer": "answer { translations { locale text } }",
    "answeredAt": "answeredAt",
    "publishedAt": "publishedAt",
    "category": "category { name { translations { locale text } } }",
    "taxonomies": "taxonomies { name { translations { locale text } } }",
    "withdrawn": "withdrawn",
}
_HEADS = {
    "id": "id", "state": "state", "answeredAt": "answered_at", "publishedAt": "published_at", "withdrawn": "withdrawn",
}  # fmt: skip


def decidim(root: str, space: str, component: str, reader: _Reader) -> Iterator[dict[str, Any]]:
    """The published proposals of a component, page after page. A field that this version does not know is left out."""
    fields, after = dict(_FIELDS), ""
    while True:
        answer = reader.json(f"{root}/api", {"query": _query(component, fields, after)})
        missing = _unknown_fields(answer) & fields.keys()
        if missing and not after:
            fields = {name: asked for name, asked in fields.items() if name not in missing}
            continue
        page = _page(answer)
        for edge in page.get("edges") or ():
            node = edge.get("node") if isinstance(edge, Mapping) else None
            if isinstance(node, Mapping) and node.get("id"):
                yield _flat_proposal(node, f"{root}{space}/f/{component}/proposals/{node['id']}", component)
        info = page.get("pageInfo") or {}
        if not info.get("hasNextPage") or not info.get("endCursor") or info["endCursor"] == after:
            return
        after = str(info["endCursor"])


def _query(component: str, fields: Mapping[str, str], after: str) -> str:
    place = (
        f'first: {DECIDIM_PAGE}, after: "{after}"' if re.fullmatch(r"[\w=+/-]+", after) else f"first: {DECIDIM_PAGE}"
    )
    return (
        f'{{ component(id: "{component}") {{ __typename ... on Proposals {{ proposals({place}) {{ '
        f"edges {{ node {{ {' '.join(fields.values())} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
    )


def _unknown_fields(answer: Any) -> set[str]:
    errors = answer.get("errors") if isinstance(answer, Mapping) else None
    return {
        match[1]
        for error in (errors if isinstance(errors, list) else ())
        if isinstance(error, Mapping) and (match := _MISSING.search(str(error.get("message", ""))))
    }


def _page(answer: Any) -> Mapping[str, Any]:
    data = answer.get("data") if isinstance(answer, Mapping) else None
    component = data.get("component") if isinstance(data, Mapping) else None
    page = component.get("proposals") if isinstance(component, Mapping) else None
    if not isinstance(page, Mapping):
        raise FetchRefused(_("Ce composant de Decidim ne montre pas de propositions : vérifiez l’adresse."))
    return page


def _flat_proposal(node: Mapping[str, Any], url: str, component: str) -> dict[str, Any]:
    found: dict[str, Any] = {head: node.get(name) for name, head in _HEADS.items()}
    found |= {"url": url, "component/id": component}
    for name in ("title", "body", "answer"):
        found |= {f"{name}/{locale}": text for locale, text in _translations(node.get(name)).items()}
    named = [node.get("category"), *(node.get("taxonomies") or ())]
    themes = [_translations(one.get("name")) for one in named if isinstance(one, Mapping)]
    if themes:
        found["category/name"] = themes[0].get("fr") or next(iter(themes[0].values()), "")
    return found


def _translations(value: Any) -> dict[str, str]:
    said = value.get("translations") if isinstance(value, Mapping) else None
    return {
        str(one["locale"]): str(one["text"])
        for one in (said if isinstance(said, list) else ())
        if isinstance(one, Mapping) and one.get("locale") and one.get("text")
    }


# --- Grist and Airtable --------------------------------------------------------------------------------------------


def grist(root: str, document: str, table: str, reader: _Reader) -> Iterator[dict[str, Any]]:
    """Every record of a table of Grist; its own number is the identifier unless the table has an "id"."""
    answer = reader.json(f"{root}/api/docs/{document}/tables/{table}/records")
    for record in _records(answer):
        yield {"id": record.get("id"), **_fields(record)}


def airtable(base: str, table: str, reader: _Reader) -> Iterator[dict[str, Any]]:
    """Every record of a table of Airtable, a hundred at a time."""
    address = f"https://api.airtable.com/v0/{base}/{table if '%' in table else quote(table)}"
    asked: dict[str, str] = {"pageSize": "100"}
    while True:
        answer = reader.json(f"{address}?{urlencode(asked)}")
        for record in _records(answer):
            yield {"id": record.get("id"), **_fields(record)}
        offset = answer.get("offset") if isinstance(answer, Mapping) else None
        if not offset or offset == asked.get("offset"):
            return
        asked["offset"] = str(offset)


def _records(answer: Any) -> list[Mapping[str, Any]]:
    found = answer.get("records") if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise FetchRefused(_("Cette adresse ne donne pas les lignes d’une table."))
    return [one for one in found if isinstance(one, Mapping)]


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a record. A list of Grist begins with a mark ("L") that says nothing."""
    fields = record.get("fields")
    cells: dict[str, Any] = dict(fields) if isinstance(fields, Mapping) else {}
    for name, value in cells.items():
        if isinstance(value, list) and value[:1] == ["L"]:
            cells[name] = value[1:]
    return cells
