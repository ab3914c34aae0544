"""From what was asked and found to the words and links of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.search import asking
from commun.search.asking import Asked
from commun.search.queries import Choice, Pieces, Result, ResultPage, labels_of
from commun.search.values import DEEPEST
from commun.ui.components.typography import grouped, nbsp

NAMES: dict[str, Any] = {
    "type": gettext_lazy("Nature"),
    "territoire": gettext_lazy("Territoire"),
    "theme": gettext_lazy("Thème"),
    "annee": gettext_lazy("Année"),
    "organisme": gettext_lazy("Type de collectivité"),
    "departement": gettext_lazy("Département"),
    "matiere": gettext_lazy("Matière"),
    "vote": gettext_lazy("Vote"),
}
LONGEST_IN_TITLE = 60


@dataclass(frozen=True)
class Chip:
    """A filter in place, and where it is not."""

    words: str
    url: str


@dataclass(frozen=True)
class Sort:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class FacetShown:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Frame:
    """What stands around the results."""

    title: str
    count: str
    chips: tuple[Chip, ...]
    hidden: tuple[tuple[str, str], ...]
    sorts: tuple[Sort, ...]
    facets: tuple[FacetShown, ...]
    all_kinds_url: str
    one_list_url: str
    feed_url: str
    file_url: str
    file_label: str
    query: str


def marked(pieces: Pieces) -> SafeString:
    """A text with what was looked for marked in it."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", nbsp(text)) if is_mark else nbsp(text),) for text, is_mark in pieces)
    )


def frame(asked: Asked, found: ResultPage) -> Frame:
    by_relevance, by_date = asking.BY_RELEVANCE, asking.BY_DATE
    sorts = (
        Sort("", _("Les meilleurs de chaque nature"), is_chosen=asked.is_overview),
        Sort(by_relevance, _("Les plus proches"), is_chosen=not asked.is_overview and not asked.is_by_date),
        Sort(by_date, _("Les plus récents"), is_chosen=asked.is_by_date),
    )
    return Frame(
        title=title(asked),
        count=count_words(found.total),
        chips=tuple(_chips(asked)),
        hidden=tuple((name, value) for name, value in asked.pairs() if name == "type"),
        sorts=sorts if "type" not in asked.choices else sorts[1:],
        facets=tuple(FacetShown(one.name, str(NAMES[one.name]), one.choices) for one in found.facets),
        all_kinds_url=asked.choosing("type").address(),
        one_list_url=replace(asked, sort=by_relevance).address(),
        feed_url=asked.address("search:feed"),
        file_url=asked.address("search:file"),
        file_label=_file_label(found.total),
        query=asked.parameters,
    )


def whole_title(asked: Asked) -> str:
    """All that is asked, on one line: "Recherche : « eau » · Nature : Fiches d’usage"."""
    return " · ".join((title(asked), *(chip.words for chip in _chips(asked))))


def title(asked: Asked) -> str:
    if asked.text:
        text = asked.text if len(asked.text) <= LONGEST_IN_TITLE else f"{asked.text[:LONGEST_IN_TITLE]}…"
        return nbsp(_("Recherche : « %(text)s »") % {"text": text})
    return _("Recherche")


def count_words(total: int) -> str:
    return ngettext("%(count)s résultat", "%(count)s résultats", total) % {"count": grouped(total)}


def _file_label(total: int) -> str:
    if total > DEEPEST:
        return _("Les %(most)s premiers de ces résultats :") % {"most": grouped(DEEPEST)}
    return _("Ces résultats :")


def _chips(asked: Asked) -> Iterator[Chip]:
    for name in asking.PARAMETERS:
        chosen = asked.choices.get(name, ())
        labels = labels_of(name, chosen)
        for value in chosen:
            words = f"{capfirst(str(NAMES[name]))} : {labels.get(value, value)}"
            yield Chip(nbsp(words), asked.without(name, value).address())
    if asked.place:
        anywhere = replace(asked, place=None, page=1)
        yield Chip(nbsp(_("Dans : %(name)s") % {"name": asked.place.name}), anywhere.address())


def payload(one: Result) -> dict[str, Any]:
    """A result as data, with the absolute address of its page left to who writes it."""
    return {
        "identifiant": one.uid,
        "nature": one.kind,
        "titre": one.plain_title,
        "url": one.url,
        "contexte": one.context,
        "date": one.iso_date or None,
        "extrait": one.plain_extract,
    }
