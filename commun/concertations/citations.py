"""What higher apps found on a sentence said here (a finding, an article), without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works, and its thread waits.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commun.concertations.models import Takeaway
from commun.ui.components.chain import Knot


@dataclass(frozen=True, slots=True)
class Citation:
    """A text of the network that cites a sentence: how ("appuie"), and the article of the manifesto above it."""

    title: str
    url: str
    kind: str
    stance: str
    article: str = ""
    article_url: str = ""


Keys: TypeAlias = Collection[int] | QuerySet[Takeaway, Any]
"""Primary keys of `Takeaway`, or the query that gives them."""
Citations: TypeAlias = Mapping[int, tuple[Citation, ...]]
CitationProvider: TypeAlias = Callable[[Keys], Citations]

_providers: list[CitationProvider] = []


def register_citations(provider: CitationProvider) -> CitationProvider:
    """Show what `provider` gives; it is given the keys of all the sentences at once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def citations_of(takeaways: Keys) -> dict[int, tuple[Citation, ...]]:
    """What cites each of these sentences. The queries of the providers, whatever the number of sentences."""
    found: dict[int, tuple[Citation, ...]] = {}
    if isinstance(takeaways, QuerySet) or takeaways:
        for provider in _providers:
            for takeaway, citations in provider(takeaways).items():
                found[takeaway] = found.get(takeaway, ()) + citations
    return found


def thread_cited(knots: tuple[Knot, ...], citations: tuple[Citation, ...], *, url: str = "") -> tuple[Knot, ...]:
    """The same thread, whose last two knots say which finding, then which article, rest on the sentence."""
    if not citations:
        return knots
    finding, manifesto = pgettext("maillon de la chaîne", "Constat"), pgettext("maillon de la chaîne", "Manifeste")
    words = ngettext("%(count)d constat la cite", "%(count)d constats la citent", len(citations)) % {
        "count": len(citations)
    }
    article = next((one for one in citations if one.article), None)
    told = {finding: Knot(finding, "done", words, url or citations[0].url)}
    if article is not None:
        told[manifesto] = Knot(
            manifesto, "done", _("article %(label)s") % {"label": article.article}, article.article_url
        )
    return tuple(replace(told[one.name], current=one.current) if one.name in told else one for one in knots)
