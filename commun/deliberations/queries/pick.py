"""The decisions that a person may mean when they cite one."""

import re

from django.db.models import Q

from commun.deliberations.models import Deliberation
from commun.deliberations.models.deliberation import DeliberationQuerySet
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
    """Those that `text` names, or whose subject or reference holds all its words: newest first. Two queries."""
    exact = named(text)
    if exact is not None:
        return [exact]
    own = _citable().filter(body__territory=territory)
    for word in text.split():
        own = own.filter(Q(subject__icontains=word) | Q(local_id__iexact=word))
    return list(own.order_by("-decided_on", "-pk")[:MOST])
