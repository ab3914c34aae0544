"""From the list of the library to the shape of its page: chips, facets, addresses. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.library import facets
from commun.library.facets import Facet
from commun.library.forms import shelf as forms
from commun.library.models import PublishedSheet
from commun.library.queries import index
from commun.library.queries.compare import Comparison
from commun.library.queries.shelf import RELEVANCE, Choice, Shelf, ShelfFilter
from commun.territories.presenters import MapWords
from commun.ui.components import Link
from commun.ui.components.typography import grouped

SORTS: dict[str, str | Promise] = {
    index.NEWEST: gettext_lazy("Fiche mise à jour récemment"),
    index.BY_NAME: gettext_lazy("Nom"),
    index.COMPLETE: gettext_lazy("Fiche la plus complète"),
    index.LARGEST: gettext_lazy("Territoire le plus peuplé"),
    index.LATEST_START: gettext_lazy("Démarrage le plus récent"),
}


class Address(Protocol):
    """The address of the list for a filter."""

    def __call__(self, asked: ShelfFilter, **more: str) -> str: ...


@dataclass(frozen=True)
class Chip:
    """A filter in place, and the address of the same list without it."""

    words: str
    url: str


@dataclass(frozen=True)
class Group:
    """A facet and its choices; without choices, the address where they all are."""

    facet: Facet
    choices: tuple[Choice, ...]
    is_open: bool
    url: str = ""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Frame:
    """What surrounds the lines: how to narrow, order, show and take them away."""

    url: str
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...]
    others: tuple[Link, ...]
    """The facets out of sight: each leads to its choices."""
    hidden: tuple[tuple[str, str], ...]
    """What the form beside the list must carry that none of its fields shows."""
    carried: tuple[tuple[str, str], ...]
    """The same for the form of all filters."""
    sorts: tuple[Option, ...]
    list_url: str
    table_url: str
    map_url: str
    filters_url: str
    scope_url: str


def frame(
    *, wanted: ShelfFilter, found: Shelf, places: Mapping[tuple[str, str], str], kept: Mapping[str, str]
) -> Frame:
    """`kept` are parameters that every address of the page carries: the view, the sheets to compare."""
    url = reverse("library:list")
    here = replace(wanted, sort="")

    def to(asked: ShelfFilter, **more: str) -> str:
        return f"{url}{forms.written(asked, **{**kept, **more})}"

    shown = tuple(one for one in found.counts if one.facet.in_sight)
    in_form = {(one.facet.name, choice.value) for one in shown for choice in one.choices}
    hidden = [pair for pair in forms.pairs(here) if pair not in in_form and pair[0] != forms.TEXT]
    return Frame(
        url=url,
        chips=tuple(chips(wanted, places, to)),
        groups=tuple(Group(one.facet, one.choices, is_open=True) for one in shown if one.choices),
        others=tuple(
            Link(str(one.facet.label), f"{to(wanted, filtres=forms.ALL_FILTERS)}#{one.facet.name}")
            for one in found.counts
            if not one.facet.in_sight
        ),
        hidden=(*hidden, *((name, value) for name, value in kept.items() if value)),
        carried=(
            *(pair for pair in forms.pairs(wanted) if pair[0] not in facets.BY_NAME and pair[0] != forms.TEXT),
            *((name, value) for name, value in kept.items() if value),
        ),
        sorts=sorts(wanted),
        list_url=to(wanted, vue=""),
        table_url=to(wanted, vue=forms.TABLE),
        map_url=f"{reverse('library:map')}{forms.written(here)}",
        filters_url=to(wanted, filtres=forms.ALL_FILTERS),
        scope_url=to(replace(wanted, with_fictional=not wanted.with_fictional)),
    )


def chips(wanted: ShelfFilter, places: Mapping[tuple[str, str], str], to: Address) -> Iterable[Chip]:
    if wanted.text:
        yield Chip(_("Mots : %(text)s") % {"text": wanted.text}, to(replace(wanted, text="")))
    for name, values in wanted.choices:
        for value in values:
            if name in facets.BY_NAME:
                facet = facets.BY_NAME[name]
                words = f"{facet.label} : {facet.label_of(value)}"
            elif name == facets.DEPARTEMENT:
                words = _("Département : %(name)s") % {"name": places.get((name, value), value)}
            else:
                words = _("Territoire : %(name)s") % {"name": places.get((name, value), value)}
            yield Chip(words, to(wanted.without(name, value)))


def sorts(wanted: ShelfFilter) -> tuple[Option, ...]:
    """The orders; relevance is one of them, and the usual one, when words are searched."""
    known = {RELEVANCE: _("Pertinence"), **SORTS} if wanted.text else SORTS
    usual = RELEVANCE if wanted.text else index.NEWEST
    chosen = wanted.sort if wanted.sort in known else usual
    return tuple(Option("" if value == usual else value, str(label), value == chosen) for value, label in known.items())


def words_of_map(wanted: ShelfFilter) -> MapWords:
    """The map of the uses: a département leads to the list narrowed to it."""

    def url(code: str) -> str:
        others = tuple(pair for pair in wanted.choices if pair[0] not in facets.PLACES)
        there = replace(wanted, choices=(*others, (facets.DEPARTEMENT, (code,))))
        return f"{reverse('library:list')}{forms.written(there)}"

    return MapWords(
        title=lambda total: ngettext("%(count)s usage", "%(count)s usages", total) % {"count": grouped(total)},
        spot=lambda name, code, count: (
            ngettext("%(name)s (%(code)s) : %(count)s usage", "%(name)s (%(code)s) : %(count)s usages", count)
            % {"name": name, "code": code, "count": count}
        ),
        label=gettext_lazy("Carte des départements où des usages sont décrits ; le tableau dit la même chose."),
        hint=gettext_lazy(
            "Un disque par département : son chiffre, et sa taille, disent combien d’usages y sont décrits. "
            "Touchez-le pour les lire."
        ),
        url=url,
    )


@dataclass(frozen=True)
class Column:
    """A sheet of a comparison, and the address of the same comparison without it."""

    sheet: PublishedSheet
    without_url: str


def compared_columns(page: Comparison) -> tuple[Column, ...]:
    url = reverse("library:compare")
    slugs = [one.slug for one in page.sheets]
    return tuple(
        Column(one, f"{url}?{urlencode({'fiches': ','.join(slug for slug in slugs if slug != one.slug)}, safe=',')}")
        for one in page.sheets
    )
