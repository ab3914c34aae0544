"""The list of decisions, searched and counted by the index: what is asked, what answers, what it is counted by.

The address is that of `/recherche/` without its kind: `matiere` may also name a theme of the ACTES nomenclature ("7"),
which stands for all its matters.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commun.deliberations import actes
from commun.search import asking, service
from commun.search.asking import LAST_PAGE, PARAMETERS, Asked
from commun.search.presenters import NAMES
from commun.search.queries import Result, labels_of, results_of
from commun.search.values import PAGE, Count, Query

KIND = "deliberations"
COUNTED = ("territoire", "organisme", "matiere", "annee", "vote")
"""The facets of the list, by their names in addresses, in the order of the page."""
SHOWN = 10
"""Values of a facet, with those that are chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool
    under: tuple["Choice", ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FoundDecisions:
    total: int
    number: int
    pages: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    corrected: tuple[tuple[str, str], ...]
    is_degraded: bool


def read(query: QueryDict) -> Asked:
    """What the address asks; the kind of record, which is that of the page, is no part of it."""
    asked = asking.read(query)
    return replace(asked.choosing("type"), page=asked.page)


def found(asked: Asked) -> FoundDecisions:
    """One question to the index, two queries for the results, one for each vocabulary that reads the database."""
    answer = service.search(_query(asked))
    return FoundDecisions(
        total=answer.total,
        number=asked.page,
        pages=min(LAST_PAGE, max(1, -(-answer.total // PAGE))),
        results=results_of(answer.hits, answer.terms),
        facets=tuple(_facets(asked, answer.counts)),
        corrected=tuple(answer.corrected.items()),
        is_degraded=answer.is_degraded,
    )


def everywhere(asked: Asked) -> Asked:
    """The same question at `/recherche/`: its feed and its file are there."""
    matters = _matters(asked.choices.get("matiere", ()))
    return (asked.choosing("matiere", *matters) if matters else asked).choosing("type", KIND)


def chips(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """Each filter in place, in words, and the question without it."""
    for name, values in asked.choices.items():
        labels = labels_of(name, values)
        for value in values:
            label = labels.get(value) or value
            yield (
                _("%(facet)s : %(value)s") % {"facet": capfirst(str(NAMES[name])), "value": label},
                asked.without(name, value),
            )
    if asked.place:
        yield _("Dans : %(name)s") % {"name": asked.place.name}, replace(asked, place=None, page=1)


def _query(asked: Asked) -> Query:
    query = asked.query(start=(asked.page - 1) * PAGE)
    facets = {**query.facets, "kind": (KIND,)}
    if "matter" in facets:
        facets["matter"] = _matters(facets["matter"])
    return replace(query, facets=facets, counted=tuple(PARAMETERS[name] for name in COUNTED))


def _matters(chosen: Sequence[str]) -> tuple[str, ...]:
    """The matters that are chosen: those named, and all those of the themes named."""
    within = [code for code in actes.MATTERS if code.partition(".")[0] in chosen]
    return tuple(dict.fromkeys([one for one in chosen if "." in one] + within)) or tuple(chosen)


def _facets(asked: Asked, counts: Mapping[str, Sequence[Count]]) -> Iterator[Facet]:
    for name in COUNTED:
        chosen = asked.choices.get(name, ())
        known = {one.value: one.count for one in counts.get(PARAMETERS[name], ()) if one.value}
        if not known and not chosen:
            continue
        choices = _by_theme(known, chosen) if name == "matiere" else _flat(name, known, chosen)
        if choices:
            yield Facet(name, str(NAMES[name]), tuple(choices))


def _flat(name: str, known: Mapping[str, int], chosen: Sequence[str]) -> list[Choice]:
    first = [*list(known)[:SHOWN], *(one for one in list(known)[SHOWN:] if one in chosen)]
    first += [one for one in chosen if one not in known]
    if name == "annee":
        first.sort(reverse=True)
    labels = labels_of(name, first)
    return [Choice(one, capfirst(labels.get(one, one)), known.get(one, 0), one in chosen) for one in first]


def _by_theme(known: Mapping[str, int], chosen: Sequence[str]) -> list[Choice]:
    """The themes, each with its matters under it: 7.2 comes before 7.10."""
    matters = actes.in_order(list({*known, *(one for one in chosen if "." in one)}))
    choices = []
    for theme in sorted({one.partition(".")[0] for one in (*matters, *chosen)}):
        under = tuple(
            Choice(one, actes.label(one) or one, known.get(one, 0), one in chosen)
            for one in matters
            if one.partition(".")[0] == theme
        )
        count = sum(one.count for one in under)
        choices.append(Choice(theme, actes.theme_label(theme) or theme, count, theme in chosen, under))
    return choices
