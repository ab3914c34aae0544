"""Who reads what the network keeps for itself, and which territory answers for a page of the library."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from commun.accounts.models import Membership, User
from commun.territories.models import Territory


def is_of_network(request: HttpRequest) -> bool:
    """Whether the reader is a member of any territory, or has a role in the network with its second factor.

    One query at most; none for a visitor.
    """
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_network and user.has_second_factor:
        return True
    return Membership.objects.filter(user=user).exists()


def territory_of_sheet(*, slug: str, **kwargs: Any) -> Territory:
    """Of /espace/bibliotheque/<slug>/…"""
    return get_object_or_404(Territory, deployments__slug=slug)
