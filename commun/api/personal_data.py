"""The answers kept for a day: what a key wrote is in the records themselves."""

import datetime

from commun.accounts.personal_data import on_purge
from commun.api.writing.kept import forget


@on_purge("réponses gardées de l’API")
def _old_answers(before: datetime.datetime) -> int:
    """They have served after a day, whatever `before` is."""
    return forget()
