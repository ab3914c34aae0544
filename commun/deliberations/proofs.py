"""What decisions prove: the records of higher apps that cite them, without this app knowing them.

They register from their `AppConfig.ready`; with nothing registered every page still works, and says that nothing cites
the decision yet.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commun.ui.components.chain import Knot
from commun.ui.components.dates import AnyDate, written


@dataclass(frozen=True, slots=True)
class Proven:
    """A public record that cites a decision: an answer, a step of a promise, a use, a signature.

    `kind` says which ("Réponse à une proposition"); `words` what is proven there ("Retenue, 12 mai 2026"). `title` is a
    quotation when `is_quoted`. `knots` is the thread of the record, with the proof as its current knot.
    """

    kind: str
    title: str
    url: str
    place: str
    words: str = ""
    on: AnyDate = None
    is_quoted: bool = False
    knots: tuple[Knot, ...] = ()


def in_words(*, subject: str, body: str, decided_on: datetime.date, url: str) -> str:
    """A decision cited, where nothing can be clicked: on paper, in a feed. `url` is relative; `subject` is empty when
    the decision was taken down."""
    told = {"body": body, "day": written(decided_on), "subject": subject, "url": f"{settings.SITE_URL}{url}"}
    if subject:
        return _("Délibération : « %(subject)s », %(body)s, %(day)s. %(url)s") % told
    return _("Délibération retirée, %(body)s, %(day)s. %(url)s") % told


class ProofProvider(Protocol):
    def proven(self, keys: Collection[int]) -> Mapping[int, tuple[Proven, ...]]:
        """What each of these decisions proves, by primary key. A known number of queries, whatever their number."""
        ...

    def citing(self) -> "QuerySet[Any, Any]":
        """The primary keys of the decisions that a public record cites, as a query that others filter by."""
        ...


_providers: list[ProofProvider] = []


def register_proofs(provider: ProofProvider) -> ProofProvider:
    """Show what `provider` gives on the pages of decisions."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def proven_by(keys: Collection[int]) -> dict[int, tuple[Proven, ...]]:
    """What each of these decisions proves here. The queries of the providers."""
    found: dict[int, tuple[Proven, ...]] = {}
    if keys:
        for provider in _providers:
            for decision, records in provider.proven(keys).items():
                found[decision] = found.get(decision, ()) + records
    return found


def is_cited() -> Q:
    """The condition, on decisions, that a public record cites them."""
    condition = Q(pk__in=())
    for provider in _providers:
        condition |= Q(pk__in=provider.citing())
    return condition
