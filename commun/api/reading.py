"""Reading a collection, or one record: the rows of the open data, page after page, with their links."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic_core import to_json

from commun.api import collections
from commun.api.problems import Refused
from commun.core.datasets import Dataset, Queryset
from commun.core.freshness import kept
from commun.opendata import endings, rows
from commun.opendata.registry import datasets
from commun.opendata.schema import LICENCE
from commun.opendata.writers import JSON_CELLS, instant

CONTENT_TYPE = "application/json"


def page(slug: str, asked: Schema) -> HttpResponse:
    """The records that follow `apres`, at most `limite`. Raises Refused for a field or an identifier unknown."""
    whole = datasets()[slug]
    values = {name: value for name, value in asked.model_dump().items() if value is not None}
    limit, after, wanted = values.pop("limite"), values.pop("apres", ""), values.pop("champs", None)
    dataset = _with_fields(slug, wanted) if wanted is not None else whole
    narrow = _narrowing(slug, values) if values else None
    try:
        found = list(_records(dataset, after=after, limit=limit + 1, narrow=narrow))
    except rows.UnknownIdentifier as unknown:
        raise Refused(
            404,
            _("« apres » n’est l’identifiant d’aucune ligne publique de ce jeu."),
            faults=[("apres", _("Suivez l’adresse donnée par « suivant »."))],
        ) from unknown
    following = None
    if len(found) > limit:
        found.pop()
        query = [*_repeated(values), ("limite", limit), ("apres", found[-1]["identifiant"])]
        if wanted is not None:
            query.append(("champs", wanted))
        following = f"{collections.address(whole)}?{urlencode(query, safe=':,')}"
    content = _head(whole) | {
        "modifie_le": _changed(whole),
        "total": None if values else kept("rows", lambda: whole.rows().count(), slug),
        "suivant": following,
        "donnees": found,
    }
    headers = endings.headers(whole, dataset.columns)
    if following:
        headers["Link"] = ", ".join([f'<{following}>; rel="next"', *([headers["Link"]] if headers else [])])
    return HttpResponse(to_json(content), content_type=CONTENT_TYPE, headers=headers)


def one(slug: str, identifier: str) -> HttpResponse:
    """One record. Raises Refused when no public one bears this identifier."""
    dataset = datasets()[slug]
    found = None
    if "\0" not in identifier:
        narrowed = _records(dataset, limit=1, narrow=lambda given: dataset.find(given, identifier))
        found = next(narrowed, None)
    if found is None:
        raise Refused(404, _("Aucune ligne publique de ce jeu ne porte cet identifiant."))
    content = to_json(_head(dataset) | {"donnees": found})
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=endings.headers(dataset))


def _head(dataset: Dataset) -> dict[str, Any]:
    return {"jeu": dataset.slug, "licence": LICENCE}


def _changed(dataset: Dataset) -> str | None:
    changed_at = kept("changed", dataset.changed_at, dataset.slug)
    return instant(changed_at) if changed_at else None


def _records(dataset: Dataset, **asked: Any) -> Iterator[dict[str, Any]]:
    headers, links = dataset.headers, collections.links_of(dataset)
    for row in rows.read(dataset, cells=JSON_CELLS, **asked):
        record: dict[str, Any] = dict(zip(headers, row, strict=True))
        record["chemins"] = links(record)
        yield record


def _with_fields(slug: str, wanted: str) -> Dataset:
    names = tuple(dict.fromkeys(wanted.split(",")))
    try:
        return collections.with_fields(slug, names)
    except KeyError as unknown:
        raise Refused(
            422,
            _("« champs » nomme une colonne qui n’existe pas."),
            faults=[("champs", _("« %(name)s » n’est pas une colonne.") % {"name": str(unknown.args[0])[:60]})],
        ) from unknown


def _narrowing(slug: str, values: dict[str, Any]) -> Any:
    known = collections.filters(slug)

    def narrow(found: Queryset) -> Queryset:
        for name, value in values.items():
            found = known[name].narrow(found, value)
        return found

    return narrow


def _repeated(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, list):
            yield from ((name, item) for item in value)
        else:
            yield name, value
