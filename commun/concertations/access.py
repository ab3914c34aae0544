"""Which territory answers for a page of the workspace: the one that leads the concertation, and it alone.

Co-leads read the record like anyone once it is public; a record has one author, who answers for it.
"""

from typing import Any

from django.shortcuts import get_object_or_404

from commun.accounts.access import territory_of_slug
from commun.territories.models import Territory

__all__ = [
    "territory_of_concertation",
    "territory_of_document",
    "territory_of_follow_up",
    "territory_of_proposition",
    "territory_of_slug",
]


def territory_of_concertation(*, slug: str, **kwargs: Any) -> Territory:
    """Of /espace/concertations/<slug>/…"""
    return get_object_or_404(Territory, concertations__slug=slug)


def territory_of_document(*, pk: int, **kwargs: Any) -> Territory:
    """Of /documents/<pk>/…"""
    return get_object_or_404(Territory, concertations__documents__pk=pk)


def territory_of_proposition(*, uid: str, **kwargs: Any) -> Territory:
    """Of /espace/propositions/<uid>/…"""
    return get_object_or_404(Territory, concertations__takeaways__uid=uid, concertations__takeaways__kind="proposition")


def territory_of_follow_up(*, uid: str, **kwargs: Any) -> Territory:
    """Of /espace/suites/<uid>/…"""
    return get_object_or_404(Territory, concertations__takeaways__follow_ups__uid=uid)
