"""The keys of a territory as its page shows them."""

import datetime
from dataclasses import dataclass

from commun.accounts.models import Membership
from commun.keys.models import ApiKey
from commun.territories.models import Territory


@dataclass(frozen=True)
class KeyLine:
    """One key; `is_powerless`: the person for whom it acts is in the team no more."""

    pk: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    person: str
    created_at: datetime.datetime
    expires_on: datetime.date | None
    last_used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None
    is_alive: bool
    is_powerless: bool


def key_lines(*, territory: Territory, on: datetime.date) -> list[KeyLine]:
    """The living first, then those that open nothing any more. Two queries."""
    team = set(Membership.objects.filter(territory=territory, user__is_active=True).values_list("user_id", flat=True))
    keys = ApiKey.objects.filter(territory=territory).select_related("user")
    lines = [
        KeyLine(
            pk=one.pk,
            name=one.name,
            prefix=one.prefix,
            scopes=tuple(one.scope_labels),
            person=str(one.user),
            created_at=one.created_at,
            expires_on=one.expires_on,
            last_used_at=one.last_used_at,
            revoked_at=one.revoked_at,
            is_alive=one.is_alive(on),
            is_powerless=one.user_id not in team,
        )
        for one in keys
    ]
    return sorted(lines, key=lambda line: not line.is_alive)
