"""Mails to those who follow, taken by a real server: each once, nothing that is not public, left in one click."""

import re
import socket
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage as Outgoing
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commun.accounts import personal_data
from commun.accounts.enums import Role
from commun.concertations.actions import lifecycle
from commun.core.errors import DomainError
from commun.following import actions, bounces, departures, links, news, tasks
from commun.following.enums import Rhythm
from commun.following.models import Delivery, Reader, Subscription
from commun.following.sending import Postman
from commun.library.actions import publication
from tests import working
from tests.accounts.factories import UserFactory, member
from tests.concertations.factories import (
    concertation_awaiting_answer,
    prepared_concertation,
    published_concertation,
    referent_of,
)
from tests.following.factories import reader_following
from tests.following.postbox import open_postbox
from tests.library.factories import published

MONDAY = "2026-11-23T07:00:00+01:00"


@pytest.fixture
def postbox(settings):
    box, controller = open_postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


def work() -> None:
    working.work("following")


def spread() -> None:
    tasks.spread.call(slot="")
    work()


def publish():
    concertation = prepared_concertation()
    return lifecycle.publish(concertation=concertation, by=referent_of(concertation))


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


# --- Following -------------------------------------------------------------------------------------------------------


def test_someone_without_an_account_follows_once_their_address_has_said_yes(db, client, postbox):
    concertation = published_concertation()
    topic = f"concertation:{concertation.uid}"
    page = client.get(concertation.get_absolute_url()).content.decode()
    address = f"{reverse('following:follow')}?sujet=concertation%3A{concertation.uid}"
    assert address in page
    assert concertation.title in client.get(address).content.decode()
    asked = {"sujet": topic, "email": "ana@exemple.fr", "rhythm": Rhythm.IMMEDIATE}
    assert "Un message vous attend" in client.post(reverse("following:follow"), asked).content.decode()
    client.post(reverse("following:follow"), asked)
    work()
    assert len(postbox.mails) == 1  # asked twice the same day, it is sent once
    link = re.search(r"http\S+/suivre/confirmer/\S+", postbox.mails[0].get_body(("plain",)).get_content())
    assert link
    # Mail filters open links: nothing is confirmed by that.
    client.get(path_of(link[0]))
    assert Subscription.objects.get().confirmed_at is None
    assert "C’est confirmé" in client.post(path_of(link[0])).content.decode()
    assert Subscription.objects.get().confirmed_at
    assert client.get(reverse("following:confirm", args=["x"])).status_code == 410


def test_what_is_not_public_cannot_be_followed(db, client):
    hidden = prepared_concertation()
    assert client.get(reverse("following:follow"), {"sujet": f"concertation:{hidden.uid}"}).status_code == 404
    with pytest.raises(DomainError):
        actions.ask(email="ana@exemple.fr", topic=f"concertation:{hidden.uid}", rhythm=Rhythm.WEEKLY)
    assert not Reader.objects.exists()


def test_someone_signed_in_follows_at_once_changes_and_leaves(db, client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("following:follow"), {"sujet": "reseau", "rhythm": Rhythm.WEEKLY})
    one = Subscription.objects.get()
    assert (one.reader.user, bool(one.confirmed_at)) == (user, True)
    assert "Tout le réseau" in client.get(reverse("following:own")).content.decode()
    client.post(reverse("following:own"), {f"suivi-{one.pk}": Rhythm.IMMEDIATE})
    assert Subscription.objects.get().rhythm == Rhythm.IMMEDIATE
    assert personal_data.export(user)["ce que suit le compte"][0]["sujet"] == "Tout le réseau"
    client.post(reverse("following:own"), {f"suivi-{one.pk}": "quitter"})
    assert not Subscription.objects.exists()


def test_addresses_that_never_said_yes_are_forgotten_after_seven_days(db):
    reader_following("reseau", confirmed=False)
    kept = reader_following("reseau")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tasks.forget.call(slot="")
    assert list(Reader.objects.all()) == [kept]


# --- Sending ---------------------------------------------------------------------------------------------------------


def test_a_public_act_reaches_those_who_follow_once_with_a_way_to_leave(db, client, postbox, settings):
    settings.BOUNCE_EMAIL = "rebonds@commun.exemple.fr"
    spread()
    concertation = publish()
    twice = reader_following("reseau", f"territoire:{concertation.territory.uid}")
    for other in (
        reader_following("territoire:ailleurs"),
        reader_following("reseau", rhythm=Rhythm.WEEKLY),
        reader_following("reseau", confirmed=False),
    ):
        assert other.pk
    spread()
    spread()
    assert len(postbox.mails) == 1
    mail, envelope = postbox.mails[0], postbox.envelopes[0]
    assert (mail["To"], mail["From"]) == (twice.email, settings.DEFAULT_FROM_EMAIL)
    assert links.reader_of_return(envelope.mail_from) == twice.pk
    assert concertation.get_absolute_url() in mail.get_body(("plain",)).get_content()
    marked = mail.get_body(("html",)).get_content()
    assert f'href="{settings.SITE_URL}{concertation.get_absolute_url()}"' in marked
    assert re.findall(r"<(?:img|script|link)", marked) == []
    assert links.delivery_of_message(mail["Message-ID"]) == Delivery.objects.get().pk
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = path_of(mail["List-Unsubscribe"].strip("<>"))
    page = client.get(leave).content.decode()
    assert "Oui, arrêtez" in page
    assert "<li>reseau</li>" in page  # what is left is named before it is
    assert Subscription.objects.filter(reader=twice).exclude(rhythm=Rhythm.NONE).count() == 2
    client.handler.enforce_csrf_checks = True  # a mail programme has no form
    assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.filter(reader=twice).exclude(rhythm=Rhythm.NONE).exists()
    publish()
    spread()
    assert len(postbox.mails) == 1


def test_what_was_withdrawn_before_its_mail_left_is_not_sent(db, postbox):
    spread()
    sheet = published()
    reader = reader_following(f"usage:{sheet.uid}")
    tasks.spread.call(slot="")
    publication.withdraw(sheet=sheet.deployment, by=UserFactory(), reason="Erreur")
    work()
    assert postbox.mails == []
    assert reader.deliveries.get().fault == "sans objet"


def test_a_server_that_fails_delays_mails_and_none_leaves_twice(db, postbox):
    spread()
    publish()
    readers = [reader_following("reseau") for _ in range(4)]
    postbox.ends = ["451 4.3.0 later", "250 OK lost"]
    postbox.refuses = {readers[2].email: "450 4.2.1 busy", readers[3].email: "550 5.1.1 unknown"}
    spread()
    # The first is refused for now; the second is taken; the third is put off; the fourth is no more.
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 1
    readers[3].refresh_from_db()
    assert readers[3].suspended_for == "550 5.1.1 unknown"
    task = DBTaskResult.objects.get(task_path="commun.following.tasks.deliver")
    assert (task.status, task.exception_class_path) == ("READY", "commun.following.tasks.NotAllSent")
    postbox.refuses = {}
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(minutes=1))
    work()
    assert sorted(mail["To"] for mail in postbox.mails) == sorted([readers[0].email, readers[2].email])
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 3


def test_a_mail_that_another_process_has_sent_is_dropped_before_it_is_whole(db, postbox):
    publish()
    first, second = reader_following("reseau"), reader_following("reseau")
    act = news.latest(["reseau"])[0].key
    rows = [Delivery.objects.create(reader=one, key=act, batch="b") for one in (first, second)]
    real = departures.Departures.claim

    def late(leaving: departures.Departures, pk: int) -> bool:
        if pk == rows[0].pk:
            Delivery.objects.filter(pk=pk).update(sent_at=timezone.now())
        return real(leaving, pk)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(departures.Departures, "claim", late)
        assert tasks.deliver.call("b") == 1
    assert [mail["To"] for mail in postbox.mails] == [second.email]


class Killed(BaseException):
    """As a process is by `kill -9`: nothing catches it."""


@pytest.mark.parametrize("is_ours", [True, False], ids=["same machine", "another machine"])
def test_a_mail_claimed_by_a_process_that_died_before_it_left_is_sent_by_its_machine_alone(db, postbox, is_ours):
    publish()
    first, second = reader_following("reseau"), reader_following("reseau")
    act = news.latest(["reseau"])[0].key
    rows = [Delivery.objects.create(reader=one, key=act, batch="tuee") for one in (first, second)]

    def dies(leaving: departures.Departures, sign: bytes, pk: int) -> None:
        if pk == rows[1].pk:
            raise Killed
        note(leaving, sign, pk)

    note = departures.Departures._note
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        patched.setattr(departures.Departures, "_note", dies)
        tasks.deliver.call("tuee")
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 2  # said to have left, the second has not
    if not is_ours:
        Delivery.objects.update(sent_from="another")
    assert tasks.deliver.call("tuee") == int(is_ours)
    assert tasks.deliver.call("tuee") == 0
    assert [mail["To"] for mail in postbox.mails] == [first.email, second.email][: 1 + is_ours]


def test_what_left_before_its_notes_were_lost_is_not_sent_again(db, postbox):
    spread()
    reader_following("reseau")
    publish()
    spread()
    batch = Delivery.objects.get().batch
    departures.forget(before=timezone.now() + timedelta(days=1))
    for _again in range(2):
        assert tasks.deliver.call(batch) == 0
    assert len(postbox.mails) == 1


def test_the_week_gathers_what_each_one_follows_and_forgets_nothing_between_two(db, postbox):
    tasks.weekly.call(slot="2026-11-16T07:00:00+01:00")
    one, other = publish(), publish()
    reader = reader_following(f"concertation:{one.uid}", rhythm=Rhythm.WEEKLY)
    reader_following("territoire:ailleurs", rhythm=Rhythm.WEEKLY)
    tasks.weekly.call(slot=MONDAY)
    tasks.weekly.call(slot=MONDAY)
    work()
    assert [mail["To"] for mail in postbox.mails] == [reader.email]
    text = postbox.mails[0].get_body(("plain",)).get_content()
    assert one.title in text
    assert other.get_absolute_url() not in text
    tasks.weekly.call(slot="2026-11-30T07:00:00+01:00")
    work()
    assert len(postbox.mails) == 1


def test_a_referent_is_told_what_is_due_and_leaves_it_for_good(db, postbox, client):
    late = concertation_awaiting_answer()
    user, _contributor = member(late.territory), member(late.territory, Role.CONTRIBUTOR)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        tasks.due.call(slot=MONDAY)
        work()
        mails = postbox.to(user.email)
        assert len(mails) == 1
        assert "/espace/" in mails[0].get_body(("plain",)).get_content()
        client.post(path_of(mails[0]["List-Unsubscribe"].strip("<>")))
        tasks.due.call(slot="2026-11-30T07:00:00+01:00")
        work()
    assert len(postbox.to(user.email)) == 1


def test_the_network_is_told_what_is_new_each_quarter(db, postbox):
    tasks.quarterly.call(slot="2026-10-05T08:00:00+02:00")
    concertation = publish()
    tasks.quarterly.call(slot="2027-01-05T08:00:00+01:00")
    work()
    assert concertation.title in postbox.to(referent_of(concertation).email)[0].get_body(("plain",)).get_content()


# --- Mails that come back --------------------------------------------------------------------------------------------


def report(to: str, *, status: str, action: str = "failed") -> bytes:
    text = (
        f"To: {to}\nFrom: <>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nSorry.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.exemple.fr\n\n"
        f"Final-Recipient: rfc822; ana@exemple.fr\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} unknown\n\n--B--\n"
    )
    return text.encode()


def test_an_address_that_is_no_more_gets_nothing_until_it_says_yes_again(db, settings, tmp_path, capsys, postbox):
    settings.BOUNCE_EMAIL = "rebonds@commun.exemple.fr"
    reader, other = reader_following("reseau"), reader_following("reseau")
    back = links.return_address(reader.pk)
    forged = back.replace(f"+{reader.pk}-", f"+{other.pk}-")
    files = []
    for number, mail in enumerate(
        (report(forged, status="5.1.1"), report(back, status="4.2.2", action="delayed"), report(back, status="5.1.1"))
    ):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_bytes(mail)
    call_command("read_bounces", *map(str, files))
    assert "1 échec(s) durable(s) sur 3" in capsys.readouterr().out
    reader.refresh_from_db()
    other.refresh_from_db()
    assert (reader.suspended_for, other.suspended_at) == ("smtp; 550 5.1.1 unknown", None)
    spread()
    publish()
    spread()
    assert [mail["To"] for mail in postbox.mails] == [other.email]
    actions.ask(email=reader.email, topic="reseau", rhythm=Rhythm.IMMEDIATE)
    work()
    actions.confirm(subscription=reader.subscriptions.get().pk)
    publish()
    spread()
    assert len(postbox.to(reader.email)) == 2


def test_a_full_mailbox_is_given_three_chances_and_a_report_without_our_address_is_read_by_its_message(db):
    reader = reader_following("reseau")
    delivery = Delivery.objects.create(reader=reader, key="fait/1", batch="b")
    mail = EmailMessage()
    mail["To"] = "commun@exemple.fr"
    raw = report("commun@exemple.fr", status="5.2.2").replace(
        b"Action:", f"Original-Message-ID: {links.message_id(delivery.pk)}\nAction:".encode()
    )
    for chance in (None, None, reader.pk):
        assert bounces.read_report(raw) == reader.pk
        reader.refresh_from_db()
        assert bool(reader.suspended_at) == bool(chance)
    assert bounces.read_report(b"To: x@exemple.fr\n\nBonjour") is None


def test_the_feed_of_a_topic_tells_the_same_news(db, client):
    concertation = publish()
    answer = client.get(reverse("following:feed"), {"sujet": f"concertation:{concertation.uid}"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert concertation.get_absolute_url() in answer.content.decode()
    assert client.get(reverse("following:feed"), {"sujet": "concertation:x"}).status_code == 404


def test_the_dot_of_a_mail_does_not_wait_for_its_text_to_be_acknowledged(postbox) -> None:
    """A clock would tell nothing sure: what is asked of the system is read at the instant of the claim."""
    told: list[int] = []

    def claim() -> bool:
        backend: Any = postman._backend
        told.append(backend.connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return True

    message = Outgoing("Objet", "Texte", "site@exemple.fr", ["lectrice@exemple.fr"])
    with Postman() as postman:
        assert postman.send(message, claim=claim, unclaim=lambda: None)
    assert told and all(told)
    assert len(postbox.mails) == 1
