"""Which territory answers for a page of the workspace: the one whose use the sheet describes."""

from typing import Any

from django.shortcuts import get_object_or_404

from commun.territories.models import Territory


def territory_of_sheet(*, slug: str, **kwargs: Any) -> Territory:
    """Of /espace/bibliotheque/<slug>/…"""
    return get_object_or_404(Territory, deployments__slug=slug)
