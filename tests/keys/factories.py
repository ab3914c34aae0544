"""Keys for tests, told by whom they act for."""

import datetime

from commun.accounts.models import User
from commun.keys import actions
from commun.keys.enums import Scope
from commun.keys.models import ApiKey
from commun.territories.models import Territory
from tests.accounts.factories import referent


def opened(
    territory: Territory, *scopes: Scope, by: User | None = None, name: str = "", until: datetime.date | None = None
) -> tuple[ApiKey, str]:
    """A key and its secret, opened by a référent, for everything unless said."""
    number = ApiKey.objects.count() + 1
    key, secret = actions.open_key(
        territory=territory,
        name=name or f"Logiciel {number}",
        scopes=scopes or tuple(Scope),
        by=by or referent(territory),
        expires_on=until,
    )
    return key, secret.text
