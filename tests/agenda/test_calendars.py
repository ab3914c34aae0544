"""The agenda in one's own, read back by a parser that is not ours."""

import datetime

from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from commun.agenda import links
from commun.agenda.actions import registrations
from tests.accounts.factories import UserFactory
from tests.agenda.factories import announced, past
from tests.groups.factories import group
from tests.territories.factories import TerritoryFactory


def read(url: str) -> dict:
    answer = Client().get(url)
    assert answer.headers["Content-Type"].startswith("text/calendar"), url
    found = Calendar.from_ical(answer.content)
    assert not found.errors
    return {str(one["UID"]).partition("@")[0]: one for one in found.walk("VEVENT")}


def test_calendars_give_days_hours_and_zones_of_each_meeting(db) -> None:
    place, team = TerritoryFactory(), group()
    here = announced(place, time_zone="Indian/Reunion")
    whole = past(starts_time=None, ends_time=None, group=team)
    assert set(read("/agenda/agenda.ics")) == {here.uid, whole.uid}
    assert set(read(reverse("agenda:territory_calendar", args=[place.slug]))) == {here.uid}
    assert set(read(reverse("agenda:group_calendar", args=[team.slug]))) == {whole.uid}
    one = read(reverse("agenda:event_calendar", args=[here.slug]))[here.uid]
    assert one["DTSTART"].dt.utcoffset() == datetime.timedelta(hours=4)
    assert one["DTEND"].dt - one["DTSTART"].dt == datetime.timedelta(hours=3)
    days = read(reverse("agenda:event_calendar", args=[whole.slug]))[whole.uid]
    assert (days["DTSTART"].dt, days["DTEND"].dt) == (whole.starts_on, whole.ends_on + datetime.timedelta(days=1))


def test_private_address_gives_what_one_registered_to_until_it_is_changed(db) -> None:
    person, event, other = UserFactory(), announced(online_url="https://visio.exemple.fr/a"), announced()
    registrations.register(events=[event], user=person)
    first = links.calendar(registrations.open_calendar(user=person))
    path = "/" + first.split("/", 3)[3]
    assert set(read(path)) == {event.uid}
    assert other.uid not in read(path)
    assert read(path)[event.uid]["LOCATION"] == "https://visio.exemple.fr/a"
    second = links.calendar(registrations.open_calendar(user=person))
    assert Client().get(path).status_code == 404
    registrations.close_calendar(user=person)
    assert Client().get("/" + second.split("/", 3)[3]).status_code == 404
