"""Open sessions of debates in the agenda, and meetings as programs read them."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.agenda.enums import Signup
from commun.agenda.models import Event
from commun.concertations.models import Concertation
from tests.agenda.factories import announced, past
from tests.agenda.test_calendars import read
from tests.concertations.factories import ConcertationFactory, SequenceFactory
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def page(url: str, **asked: str) -> str:
    return Client().get(url, asked).content.decode().replace("\xa0", " ").replace("\u202f", " ")


def debate(**given) -> Concertation:
    return ConcertationFactory(published_at=timezone.now(), **given)


def test_open_sessions_of_published_debates_stand_in_the_agenda_by_date_and_are_written_once() -> None:
    today = timezone.localdate()
    place = TerritoryFactory(name="Ville aux sessions")
    record = debate(title="Débat des quais", territory=place)
    day = today + datetime.timedelta(days=40)
    SequenceFactory(concertation=record, title="Marche publique", on=day, starts_at=datetime.time(18), minutes=90,
                    is_open=True, place="Salle des fêtes")  # fmt: skip
    SequenceFactory(
        concertation=record, title="Restitution passée", on=today - datetime.timedelta(days=9), is_open=True
    )
    SequenceFactory(concertation=record, title="Séance fermée", on=day, is_open=False)
    SequenceFactory(concertation=ConcertationFactory(), title="Séance en brouillon", on=day, is_open=True)
    before, after = announced(in_days=39, title="La veille"), announced(in_days=41, title="Le lendemain")
    past(in_days=-8, title="Passée depuis")

    shown = page(reverse("agenda:list"))
    order = ["La veille", "Marche publique", "Le lendemain", "Passée depuis", "Restitution passée"]
    assert [title for title in re.findall("|".join(order), shown) if title in order] == order
    assert "de 18 h à 19 h 30" in shown
    assert record.get_absolute_url() in shown
    assert "Séance fermée" not in shown
    assert "brouillon" not in shown
    assert Event.objects.count() == 3

    assert "Marche publique" in page(reverse("agenda:list"), territoire=place.slug)
    only = page(reverse("agenda:list"), nature="seance")
    assert ("Marche publique" in only, "La veille" in only) == (True, False)
    for given in ({"nature": "forum"}, {"territoire": "reseau"}, {"periode": "passees"}):
        assert "Marche publique" not in page(reverse("agenda:list"), **given), given
    assert "Marche publique" in page(reverse("agenda:month", args=[f"{day:%Y-%m}"]))
    assert "Marche publique" in page("/flux/agenda.atom")

    session = next(key for key in read(f"/concertations/{record.slug}/agenda.ics") if "seance" in key)
    whole = read("/agenda/agenda.ics")
    assert {session, before.uid, after.uid} <= set(whole)
    assert session in read(reverse("agenda:territory_calendar", args=[place.slug]))


def test_list_costs_the_same_number_of_queries_whatever_its_length(django_assert_max_num_queries) -> None:
    record = debate()
    for number in range(4):
        announced(in_days=number + 1)
        SequenceFactory(concertation=record, on=timezone.localdate() + datetime.timedelta(days=number), is_open=True)
    with django_assert_max_num_queries(12):
        page(reverse("agenda:list"))


def things(event: Event) -> dict[str, dict]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(event.get_absolute_url()), re.DOTALL)
    return {one["@type"]: one for one in json.loads(found[1])["@graph"]} if found else {}


def test_meeting_says_to_programs_when_where_who_and_whether_a_seat_is_left() -> None:
    place = TerritoryFactory(name="Ville de l’île")
    both = announced(place, time_zone="Indian/Reunion", place="Salle du conseil", capacity=12,
                     online_url="https://visio.exemple.fr/secret", organisers=[place.name, "Association"])  # fmt: skip
    said = things(both)["Event"]
    assert said["url"] == f"http://127.0.0.1:8000{both.get_absolute_url()}"
    assert said["startDate"] == f"{both.starts_on}T14:00:00+04:00"
    assert said["endDate"] == f"{both.starts_on}T17:00:00+04:00"
    assert said["eventStatus"] == "https://schema.org/EventScheduled"
    assert said["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [one["@type"] for one in said["location"]] == ["Place", "VirtualLocation"]
    assert "secret" not in json.dumps(said)
    assert [one["name"] for one in said["organizer"]] == ["Ville de l’île", "Association"]
    assert said["offers"]["availability"] == "https://schema.org/InStock"
    assert said["offers"]["url"].endswith(reverse("agenda:register", args=[both.slug]))
    assert said["remainingAttendeeCapacity"] == 12

    online = announced(starts_time=None, ends_time=None, signup=Signup.ELSEWHERE,
                       signup_url="https://inscription.exemple.fr/", online_url="https://visio.exemple.fr/a",
                       is_online_url_public=True)  # fmt: skip
    said = things(online)["Event"]
    assert (said["startDate"], said["endDate"]) == (str(online.starts_on), str(online.ends_on))
    assert said["location"] == [{"@type": "VirtualLocation", "url": "https://visio.exemple.fr/a"}]
    assert said["offers"] == {"@type": "Offer", "url": "https://inscription.exemple.fr/"}

    Event.objects.filter(pk=both.pk).update(cancelled_at=timezone.now(), cancelled_for="Tempête")
    said = things(both)["Event"]
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in said
    assert things(announced(TerritoryFactory(is_fictional=True))) == {}
