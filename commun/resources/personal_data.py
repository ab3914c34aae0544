"""What this app holds of a person: the resources that they proposed."""

import datetime
from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare, on_purge
from commun.resources.models import ResourceSuggestion


def _suggestions(user: User) -> list[dict[str, Any]]:
    return [
        {"ressource": one.title, "proposée le": one.asked_at, "réponse le": one.settled_at, "refus": one.refusal}
        for one in user.resource_suggestions.order_by("asked_at", "pk")
    ]


@on_purge("ressources proposées")
def _old_suggestions(before: datetime.datetime) -> int:
    """Those settled since before that instant: what was accepted is in the catalogue."""
    deleted, _rows = ResourceSuggestion.objects.filter(settled_at__lt=before).delete()
    return deleted


declare("resources.ResourceSuggestion.by", "ressources que vous avez proposées", _suggestions)
