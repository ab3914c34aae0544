"""What the pages, files and feeds of the search show: results read again from the database, in a known number of
queries for each kind among them, and why nothing was found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core.dates import PartialDate
from commun.core.freshness import kept
from commun.search import index, service
from commun.search.asking import LAST_PAGE, PARAMETERS, Asked
from commun.search.documents import Place, gazetteer, sources, vocabularies
from commun.search.french import extract, fold, surfaces, term_of
from commun.search.service import Shown
from commun.search.values import DEEPEST, PAGE, Count, Found, Hit, Query
from commun.ui.components.chain import Knot
from commun.ui.components.typography import grouped

OF_EACH_KIND = 3
"""Results of a kind in the overview."""
VALUES_SHOWN = 8
"""Of a facet, with those that are chosen."""
EXTRACT = 260
LONGEST_SAID = 420
"""What someone said is shown whole when it is no longer."""
MOST_WORDS = 6
QUOTES = frozenset('"«»“”„')
PLACES_NAMED = 3
NEAR = 4
"""Other records told beside one."""
WORDS_SUGGESTED = 5
THEMES_NAMED = 2
TITLES_NAMED = 4
SHORTEST = 2
"""Letters before anything is suggested."""

Pieces = Sequence[tuple[str, bool]]
"""A text in pieces: each with whether it is what was looked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result; showing it asks the database nothing."""

    kind: str
    key: int
    singular: str
    uid: str
    url: str
    title: Pieces
    extract: Pieces
    context: str
    dated: str
    on: PartialDate | date | None
    iso_date: str
    is_said: bool
    is_fictional: bool
    knots: Sequence[Knot] = ()

    @property
    def plain_title(self) -> str:
        return plain(self.title)

    @property
    def plain_extract(self) -> str:
        return plain(self.extract)


def plain(pieces: Pieces) -> str:
    return "".join(text for text, _marked in pieces)


@dataclass(frozen=True, slots=True)
class Group:
    """The best results of one kind, and where all of them are."""

    kind: str
    label: str
    total: int
    results: tuple[Result, ...]
    url: str

    @property
    def has_more(self) -> bool:
        return self.total > len(self.results)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many results it would show, the other choices kept."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What empties the search: without it, `count` results at `url`."""

    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that nothing bears, what it was taken for, and where it is looked for as it is."""

    typed: str
    taken: str
    url: str


@dataclass(frozen=True)
class ResultPage:
    """Everything the page shows."""

    total: int
    everything: int
    """All kinds together: what the tab of everything shows."""
    number: int
    pages: int
    groups: tuple[Group, ...]
    results: tuple[Result, ...]
    tabs: tuple[Choice, ...]
    facets: tuple[Facet, ...]
    corrections: tuple[Correction, ...]
    places: tuple[Place, ...]
    reasons: tuple[Reason, ...] = ()
    whole: int = 0
    """How many of them hold all the words."""
    missing: tuple[str, ...] = ()
    """Words that nothing public holds."""
    near: tuple[tuple[str, str], ...] = ()
    is_degraded: bool = False
    is_void: bool = False
    """Nothing that was typed can be looked for: articles, signs."""

    @property
    def is_partial(self) -> bool:
        return not self.is_degraded and self.whole < self.total

    @property
    def is_capped(self) -> bool:
        return self.total > DEEPEST


def result_page(asked: Asked) -> ResultPage:
    """One question to the index, or one more for each kind that the first page does not show enough of."""
    start = (asked.page - 1) * PAGE
    found = service.search(asked.query(start=start))
    counts = {one.value: one.count for one in found.counts.get("kind", ())}
    groups = _groups(asked, found, counts) if asked.is_overview and len(counts) > 1 else ()
    is_void = bool(asked.text) and not any(map(term_of, surfaces(asked.text)))
    is_nothing = not found.total and not is_void
    return ResultPage(
        total=found.total,
        everything=sum(counts.values()),
        number=asked.page,
        pages=min(LAST_PAGE, max(1, -(-found.total // PAGE))),
        groups=groups,
        results=() if groups else results_of(found.hits, found.terms),
        tabs=_tabs(asked, found),
        facets=_facets(asked, found),
        corrections=tuple(_corrections(asked, found.corrected)),
        places=_places(asked),
        whole=found.whole,
        missing=found.missing,
        reasons=_emptied(asked) if is_nothing else (),
        near=_near(found) if is_nothing else (),
        is_degraded=found.is_degraded,
        is_void=is_void and not found.total,
    )


def results_of(hits: Sequence[Hit], terms: Sequence[str]) -> tuple[Result, ...]:
    """In their order; those that are public no more are left out."""
    shown = service.shown(hits)
    threads = _threads(shown)
    return tuple(_result(one, terms, threads.get((one.source.kind, one.document.key), ())) for one in shown)


def _result(shown: Shown, terms: Sequence[str], knots: Sequence[Knot]) -> Result:
    source, document = shown.source, shown.document
    is_short = source.is_said and len(document.body) <= LONGEST_SAID
    return Result(
        kind=source.kind,
        key=document.key,
        singular=str(source.singular),
        uid=document.uid,
        url=document.url,
        title=extract(document.title, terms, length=len(document.title) + 1),
        extract=extract(document.body, terms, length=LONGEST_SAID if is_short else EXTRACT),
        context=document.context,
        dated=str(source.dated),
        on=document.shown_on,
        iso_date=document.iso_date,
        is_said=source.is_said,
        is_fictional=document.is_fictional,
        knots=knots,
    )


def _threads(shown: Iterable[Shown]) -> dict[tuple[str, int], Sequence[Knot]]:
    keys: dict[str, list[int]] = {}
    for one in shown:
        if one.source.threads is not None:
            keys.setdefault(one.source.kind, []).append(one.document.key)
    found: dict[tuple[str, int], Sequence[Knot]] = {}
    for kind, own in keys.items():
        threads = sources()[kind].threads
        assert threads is not None
        found |= {(kind, key): knots for key, knots in threads(own).items()}
    return found


# --- Kinds and facets ------------------------------------------------------------------------------------------------


def _groups(asked: Asked, found: Found, counts: Mapping[str, int]) -> tuple[Group, ...]:
    """The kinds, the one of the best result first. Those that the first page does not show enough of are asked for."""
    best: dict[str, list[Hit]] = {}
    for hit in found.hits:
        best.setdefault(hit.kind, []).append(hit)
    order = [*best, *(kind for kind in sources() if kind in counts and kind not in best)]
    for kind in order:
        if len(best.get(kind, ())) < min(OF_EACH_KIND, counts.get(kind, 0)):
            own = asked.choosing("type", kind).query(size=OF_EACH_KIND, with_facets=False)
            best[kind] = list(service.search(own).hits)
    # Of its own, a kind that has few would be completed by what holds a part of the words.
    chosen = [hit for kind in order for hit in best[kind][: min(OF_EACH_KIND, counts.get(kind, 0))]]
    results: dict[str, list[Result]] = {}
    for one in results_of(chosen, found.terms):
        results.setdefault(one.kind, []).append(one)
    return tuple(
        Group(
            kind=kind,
            label=str(sources()[kind].label),
            total=counts.get(kind, len(results[kind])),
            results=tuple(results[kind]),
            url=asked.choosing("type", kind).address(),
        )
        for kind in order
        if kind in results
    )


def _tabs(asked: Asked, found: Found) -> tuple[Choice, ...]:
    counts = {one.value: one.count for one in found.counts.get("kind", ())}
    chosen = asked.choices.get("type", ())
    return tuple(
        Choice(
            value=kind,
            label=str(source.label),
            count=counts.get(kind, 0),
            is_chosen=kind in chosen,
            url=asked.choosing("type", kind).address(),
        )
        for kind, source in sources().items()
        if counts.get(kind) or kind in chosen
    )


def _facets(asked: Asked, found: Found) -> tuple[Facet, ...]:
    """The most frequent values of each facet, the years from the last; one that parts nothing is left out."""
    shown: dict[str, list[Count]] = {}
    for name in asked.counted:
        if name == "type":
            continue
        chosen = asked.choices.get(name, ())
        counts = [one for one in found.counts.get(PARAMETERS[name], ()) if one.value]
        first = counts[:VALUES_SHOWN]
        first += [one for one in counts[VALUES_SHOWN:] if one.value in chosen]
        first += [Count(value, 0) for value in chosen if value not in {one.value for one in first}]
        if name == "annee":
            first.sort(key=lambda one: one.value, reverse=True)
        if len(first) > 1 or chosen:
            shown[name] = first
    labels = {name: labels_of(name, [one.value for one in counts]) for name, counts in shown.items()}
    return tuple(
        Facet(
            name,
            tuple(
                Choice(
                    value=one.value,
                    label=labels[name].get(one.value, one.value),
                    count=one.count,
                    is_chosen=one.value in asked.choices.get(name, ()),
                    url=asked.choosing(name, one.value).address(),
                )
                for one in counts
            ),
        )
        for name, counts in shown.items()
    )


def labels_of(name: str, values: Sequence[str]) -> Mapping[str, str]:
    """What the apps call these values of a facet; one query for each vocabulary that needs one."""
    if name == "type":
        return {kind: str(source.label) for kind, source in sources().items() if kind in values}
    found: dict[str, str] = {}
    if values:
        for vocabulary in vocabularies().get(PARAMETERS[name], ()):
            found |= vocabulary.labels(values)
    return found


# --- When nothing, or something else, is found -----------------------------------------------------------------------


def _corrections(asked: Asked, corrected: Mapping[str, str]) -> Iterator[Correction]:
    for typed, taken in corrected.items():
        as_typed = " ".join(f'"{word}"' if typed in surfaces(word) else word for word in asked.text.split())
        yield Correction(typed, taken, replace(asked, text=as_typed, page=1).address())


def _asking(text: str) -> str:
    return Asked(text=text).address()


def _places(asked: Asked) -> tuple[Place, ...]:
    """The territories that bear the name typed: of 36,000, few said something yet, and each has its page."""
    known = gazetteer()
    is_name = asked.is_overview and not QUOTES & set(asked.text) and len(asked.text) >= SHORTEST
    return tuple(known.suggest(asked.text, PLACES_NAMED)) if known and is_name else ()


def _emptied(asked: Asked) -> tuple[Reason, ...]:
    """What empties the search: each filter, then each word, without which something would be found."""
    tried = ((words, other, _total(other) if not other.is_empty else 0) for words, other in _attempts(asked))
    return tuple(Reason(words, total, other.address()) for words, other, total in tried if total)


def _words(text: str) -> list[str]:
    """Those that are searched; none within an exact expression."""
    parts = (part.strip("-.,;:!?()") for part in text.split()) if not QUOTES & set(text) else ()
    return [part for part in dict.fromkeys(parts) if any(map(term_of, surfaces(part)))][:MOST_WORDS]


def _attempts(asked: Asked) -> Iterator[tuple[str, Asked]]:
    words = _words(asked.text)
    for name, values in asked.choices.items():
        labels = labels_of(name, values)
        said = _(" ou ").join(labels.get(value, value) for value in values)
        yield _("Sans le filtre « %(words)s »") % {"words": said}, asked.choosing(name)
    if asked.place:
        yield _("Hors de « %(name)s »") % {"name": asked.place.name}, replace(asked, place=None, page=1)
    if len(asked.choices) + bool(asked.place) > 1:
        yield _("Sans aucun filtre"), Asked(text=asked.text)
    if len(words) > 1:
        for word in words:
            rest = " ".join(one for one in words if one != word)
            yield _("Sans le mot « %(word)s »") % {"word": word}, replace(asked, text=rest, page=1)
    elif QUOTES & set(asked.text):
        loose = " ".join("".join(" " if sign in QUOTES else sign for sign in asked.text).split())
        yield _("Sans les guillemets"), replace(asked, text=loose, page=1)


def _total(asked: Asked) -> int:
    return service.search(asked.query(size=1, with_facets=False)).total


def _near(found: Found) -> tuple[tuple[str, str], ...]:
    """What to try instead: what the engine says, else words that begin like those that nothing holds."""
    words = list(found.near)
    for word in () if words else found.missing:
        words += service.suggest(word[: max(SHORTEST + 1, len(word) // 2)], limit=3)
    return tuple((word, _asking(word)) for word in dict.fromkeys(words))


# --- Beside a record ---


@dataclass(frozen=True, slots=True)
class Near:
    """Another record that says alike."""

    singular: str
    title: str
    url: str
    context: str
    on: PartialDate | date | None


def see_also(kind: str, key: int) -> tuple[Near, ...]:
    """What is nearest to a public record, read once for each version of the data and index; nothing without one."""
    live = index.live()
    return kept("see-also", lambda: _near_to(kind, key), live.name, kind, key) if live else ()


def _near_to(kind: str, key: int) -> tuple[Near, ...]:
    document = next(iter(sources()[kind].documents([key])), None)
    if document is None:
        return ()
    return tuple(
        Near(
            str(one.source.singular), one.document.title, one.document.url, one.document.context, one.document.shown_on
        )
        for one in service.like(kind, document, limit=NEAR)
    )


# --- While one types -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant, under the name of its `group`: words to search, or what has a page of its own, at `url`."""

    text: str
    group: str
    detail: str = ""
    url: str = ""


def suggestions(text: str) -> tuple[Suggestion, ...]:
    """Words of what is published, then places, themes, and titles of what is known by its title.

    Two queries for places, one to three for each kind of title, none for words and themes.
    """
    if len(text.strip()) < SHORTEST:
        return ()
    words = (Suggestion(one, _("Mots")) for one in service.suggest(text, limit=WORDS_SUGGESTED))
    known = gazetteer()
    places = known.suggest(text, PLACES_NAMED) if known else ()
    named = (Suggestion(one.name, _("Territoires"), one.detail, one.url) for one in places)
    return (*words, *named, *_themes_named(text), *_titles_named(text))


def _themes_named(text: str) -> Iterator[Suggestion]:
    """Those of which something public speaks, that have a word beginning as what is typed."""
    typed = fold(text)
    counts = service.search(Query(size=0, counted=("theme",))).counts.get("theme", ())
    labels = labels_of("theme", [one.value for one in counts])
    same: dict[str, list[Count]] = {}
    for one in counts:
        label = labels.get(one.value, "")
        if typed and any(fold(label[at:]).startswith(typed) for at in _beginnings(label)):
            same.setdefault(label, []).append(one)
    for label, alike in list(same.items())[:THEMES_NAMED]:
        url = Asked().choosing("theme", *(one.value for one in alike)).address()
        total = sum(one.count for one in alike)
        detail = ngettext("%(count)s résultat", "%(count)s résultats", total) % {"count": grouped(total)}
        yield Suggestion(label, _("Thèmes"), detail, url)


def _beginnings(label: str) -> Iterator[int]:
    at = 0
    for word in surfaces(label):
        at = label.find(word, at)
        if at < 0:
            return
        yield at


def _titles_named(text: str) -> Iterator[Suggestion]:
    """The best that hold all that was typed, kind after kind; nothing that took a slip to be found."""
    kinds = tuple(kind for kind, source in sources().items() if source.is_suggested)
    if not kinds:
        return
    asked = Query(text=text, facets={"kind": kinds}, is_prefix=True, size=TITLES_NAMED, with_facets=False)
    found = service.search(asked)
    if found.is_degraded or found.corrected or found.missing:
        return
    wanted = set(found.terms)
    shown = [
        one
        for one in service.shown(found.hits[: min(found.whole, TITLES_NAMED)])
        if wanted & set(map(term_of, surfaces(one.document.title)))
    ]
    order = list(dict.fromkeys(one.source.kind for one in shown))
    for one in sorted(shown, key=lambda each: order.index(each.source.kind)):
        document = one.document
        yield Suggestion(document.title, str(one.source.label), document.context, document.url)


# --- The same question, elsewhere ------------------------------------------------------------------------------------


def rows(asked: Asked, *, most: int = DEEPEST, block: int = 100, real_only: bool = True) -> Iterator[Result]:
    """The first results, block by block, for files: each read again from the database. Stops at `most`."""
    for start in range(0, most, block):
        size = min(block, most - start)
        found = service.search(asked.query(start=start, size=size, with_facets=False, real_only=real_only))
        yield from results_of(found.hits, found.terms)
        if len(found.hits) < size:
            return


def total(asked: Asked, *, real_only: bool = True) -> int:
    return service.search(asked.query(size=1, with_facets=False, real_only=real_only)).total


def kinds_known() -> tuple[Choice, ...]:
    """What can be found, and how much of it: for who has not typed anything yet."""
    return _tabs(Asked(), service.search(Asked().query(size=1)))
