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
from django.utils.translation import ngettext

from commun.concertations.platforms.tables import rows_of_objects
from commun.core.outbound import Fetched, FetchRefused, fetch
from commun.core.spreadsheets import Sheet

MAX_PAGES = 50
MAX_BYTES = 8 * 1024 * 1024
MAX_SECONDS = 90
"""For a whole table: whoever gave its address is waiting."""
PATIENCE_SECONDS = 10
"""When a platform asks to wait no longer than that, we wait for it; `MAX_WAITS` times."""
MAX_WAITS = 3
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
        self._asked, self._waits = 0, 0
        self._deadline = time.monotonic() + MAX_SECONDS

    def json(self, url: str, body: Mapping[str, Any] | None = None) -> Any:
        if self._asked >= MAX_PAGES:
            raise FetchRefused(_("Cette table est trop longue pour être lue par son adresse : envoyez son export."))
        if self._asked:
            time.sleep(self._pause)
        if time.monotonic() > self._deadline:
            raise FetchRefused(_("Cette plateforme est trop lente pour être lue par son adresse : envoyez son export."))
        self._asked += 1
        posted = None if body is None else json.dumps(body).encode()
        answer = self._ask(url, max_bytes=MAX_BYTES, secret=self._token, body=posted)
        if answer.status in (429, 503) and 0 < answer.retry_after <= PATIENCE_SECONDS and self._waits < MAX_WAITS:
            self._waits += 1
            time.sleep(answer.retry_after)
            return self.json(url, body)
        if answer.status in (401, 403):
            raise FetchRefused(_("Cette plateforme refuse l’accès : vérifiez le jeton, et ce qu’il permet de lire."))
        if answer.status == 404:
            raise FetchRefused(_("Il n’y a rien à cette adresse : vérifiez-la."))
        if answer.status == 429:
            raise FetchRefused(_asked_to_wait(answer.retry_after))
        if answer.status != 200:
            raise FetchRefused(_("Cette plateforme répond par une erreur (%(status)d).") % {"status": answer.status})
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise FetchRefused(_("La réponse de cette plateforme est coupée ou n’est pas du JSON.")) from None


def _asked_to_wait(seconds: int) -> str:
    if not seconds:
        return _("Cette plateforme demande d’attendre : recommencez dans quelques minutes.")
    minutes = -(-seconds // 60)
    return ngettext(
        "Cette plateforme demande d’attendre : recommencez dans %(minutes)d minute.",
        "Cette plateforme demande d’attendre : recommencez dans %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _in_part(why: str = "") -> FetchRefused:
    if why:
        return FetchRefused(
            _("Cette plateforme n’a répondu qu’en partie (« %(why)s ») : rien n’est gardé.") % {"why": why[:200]}
        )
    return FetchRefused(_("Cette plateforme n’a répondu qu’en partie : rien n’est gardé."))


def _endless() -> FetchRefused:
    return FetchRefused(_("Cette plateforme redonne sans fin la même page : rien n’est gardé. Envoyez son export."))


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
    given = {""}
    while True:
        answer = reader.json(f"{root}/api", {"query": _query(component, fields, after)})
        missing = _unknown_fields(answer) & fields.keys()
        if missing and not after:
            fields = {name: asked for name, asked in fields.items() if name not in missing}
            continue
        if errors := _errors(answer):
            raise _in_part(str(errors[0].get("message", "")))
        page = _page(answer)
        for edge in page.get("edges") or ():
            node = edge.get("node") if isinstance(edge, Mapping) else None
            if not isinstance(node, Mapping) or not node.get("id"):
                raise _in_part()
            yield _flat_proposal(node, f"{root}{space}/f/{component}/proposals/{node['id']}", component)
        info = page.get("pageInfo")
        if not isinstance(info, Mapping):
            raise _in_part()
        if not info.get("hasNextPage"):
            return
        after = str(info.get("endCursor") or "")
        if after in given:
            raise _endless()
        given.add(after)


def _query(component: str, fields: Mapping[str, str], after: str) -> str:
    place = (
        f'first: {DECIDIM_PAGE}, after: "{after}"' if re.fullmatch(r"[\w=+/-]+", after) else f"first: {DECIDIM_PAGE}"
    )
    return (
        f'{{ component(id: "{component}") {{ __typename ... on Proposals {{ proposals({place}) {{ '
        f"edges {{ node {{ {' '.join(fields.values())} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
    )


def _unknown_fields(answer: Any) -> set[str]:
    found = (_MISSING.search(str(error.get("message", ""))) for error in _errors(answer))
    return {match[1] for match in found if match}


def _errors(answer: Any) -> list[Mapping[str, Any]]:
    """GraphQL may give a part of the answer beside them, with a success."""
    errors = answer.get("errors") if isinstance(answer, Mapping) else None
    return [one if isinstance(one, Mapping) else {} for one in errors] if isinstance(errors, list) else []


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
    given = set()
    while True:
        answer = reader.json(f"{address}?{urlencode(asked)}")
        for record in _records(answer):
            yield {"id": record.get("id"), **_fields(record)}
        offset = answer.get("offset") if isinstance(answer, Mapping) else None
        if not offset:
            return
        if str(offset) in given:
            raise _endless()
        asked["offset"] = str(offset)
        given.add(str(offset))


def _records(answer: Any) -> list[Mapping[str, Any]]:
    found = answer.get("records") if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise FetchRefused(_("Cette adresse ne donne pas les lignes d’une table."))
    if not all(isinstance(one, Mapping) for one in found):
        raise _in_part()
    return found


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a record. A list of Grist begins with a mark ("L") that says nothing."""
    fields = record.get("fields")
    cells: dict[str, Any] = dict(fields) if isinstance(fields, Mapping) else {}
    for name, value in cells.items():
        if isinstance(value, list) and value[:1] == ["L"]:
            cells[name] = value[1:]
    return cells
