"""The stream of news: the public acts of the audit trail, told, in an order that no transaction slips behind.

    found, cursor = since(cursor)          # "" begins at the first act ever
    found, cursor = since(now())           # only what comes after this instant

The audit trail is the outbox: an act and its event are one transaction. A cursor is a short text to be kept as it is,
in the transaction that writes what was done with the news; reading from it gives each act once, on either database.
Acts that nobody may read now are left out, and passed over: a reader that keeps news asks `still_public` again
before it shows or sends them.
"""

import re
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commun.core.horizon import oldest_running
from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Followed, News, Topic, add_topic, tell, verbs
from commun.territories.models import Territory

BATCH = 500
__all__ = ["News", "events_between", "latest", "now", "since", "still_public"]


def since(cursor: str, *, limit: int = BATCH) -> tuple[list[News], str]:
    """The news after `cursor`, at most those of `limit` acts, and the cursor behind them (the same when there is no
    act: then nothing waits)."""
    events, after = events_since(cursor, limit=limit)
    return tell(events), after


def events_since(cursor: str, *, limit: int = BATCH) -> tuple[list[AuditEvent], str]:
    """The same, untold."""
    events = list(_after(cursor)[:limit])
    return events, (_cursor(events[-1].horizon, events[-1].pk) if events else cursor)


def now() -> str:
    """The cursor that has everything readable behind it."""
    running = oldest_running()
    rows = AuditEvent.objects.all() if running is None else AuditEvent.objects.filter(horizon__lt=running)
    last = rows.order_by("-horizon", "-pk").values_list("horizon", "pk").first()
    return _cursor(*last) if last else ""


def events_between(before: str, after: str, *, limit: int) -> list[AuditEvent]:
    """The acts after the cursor `before`, up to the cursor `after`, the oldest first."""
    horizon, pk = _read(after)
    return list(_after(before).filter(Q(horizon=horizon, pk__lte=pk) | Q(horizon__lt=horizon))[:limit])


def still_public(keys: Collection[str]) -> list[News]:
    """Those of these news (`News.key`) that anyone may read now, as they read now, the oldest first."""
    numbers = [int(key.removeprefix("fait/")) for key in keys]
    return tell(list(AuditEvent.objects.public().filter(pk__in=numbers).order_by("pk")))


def latest(topics: Sequence[str], *, limit: int = 50, look: int = 2000) -> list[News]:
    """The last news of any of these topics, the newest first, among the last `look` public acts."""
    events = list(AuditEvent.objects.public().filter(verb__in=verbs()).order_by("-at", "-pk")[:look])
    wanted = set(topics)
    return [one for one in tell(events) if wanted & set(one.topics)][:limit]


def _after(cursor: str) -> QuerySet[AuditEvent]:
    horizon, pk = _read(cursor)
    rows = AuditEvent.objects.public().filter(verb__in=verbs())
    rows = rows.filter(Q(horizon=horizon, pk__gt=pk) | Q(horizon__gt=horizon))
    # Read before the rows: what has ended then is seen by the query that follows.
    running = oldest_running()
    if running is not None:
        rows = rows.filter(horizon__lt=running)
    return rows.order_by("horizon", "pk")


def _cursor(horizon: int, pk: int) -> str:
    return f"{horizon}.{pk}"


def _read(cursor: str) -> tuple[int, int]:
    """Raises ValueError for what is no cursor of ours."""
    if not cursor:
        return 0, 0
    if not re.fullmatch(r"\d{1,19}\.\d{1,19}", cursor):
        raise ValueError(cursor)
    horizon, pk = cursor.split(".")
    return int(horizon), int(pk)


def _network(value: str) -> Followed | None:
    sends = _("Les constats, le manifeste, les engagements, les concertations et les rencontres de tout le réseau.")
    return Followed(_("Tout le réseau"), "/", sends) if not value else None


def _territory(uid: str) -> Followed | None:
    one = Territory.objects.filter(uid=uid).first()
    sends = _(
        "Son engagement, ses concertations, ses réponses et ses promesses, ses usages d’IA, ses rencontres et ce "
        "qu’elle met en commun."
    )
    return Followed(one.name, one.get_absolute_url(), sends) if one else None


add_topic(Topic(NETWORK, find=_network), Topic("territoire", find=_territory))
