"""The keys that act for a person: theirs, and gone with them."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare


def _keys(user: User) -> list[dict[str, Any]]:
    return [
        {
            "territoire": one.territory.name,
            "nom": one.name,
            "début du secret": one.prefix,
            "ouverte le": one.created_at,
            "utilisée le": one.last_used_at,
            "révoquée le": one.revoked_at,
        }
        for one in user.api_keys.select_related("territory").order_by("created_at", "pk")
    ]


declare("keys.ApiKey.user", "clés d’API", _keys)
