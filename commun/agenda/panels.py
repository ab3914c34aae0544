"""What the agenda shows on the pages of groups and territories."""

from django.utils import timezone

from commun.agenda.models import Event
from commun.agenda.queries.shelf import line_of, lines
from commun.groups import sessions

SHOWN = 12


def of_group(group: int) -> sessions.Sessions:
    """Two queries."""
    rows, now = lines(Event.objects.public().filter(group=group)), timezone.now()
    return sessions.Sessions(
        coming=tuple(line_of(one) for one in rows.coming(now)[:SHOWN]),
        past=tuple(line_of(one) for one in rows.past(now)[:SHOWN]),
    )


def register() -> None:
    sessions.register(of_group)
