"""The sheets that wait for the eyes of another territory."""

from collections.abc import Iterable

from commun.accounts.models import User
from commun.library.models import Deployment
from commun.territories.models import Territory


def waiting(*, user: User) -> list[Deployment]:
    """Those that `user` may read as an outsider, the longest waiting first. Two queries."""
    own = user.memberships.values_list("territory", flat=True)
    asked = Deployment.objects.filter(review_asked_at__isnull=False).exclude(territory__in=list(own))
    return list(asked.select_related("territory").order_by("review_asked_at", "pk"))


def waits_for(*, user: User, territories: Iterable[Territory]) -> int:
    """How many wait, for someone who reviews for `territories`; none when there are no such territories."""
    if not list(territories):
        return 0
    return len(waiting(user=user))
