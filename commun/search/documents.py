"""How an app says what can be found: each kind of record is declared once, in the app's `search.py`, as `SOURCES`.

A document is what the public may read of one record. It is made from the database each time: when the index is written,
and again when a result is shown, so that nothing is shown that is public no more.
"""

import datetime
import hashlib
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

from commun.core.dates import PartialDate
from commun.ui.components.chain import Knot

Text: TypeAlias = str | Promise

FACETS: tuple[str, ...] = ("kind", "territory", "theme", "year", "body_kind", "department", "matter", "vote")
"""What results are counted by. The first four hold for everything, the others for council decisions.

`territory` is a slug, or the SIRET of a body that no territory of ours is; `theme` a value of the canevas; `year` four
digits; `matter` a code of the ACTES nomenclature ("7.10"); `vote` "unanime", "partage" or "" (unknown).
"""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the public may find of one record. `uid` is its public identifier, the one of the datasets.

    `title` and `body` are searched and shown; `words` is searched only (codes, acronyms, other names). The index keeps
    none of these texts. `facets` holds, for some of FACETS, the values that apply; `places` every place that a search
    "within" should find it by (slugs of the territory and of those that contain it). `context` is the line under the
    title: where it comes from ("Rennes Métropole · L’IA dans nos services publics"), without its kind nor its date.
    `on` is the day that it is ordered by; `known_on` the date as it is known, when that is no whole day.
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
    uid: str = ""
    known_on: PartialDate | None = None

    @property
    def shown_on(self) -> PartialDate | datetime.date | None:
        return self.known_on or self.on

    @property
    def iso_date(self) -> str:
        """As precise as it is known: "2024-02-29", "2024-02" or "2024"; "" when nobody knows."""
        if self.known_on is not None:
            return self.known_on.iso
        return self.on.isoformat() if self.on is not None else ""


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

    `is_said`: the body is what someone said, and is shown large, before the title. `is_suggested`: it is known by its
    title, which is offered to who types the beginning of its words. `dated` says what the date is, when
    it is not simply when it was said or decided ("publié"). `threads` gives the chain of proof
    of those of these keys that have one, in a known number of queries.

    `version` is to be raised with any change of what its documents say: indexes are then built again.
    """

    kind: str
    label: Text
    singular: Text
    documents: Callable[[Sequence[int]], Iterable[SearchDocument]]
    keys: Callable[[], Iterator[int]]
    find: Callable[[Sequence[str], int], list[int]]
    watches: tuple[Watch, ...]
    weight: float = 1.0
    is_said: bool = False
    is_suggested: bool = False
    dated: Text = ""
    threads: Callable[[Collection[int]], Mapping[int, Sequence[Knot]]] | None = None
    version: int = 1


@dataclass(frozen=True)
class Vocabulary:
    """What the values of a facet are called. `labels` names those of the values asked that it knows; an app that gives
    a facet values of its own declares them, in the `VOCABULARIES` of its `search.py`."""

    facet: str
    labels: Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Place:
    """A territory that one may search within, or go to. `value` stands in addresses."""

    value: str
    name: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """Who knows the places: `suggest` what is being typed, best first; `understand` what was typed, None when it is no
    place or could be several. Declared by one app, as the `GAZETTEER` of its `search.py`."""

    suggest: Callable[[str, int], Sequence[Place]]
    understand: Callable[[str], Place | None]


def _declarations(name: str) -> Iterator[Any]:
    """What is called `name` in the `search.py` of each app, in their order; None where there is no such thing."""
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "search"):
            yield getattr(import_module(f"{config.name}.search"), name, None)


@cache
def sources() -> Mapping[str, Source]:
    """By kind, in the order of the installed apps. Raises ValueError when two bear the same."""
    found: dict[str, Source] = {}
    for declared in _declarations("SOURCES"):
        for source in declared or ():
            if source.kind in found:
                raise ValueError(f"two kinds of records are called {source.kind}")
            found[source.kind] = source
    return MappingProxyType(found)


@cache
def vocabularies() -> Mapping[str, tuple[Vocabulary, ...]]:
    """Those of each facet."""
    found: dict[str, tuple[Vocabulary, ...]] = {}
    for declared in _declarations("VOCABULARIES"):
        for vocabulary in declared or ():
            found[vocabulary.facet] = (*found.get(vocabulary.facet, ()), vocabulary)
    return MappingProxyType(found)


@cache
def gazetteer() -> Gazetteer | None:
    return next((one for one in _declarations("GAZETTEER") if one is not None), None)


def content_version() -> str:
    """What an index holds, as far as declarations say it: it changes with the version or the watches of a source, with
    the facets, and with the kinds that can be found; not with the rest of our code."""
    said = [f"{source.kind}/{source.version}/{watched(source)}" for source in sources().values()]
    return hashlib.sha256("\n".join([*FACETS, *sorted(said)]).encode()).hexdigest()[:20]


def watched(source: Source) -> str:
    """The columns that make the documents of a source."""
    return " ".join(sorted(f"{outbox_topic(watch)}({','.join(sorted(watch.columns))})" for watch in source.watches))


def watches() -> Iterator[tuple[Source, Watch]]:
    """Every watch, with the source that it feeds."""
    for source in sources().values():
        for watch in source.watches:
            yield source, watch


def outbox_topic(watch: Watch) -> str:
    """What a line of the outbox calls a watched column: "concertations_takeaway.concertation_id"."""
    options: Any = watch.model._meta
    return f"{options.db_table}.{watch.column}"
