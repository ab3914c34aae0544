"""The decisions that a person may mean when they cite one."""

import re
from collections.abc import Collection

from django.db.models import Q

from commun.deliberations.models import Deliberation
from commun.deliberations.models.deliberation import DeliberationQuerySet
from commun.search import service
from commun.search.values import Query
from commun.territories.models import Territory

MOST = 10
"""Decisions offered at once: with more, one adds a word."""

_PAGE = re.compile(r"/deliberations/([^/?#\s]+)/?(?:[?#]\S*)?\Z")


def _citable() -> DeliberationQuerySet:
    return Deliberation.objects.public().select_related("body")


def named(text: str) -> Deliberation | None:
    """The one whose identifier, or the address of whose page here, is `text`. One query; none for an empty text."""
    found = _PAGE.search(text)
    uid = found[1] if found else text
    return _citable().filter(uid=uid).first() if uid else None


def candidates(*, text: str, territory: Territory) -> list[Deliberation]:
    """Those that `text` names; else those of the territory whose subject or reference holds all its words, newest
    first, then those that the search finds anywhere. Four queries, and one question to the index."""
    exact = named(text)
    if exact is not None:
        return [exact]
    own = _citable().filter(body__territory=territory)
    for word in text.split():
        own = own.filter(Q(subject__icontains=word) | Q(local_id__iexact=word))
    found = list(own.order_by("-decided_on", "-pk")[:MOST])
    return found + _elsewhere(text, territory, but={one.pk for one in found})[: MOST - len(found)]


def _elsewhere(text: str, territory: Territory, *, but: Collection[int]) -> list[Deliberation]:
    """An intercommunalité decides for its communes: the proof may be another's. In the order of the search."""
    if len(but) >= MOST:
        return []
    facets = {"kind": ("deliberations",)}
    asked = Query(text=text, facets=facets, size=MOST, with_facets=False, real_only=not territory.is_fictional)
    keys = [hit.key for hit in service.search(asked).hits if hit.key not in but]
    known = _citable().in_bulk(keys)
    return [known[key] for key in keys if key in known]
