"""Coming to a meeting: seats are never given twice, the waiting list moves up by itself, each mail leaves once."""

import datetime
import re
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.accounts.personal_data import export, purge
from commun.agenda import tasks
from commun.agenda.actions import events, registrations
from commun.agenda.actions.events import WRITTEN
from commun.agenda.enums import Seat
from commun.agenda.models import Event, Registration
from tests.accounts.factories import UserFactory, referent
from tests.agenda.factories import announced, cycle, draft, past
from tests.territories.factories import TerritoryFactory


def seats(event: Event) -> list[tuple[str, str]]:
    return list(event.registrations.order_by("confirmed_at", "pk").values_list("email", "seat"))


def link_of(message, word: str):
    """The path of the link of a mail that holds this word."""
    return next(one for one in re.findall(r"https?://[^/\s]+(/\S+)", message.body) if word in one)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_without_account_a_seat_is_taken_once_the_address_says_yes_and_goes_to_who_waits_when_left(
    db, committed
) -> None:
    event, waiting = announced(capacity=1, online_url="https://visio.exemple.fr/salle"), UserFactory()
    client = Client()
    typed = {"name": "Ana", "email": "ana@exemple.fr", "organisation": ""}
    with committed():
        page = client.post(reverse("agenda:register", args=[event.slug]), typed)
    assert "Il reste à confirmer" in page.content.decode()
    assert seats(event) == [("ana@exemple.fr", Seat.ASKED)]
    path = link_of(mail.outbox[-1], "confirmer")
    client.get(path)  # a mail filter opens it: nothing is confirmed
    assert seats(event) == [("ana@exemple.fr", Seat.ASKED)]
    with committed():
        client.post(path)
    assert seats(event) == [("ana@exemple.fr", Seat.SEATED)]
    assert "https://visio.exemple.fr/salle" in mail.outbox[-1].body
    assert "https://visio.exemple.fr/salle" not in client.get(event.get_absolute_url()).content.decode()
    leaving = link_of(mail.outbox[-1], "quitter")
    with committed():
        registrations.register(events=[event], user=waiting)
    assert seats(event)[-1] == (waiting.email, Seat.WAITING)
    assert "liste d’attente" in mail.outbox[-1].subject
    with committed():
        assert client.post(leaving, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert seats(event) == [(waiting.email, Seat.SEATED)]
    assert mail.outbox[-1].to == [waiting.email]
    assert "Une place s’est libérée" in mail.outbox[-1].subject
    count = len(mail.outbox)
    with committed():
        client.post(leaving)  # twice changes nothing
    assert (seats(event), len(mail.outbox)) == ([(waiting.email, Seat.SEATED)], count)


def test_asking_again_and_again_for_an_address_sends_it_one_mail(db, committed) -> None:
    event = announced()
    for _time in range(3):
        with committed():
            registrations.ask(events=[event], email="ana@exemple.fr", name="Ana", organisation="")
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_for_the_last_seat_get_one() -> None:
    """On PostgreSQL both transactions are open together; SQLite lets one write after the other."""
    event, people = announced(capacity=1), [UserFactory(), UserFactory()]
    if connection.vendor == "sqlite":
        for one in people:
            registrations.register(events=[event], user=one)
    else:
        together = threading.Barrier(2)

        def come(person) -> None:
            try:
                together.wait(20)
                registrations.register(events=[event], user=person)
            finally:
                connections.close_all()

        crowd = [threading.Thread(target=come, args=[one]) for one in people]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
    assert sorted(seat for _email, seat in seats(event)) == [Seat.WAITING, Seat.SEATED]


def test_more_seats_go_to_those_who_wait_by_turn(db, committed) -> None:
    event, people = announced(capacity=1), [UserFactory() for _number in range(3)]
    for one in people:
        registrations.register(events=[event], user=one)
    event.refresh_from_db()
    values = {name: getattr(event, name) for name in WRITTEN} | {"capacity": 2}
    with committed():
        events.edit(event=event, values=values, version=event.version, by=UserFactory())
    assert [seat for _email, seat in seats(event)] == [Seat.SEATED, Seat.SEATED, Seat.WAITING]
    assert [message.to for message in mail.outbox] == [[people[1].email]]


def test_one_registers_to_all_the_sessions_of_a_cycle_and_leaves_one(db, committed) -> None:
    series, person = cycle(sessions=3), UserFactory()
    client = Client()
    client.force_login(person)
    with committed():
        client.post(reverse("agenda:register_series", args=[series.slug]), {"organisation": "Ville"})
    assert [one.seat for one in person.registrations.all()] == [Seat.SEATED] * 3
    assert len(mail.outbox) == 1
    assert len(mail.outbox[0].attachments) == 1
    client.post(reverse("agenda:own_leave", args=[person.registrations.order_by("event__starts_at").last().pk]))
    assert person.registrations.count() == 2
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.post(reverse("agenda:own_leave", args=[person.registrations.first().pk])).status_code == 404


def test_reminders_leave_a_week_and_a_day_before_once_whoever_sends_them(db) -> None:
    event, early, late = announced(in_days=30), UserFactory(), UserFactory()
    registrations.register(events=[event], user=early)
    with time_machine.travel(event.starts_at - datetime.timedelta(days=5), tick=False):
        registrations.register(events=[event], user=late)
    told = []
    for days in (8, 7, 7, 6, 2, 1, 1, 0):
        with time_machine.travel(event.starts_at - datetime.timedelta(days=days, hours=2), tick=False):
            mail.outbox.clear()
            tasks.send_due(on=timezone.localdate(), dry_run=False)
            told.append(sorted(one.to[0] for one in mail.outbox))
    both = sorted([early.email, late.email])
    assert told == [[], [early.email], [], [], [], both, [], []]


def test_those_registered_are_told_of_a_move_and_of_a_cancellation_once(db) -> None:
    event, person = announced(), UserFactory()
    registrations.register(events=[event], user=person)
    event.refresh_from_db()
    values = {name: getattr(event, name) for name in WRITTEN} | {"place": "Salle des fêtes"}
    events.edit(event=event, values=values, version=event.version, by=person)
    mail.outbox.clear()
    assert [tasks.tell.call(event.pk, "deplace/1"), tasks.tell.call(event.pk, "deplace/1")] == [1, 0]
    assert "Salle des fêtes" in mail.outbox[0].body
    events.cancel(event=event, reason="Grève des transports", by=person)
    assert [tasks.tell.call(event.pk, "annule"), tasks.tell.call(event.pk, "annule")] == [1, 0]
    assert "Grève des transports" in mail.outbox[1].body
    with pytest.raises(Exception, match="closes"):
        registrations.register(events=[event], user=UserFactory())


def test_list_is_read_by_those_who_hold_the_meeting_and_erased_three_months_after(db) -> None:
    territory = TerritoryFactory()
    event, person = announced(territory, in_days=2), UserFactory(name="Ana Privée")
    registrations.register(events=[event], user=person)
    holder, other = Client(), Client()
    holder.force_login(referent(territory))
    other.force_login(referent(TerritoryFactory()))
    url = reverse("agenda:manage", args=[event.slug])
    assert "Ana Privée" in holder.get(url).content.decode()
    assert other.get(url).status_code == 403
    assert export(person)["rencontres auxquelles vous êtes inscrit"][0]["rencontre"] == event.title
    with time_machine.travel(event.ends_at + datetime.timedelta(days=1), tick=False):
        registrations.note_attendance(event=event, present=[person.registrations.get().pk], by=referent(territory))
        purge(before=timezone.now() - datetime.timedelta(days=1000))
        assert Registration.objects.count() == 1
    with time_machine.travel(event.ends_at + datetime.timedelta(days=93), tick=False):
        purge(before=timezone.now() - datetime.timedelta(days=1000))
    event.refresh_from_db()
    assert (Registration.objects.count(), event.attendance) == (0, 1)


def test_a_past_meeting_stays_with_its_minutes_and_a_draft_is_seen_by_nobody(db) -> None:
    territory = TerritoryFactory()
    hidden, held = draft(territory, title="Brouillon secret"), past(territory, title="Réunion tenue")
    client, writer = Client(), referent(territory)
    events.write_minutes(event=held, minutes="Trois priorités.", attendance=12, version=held.version, by=writer)
    assert "Trois priorités." in client.get(held.get_absolute_url()).content.decode()
    for url in (reverse("agenda:list"), "/flux/agenda.atom", "/agenda/agenda.ics", "/donnees/evenements.csv"):
        answer = b"".join(client.get(url)).decode()
        assert "Brouillon secret" not in answer, url
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Réunion tenue" in client.get(reverse("agenda:list"), {"periode": "passees"}).content.decode()
    assert "Réunion tenue" not in client.get(reverse("agenda:list"), {"periode": "a_venir"}).content.decode()
