"""The sessions of a debate in the words of schema.org, for agendas and search engines."""

from collections.abc import Sequence as Many

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations.calendar import start_of
from commun.concertations.models import Concertation, Sequence
from commun.core.linked_data import Thing, address, breadcrumb, thing


def concertation(record: Concertation, sessions: Many[Sequence]) -> list[Thing]:
    """Nothing of an invented one. `sessions` each have a date; only those open to all are events to come to."""
    if record.territory.is_fictional:
        return []
    host = thing("GovernmentOrganization", record.territory.get_absolute_url(), name=record.territory.name)
    page = record.get_absolute_url()
    return [
        *(
            thing(
                "Event",
                name=one.title,
                url=address(page),
                startDate=start_of(one).isoformat(),
                location={"@type": "Place", "name": one.place or record.territory.name},
                eventAttendanceMode="https://schema.org/OfflineEventAttendanceMode" if one.place else None,
                isAccessibleForFree=True,
                organizer=host,
                about=record.title,
                inLanguage="fr",
            )
            for one in sessions
            if one.is_open
        ),
        breadcrumb(
            [(settings.SITE_NAME, "/"), (_("Concertations"), reverse("concertations:list")), (record.title, "")]
        ),
    ]
