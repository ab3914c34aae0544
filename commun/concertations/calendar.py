"""The public sessions, and what was promised for a day, as iCalendar, for whoever wants them in their own agenda."""

import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commun.concertations.models import Concertation, FollowUp, Sequence
from commun.concertations.models.concertation import ConcertationQuerySet
from commun.core.calendars import PARIS, CalendarEntry
from commun.territories.models import Territory

KEPT_DAYS = 180
MOST_EVENTS = 1000


def country_sessions(*, on: datetime.date) -> list[Sequence]:
    """Those to come and those of the last six months, of real territories. One query."""
    sessions = Sequence.objects.filter(
        concertation__published_at__isnull=False,
        concertation__territory__is_fictional=False,
        on__gte=on - datetime.timedelta(days=KEPT_DAYS),
    )
    return list(sessions.select_related("concertation__territory").order_by("on", "starts_at", "pk")[:MOST_EVENTS])


def sessions_of(concertation: Concertation) -> list[Sequence]:
    """All those that have a date. One query."""
    return list(concertation.sequences.exclude(on=None).select_related("concertation__territory"))


def start_of(session: Sequence) -> datetime.date:
    """Its day, or its instant when the hour is known."""
    assert session.on is not None
    if session.starts_at is None:
        return session.on
    return datetime.datetime.combine(session.on, session.starts_at, tzinfo=PARIS)


def entry_of(session: Sequence) -> CalendarEntry:
    """A session that has a date, as agendas read it."""
    concertation = session.concertation
    openness = _("Séance ouverte à tout le monde.") if session.is_open else _("Séance réservée aux participants.")
    return CalendarEntry(
        key=f"{concertation.uid}-seance-{session.pk}",
        summary=_summary(session),
        start=start_of(session),
        changed_at=max(session.changed_at, concertation.published_at or concertation.created_at),
        url=f"{settings.SITE_URL}/concertations/{concertation.slug}/",
        duration=datetime.timedelta(minutes=session.minutes) if session.minutes else None,
        sequence=session.moves,
        location=session.place,
        description=f"{concertation.title}, {concertation.territory.name}. {openness}",
    )


def _summary(session: Sequence) -> str:
    names = {"title": session.title, "territory": session.concertation.territory.name}
    if session.concertation.territory.is_fictional:
        return _("%(title)s, %(territory)s (exemple fictif)") % names
    return _("%(title)s, %(territory)s") % names


# --- What was promised for a day: the answer that is owed, the actions that are not done -----------------------------


def deadlines_of(concertation: Concertation) -> list[CalendarEntry]:
    """Two queries."""
    return _deadlines(Concertation.objects.filter(pk=concertation.pk))


def deadlines_within(territory: Territory) -> list[CalendarEntry]:
    """Of all that it leads or co-leads. Two queries."""
    return _deadlines(Concertation.objects.published().within(territory))


def _deadlines(concertations: ConcertationQuerySet) -> list[CalendarEntry]:
    """By date. What was kept, or given up with its reason, leaves the agenda."""
    owed = concertations.awaiting_answer().exclude(answer_due_on=None).select_related("territory")
    promised = (
        FollowUp.objects.public()
        .open()
        .filter(proposition__concertation__in=concertations.order_by().values("pk"))
        .select_related("proposition__concertation__territory")
        .annotate(moves=Count("milestones", filter=Q(milestones__previous_due_on__isnull=False)))
    )
    found = [
        *(_answer_owed(one) for one in owed.order_by("answer_due_on", "pk")[:MOST_EVENTS]),
        *(_action(one, one.moves) for one in promised.order_by("due_on", "pk")[:MOST_EVENTS]),  # type: ignore[attr-defined]
    ]
    return sorted(found, key=lambda entry: (entry.start, entry.key))


def _answer_owed(concertation: Concertation) -> CalendarEntry:
    due, first = concertation.answer_due_on, concertation.answer_first_due_on
    assert due is not None
    return CalendarEntry(
        key=f"{concertation.uid}-reponse",
        summary=_("Réponse promise : %(title)s, %(territory)s")
        % {"title": concertation.title, "territory": _named(concertation.territory)},
        start=due,
        changed_at=concertation.published_at or concertation.created_at,
        url=f"{settings.SITE_URL}/concertations/{concertation.slug}/",
        sequence=max(0, (due - (first or due)).days),
        description=_("La collectivité s’est engagée à répondre ce jour-là à chaque proposition."),
    )


def _action(follow_up: FollowUp, moves: int) -> CalendarEntry:
    concertation = follow_up.proposition.concertation
    return CalendarEntry(
        key=f"{follow_up.uid}-echeance",
        summary=_("Échéance : %(action)s, %(territory)s")
        % {"action": follow_up.title, "territory": _named(concertation.territory)},
        start=follow_up.due_on,
        changed_at=follow_up.changed_at,
        url=f"{settings.SITE_URL}{follow_up.get_absolute_url()}",
        sequence=moves,
        description=_("%(state)s. Qui la porte : %(role)s. Promise à la suite de : %(title)s.")
        % {"state": follow_up.get_state_display(), "role": follow_up.owner_role, "title": concertation.title},
    )


def _named(territory: Territory) -> str:
    return _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name
