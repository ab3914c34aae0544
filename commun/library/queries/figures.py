"""The library in two figures, for the home page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commun.core.freshness import kept
from commun.library.models import PublishedSheet


@dataclass(frozen=True)
class LibraryFigures:
    """Published uses of real bodies, and those of which someone measured something."""

    uses: int
    measured: int


def figures() -> LibraryFigures:
    """One query, then none until the data change."""
    return kept("library.figures", _count)


def _count() -> LibraryFigures:
    found = PublishedSheet.objects.real().aggregate(
        uses=Count("pk"), measured=Count("pk", filter=Q(has_measured_result=True))
    )
    return LibraryFigures(**found)
