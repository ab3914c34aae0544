"""News leave once public, signed, until they arrive or are given up; and nowhere private."""

import base64
import datetime
import hashlib
import hmac
import html
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commun.accounts.desk import Task, desk_of, tasks_of
from commun.accounts.models import User
from commun.concertations.actions import answers
from commun.concertations.enums import Decision
from commun.concertations.models import Concertation, Takeaway
from commun.core.models import AuditEvent
from commun.following.declared import verbs
from commun.webhooks import actions, kinds, signing, tasks
from commun.webhooks.models import Webhook, WebhookDelivery
from tests import working
from tests.accounts.factories import coordinator, referent
from tests.concertations.factories import concertation_awaiting_answer, referent_of, restituted_concertation
from tests.territories.factories import TerritoryFactory
from tests.webhooks.receiver import Receiver, listening


@pytest.fixture
def private_allowed(settings) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True


@pytest.fixture
def record(db) -> Concertation:
    return concertation_awaiting_answer()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as kept:
        yield kept


def opened(record: Concertation, url: str, **said) -> Webhook:
    given: dict[str, Any] = {
        "territory": record.territory,
        "name": "Site de la ville",
        "kinds_wanted": list(kinds.BY_NAME),
        "is_ours_only": True,
    } | said
    webhook = actions.open_webhook(url=url, by=referent(record.territory), **given)
    tasks.dispatch.call()  # from here on
    return webhook


def work() -> None:
    working.work("webhooks")


def reply(record: Concertation) -> Takeaway:
    proposition = record.takeaways.propositions().filter(decision="").order_by("number")[0]
    answers.answer(
        proposition=proposition,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=timezone.localdate(),
        by=referent_of(record),
    )
    tasks.dispatch.call()
    return proposition


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the documentation tells receivers to."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())


def test_a_news_arrives_once_signed_and_says_what_is_public(record, receiver, private_allowed) -> None:
    webhook = opened(record, receiver.url)
    elsewhere = opened(restituted_concertation(propositions=1), receiver.url)
    proposition = reply(record)
    tasks.dispatch.call()
    work()
    ((headers, body),) = receiver.received
    content = json.loads(body)
    assert content["type"] == "proposition.repondue" and f"proposition:{proposition.uid}" in content["data"]["sujets"]
    assert content["data"]["page"].endswith(f"/propositions/{proposition.uid}/")
    assert is_signed(signing.secret_of(webhook.salt), headers, body)
    assert not is_signed(signing.secret_of(elsewhere.salt), headers, body)
    assert not is_signed(signing.secret_of(webhook.salt), headers, body + b" ")
    sent = WebhookDelivery.objects.get()
    assert (sent.webhook, sent.status, sent.attempts, sent.kind) == (webhook, 204, 1, "proposition.repondue")
    assert sent.delivered_at and headers["webhook-id"] == f"msg_{sent.uid.hex}"


def test_what_is_not_wanted_or_is_public_no_more_is_not_sent(record, receiver, private_allowed) -> None:
    opened(record, receiver.url, kinds_wanted=["usage.publie"])
    opened(record, receiver.url, is_ours_only=False)
    Takeaway.objects.filter(pk=reply(record).pk).update(frozen_at=None)
    work()
    sent = WebhookDelivery.objects.get()
    assert not receiver.received and sent.given_up_at and "plus public" in sent.fault
    assert sent.webhook.failures == 0


def test_what_fails_is_tried_again_under_the_same_name_later_and_later_then_given_up(record, private_allowed) -> None:
    with listening(*[503, 302, 500, 503, 503, 503, 503]) as receiver, time_machine.travel(timezone.now()) as clock:
        opened(record, receiver.url)
        reply(record)
        work()
        for number, delay in enumerate(tasks.DELAYS, start=1):
            assert len(receiver.received) == number
            clock.shift(delay / 2)
            work()
            assert len(receiver.received) == number, "too early"
            clock.shift(delay / 2 + datetime.timedelta(seconds=4))
            work()
        sent = WebhookDelivery.objects.get()
        assert sent.given_up_at and sent.attempts == 7 and sent.status == 503
        assert len({headers["webhook-id"] for headers, _body in receiver.received}) == 1
        assert sent.webhook.failures == 1 and sent.webhook.suspended_at is None
        actions.send_again(delivery=sent, by=referent_of(record))
        work()
        sent.refresh_from_db()
        assert sent.delivered_at and Webhook.objects.get().failures == 0


def suspensions_told_to(person: User) -> list[Task]:
    return [task for task in tasks_of(desk_of(user=person, on=timezone.localdate())) if "suspendu" in task.title]


def test_after_news_given_up_in_a_row_it_is_suspended_and_its_territory_told(record, private_allowed) -> None:
    with listening(410) as receiver:
        webhook = opened(record, receiver.url)
        reply(record)
        work()
    webhook.refresh_from_db()
    assert webhook.suspended_at and "410" in webhook.suspended_for
    Webhook.objects.update(suspended_at=None, suspended_for="", failures=tasks.SUSPENDED_AFTER - 1)
    sent = WebhookDelivery.objects.get()
    sent.given_up_at = None
    tasks._give_up(sent, "Réponse 503.")
    webhook.refresh_from_db()
    by = referent_of(record)
    assert not suspensions_told_to(coordinator())
    (said,) = suspensions_told_to(by)
    assert "5 nouvelles de suite" in said.title
    assert said.url == webhook.get_absolute_url()
    actions.resume(webhook=webhook, by=by)
    webhook = Webhook.objects.get()
    assert webhook.suspended_at is None
    assert webhook.failures == 0


def test_a_secret_is_changed_without_a_gap(record, receiver, private_allowed) -> None:
    webhook = opened(record, receiver.url)
    old = signing.secret_of(webhook.salt)
    webhook = actions.renew_secret(webhook=webhook, by=referent_of(record))
    new = signing.secret_of(webhook.salt)
    actions.send_trial(webhook=webhook, by=referent_of(record))
    work()
    with time_machine.travel(timezone.now() + actions.OVERLAP + datetime.timedelta(minutes=1)):
        actions.send_trial(webhook=webhook, by=referent_of(record))
        work()
    (both, one) = receiver.received
    assert json.loads(both[1])["type"] == "essai"
    assert is_signed(old, *both) and is_signed(new, *both)
    assert not is_signed(old, *one) and is_signed(new, *one)
    kept = json.dumps([*Webhook.objects.values(), *AuditEvent.objects.values("detail")], default=str)
    assert old not in kept and new not in kept


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/x"])
def test_nothing_leaves_to_a_private_network(record, url: str) -> None:
    opened(record, url)
    reply(record)
    work()
    sent = WebhookDelivery.objects.get()
    assert sent.status is None and "réseau privé" in sent.fault and sent.attempts == 1


def test_a_name_that_changes_its_mind_and_a_redirection_lead_nowhere(record, receiver, settings, monkeypatch) -> None:
    """Where the name leads is looked at when it is sent, and what answers « elsewhere » has answered."""
    opened(record, "https://recoit.exemple.fr/commun")
    reply(record)
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: private)
    work()
    sent = WebhookDelivery.objects.get()
    assert sent.status is None and "réseau privé" in sent.fault
    monkeypatch.undo()
    settings.FETCH_PRIVATE_ADDRESSES = True
    receiver.answers = [302]
    Webhook.objects.update(url=receiver.url)
    tasks.deliver.call(sent.pk)
    sent.refresh_from_db()
    assert [sent.status, sent.fault, sent.delivered_at] == [302, "Réponse 302.", None]
    assert len(receiver.received) == 1


@pytest.mark.once("asks no database")
def test_the_example_of_the_documentation_is_signed_as_its_program_checks(client: Client) -> None:
    page = html.unescape(client.get("/api/envois/").content.decode())
    program = next(one for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL) if "def is_ours" in one)
    head, _blank, body = re.findall(r">(whsec_.*?)</pre>", page, re.DOTALL)[0].partition("\n\n")
    secret, *lines = head.splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    found: dict[str, Any] = {}
    exec(program, found)
    assert found["is_ours"](secret, headers, body.encode()) and is_signed(secret, headers, body.encode())
    assert not found["is_ours"](secret, headers, body.encode() + b" ")


@pytest.mark.parametrize("url", ["http://recoit.exemple.fr/", "ftp://exemple.fr/", "https://moi:mdp@exemple.fr/", "x"])
def test_an_address_that_is_not_of_the_web_over_tls_is_refused(record, url: str) -> None:
    with pytest.raises(actions.WebhookRefused) as refused:
        opened(record, url)
    assert refused.value.field == "url"


def test_a_territory_opens_tries_and_closes_it_from_its_workspace(record, receiver, private_allowed) -> None:
    client = Client()
    client.force_login(referent(record.territory))
    address = f"/espace/territoires/{record.territory.slug}/envois/"
    asked = {"name": "Site", "url": receiver.url, "kinds": ["proposition.repondue"], "is_ours_only": "on"}
    shown = client.post(address, asked)
    webhook = Webhook.objects.get()
    assert shown.status_code == 201 and re.findall(r"whsec_[\w+/=]+", shown.content.decode())[:1] == [
        signing.secret_of(webhook.salt)
    ]
    page = webhook.get_absolute_url()
    client.post(f"{page}agir/", {"action": "essai"})
    work()
    said = html.unescape(client.get(page).content.decode())
    assert "Reçue (204)" in said and "Renvoyer" in said and " ms" in said and "whsec_" not in said
    again = client.post(f"{page}agir/", {"action": "renvoyer", "envoi": WebhookDelivery.objects.get().pk}, follow=True)
    assert "La nouvelle repart." in html.unescape(again.content.decode())
    work()
    assert len(receiver.received) == 2
    assert client.post(f"{page}agir/", {"action": "renvoyer", "envoi": "²"}).status_code == 302
    assert client.post(f"{page}agir/", {"action": "retirer"}).status_code == 302 and not Webhook.objects.exists()
    stranger = Client()
    stranger.force_login(referent(TerritoryFactory()))
    assert stranger.get(address).status_code == 403


def test_every_public_act_that_is_news_can_be_sent(db) -> None:
    assert set(kinds.OF_VERB) == set(verbs())
