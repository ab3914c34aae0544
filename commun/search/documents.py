"""How an app says what can be found: each kind of record is declared once, in the app's `search.py`, as `SOURCES`.

A document is what the public may read of one record. It is made from the database each time: when the index is written,
and again when a result is shown, so that nothing is shown that is public no more.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

Text: TypeAlias = str | Promise

FACETS: tuple[str, ...] = ("kind", "territory", "theme", "year", "body_kind", "department", "matter", "vote")
"""What results are counted by. The first four hold for everything, the others for council decisions.

`territory` is a slug, or the SIRET of a body that no territory of ours is; `theme` a value of the canevas; `year` four
digits; `matter` a code of the ACTES nomenclature ("7.10"); `vote` "unanime", "partage" or "" (unknown).
"""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the public may find of one record.

    `title` and `body` are searched and shown; `words` is searched only (codes, acronyms, other names). The index keeps
    none of these texts. `facets` holds, for some of FACETS, the values that apply; `places` every place that a search
    "within" should find it by (slugs of the territory and of those that contain it). `context` is the line under the
    title ("Proposition · Rennes Métropole").
    """

    key: int
    title: str
    url: str
    body: str = ""
    words: str = ""
    context: str = ""
    on: datetime.date | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    is_fictional: bool = False


@dataclass(frozen=True)
class Watch:
    """A table whose rows make the documents of a source: writing one of them leaves a line in the outbox.

    `column` is the one whose value the line keeps ("id", "concertation_id"); `columns` are those whose change counts
    (all when empty; rows added or removed always count). `reach` leads from these values to the keys of the source's
    documents; without it they are these keys.
    """

    model: type[models.Model]
    column: str = "id"
    columns: tuple[str, ...] = ()
    reach: Callable[[Collection[int]], Iterable[int]] | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """One kind of record that can be found. `kind` is French, and stands in addresses ("propositions").

    `documents` gives those of `keys` that are public, in any order, in a known number of queries: a key that it does
    not give is not found any more. `keys` gives every public one, streamed. `find` is what the database can tell
    without the index: the keys of some public rows whose title or text holds each word.
    """

    kind: str
    label: Text
    singular: Text
    documents: Callable[[Sequence[int]], Iterable[SearchDocument]]
    keys: Callable[[], Iterator[int]]
    find: Callable[[Sequence[str], int], list[int]]
    watches: tuple[Watch, ...]
    weight: float = 1.0


@cache
def sources() -> Mapping[str, Source]:
    """By kind, in the order of the installed apps. Raises ValueError when two bear the same."""
    found: dict[str, Source] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "search"):
            continue
        declared: tuple[Source, ...] = getattr(import_module(f"{config.name}.search"), "SOURCES", ())
        for source in declared:
            if source.kind in found:
                raise ValueError(f"two kinds of records are called {source.kind}")
            found[source.kind] = source
    return MappingProxyType(found)


def watches() -> Iterator[tuple[Source, Watch]]:
    """Every watch, with the source that it feeds."""
    for source in sources().values():
        for watch in source.watches:
            yield source, watch


def outbox_topic(watch: Watch) -> str:
    """What a line of the outbox calls a watched column: "concertations_takeaway.concertation_id"."""
    options: Any = watch.model._meta
    return f"{options.db_table}.{watch.column}"
