"""Making and sending the mails: what is new is spread among its readers in one transaction, then sent by batches."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as t

from commun.accounts.enums import Role
from commun.accounts.models import User
from commun.core.background import give_way, task
from commun.core.maildirs import read_new
from commun.following import departures, news, searches
from commun.following.bounces import is_failure, refused
from commun.following.departures import Departures
from commun.following.enums import DigestKind, Rhythm
from commun.following.letters import letters, news_of
from commun.following.models import Delivery, Digest, Reader, StreamCursor, Subscription
from commun.following.roles import DUE, QUARTER, label
from commun.following.sending import Postman, Refused
from commun.search import index
from commun.search.backend import IndexUnavailable

logger = logging.getLogger(__name__)

BATCH = 500
"""Mails of one task, and of one connection to the server."""
PART = 50
MAILS = "courriels"
UNCONFIRMED = timedelta(days=7)
KEPT = timedelta(days=365)


class NotAllSent(Exception):
    """Some mails of the batch are still to be sent: the task is tried again for those alone."""


@task(title=t("Répartition des nouvelles"), limit=timedelta(minutes=20))
def spread(slot: str) -> int:
    """Each new public act, once, to those who want it at once."""
    count = 0
    while True:
        with transaction.atomic():
            StreamCursor.objects.get_or_create(name=MAILS, defaults={"cursor": news.now()})
            read = StreamCursor.objects.select_for_update().get(name=MAILS)
            found, cursor = news.since(read.cursor)
            if cursor == read.cursor:
                return count
            for one in found:
                asking = Subscription.objects.sent(Rhythm.IMMEDIATE).filter(topic__in=one.topics)
                count += _write(one.key, asking.order_by("reader").values_list("reader", flat=True).distinct())
            read.cursor = cursor
            read.save(update_fields=["cursor"])
        give_way()


@task(title=t("Recherches suivies"), limit=timedelta(minutes=20))
def look(slot: str) -> int:
    """Ask again what is followed, once for all who follow it; those who want it at once are written to.

    How many questions found something new. Nothing is asked while the index has not changed, nor without one.
    """
    try:
        watermark = index.backend().watermark()
    except IndexUnavailable as fault:
        logger.warning("Followed searches wait for an index (%s)", fault)
        return 0
    count = 0
    for topic in searches.to_look_at(watermark):
        give_way()
        hits = searches.answers(topic)
        if hits is None:
            return count
        with transaction.atomic():
            found = searches.keep(topic, hits, watermark=watermark)
            if found is not None:
                asking = Subscription.objects.sent(Rhythm.IMMEDIATE).filter(topic=topic)
                _write(found.key, asking.order_by("reader").values_list("reader", flat=True))
                count += 1
    return count


@task(title=t("Les nouvelles de la semaine"), limit=timedelta(minutes=20))
def weekly(slot: str) -> int:
    digest = _digest(DigestKind.WEEK, slot)
    topics = {topic for one in news_of(digest) for topic in one.topics}
    topics |= set(searches.found_between(digest.finds_after, digest.finds_until))
    asking = Subscription.objects.sent(Rhythm.WEEKLY).filter(topic__in=topics)
    return _write(f"{digest.kind}/{digest.pk}", asking.order_by("reader").values_list("reader", flat=True).distinct())


@task(title=t("À faire cette semaine, aux personnes référentes"), limit=timedelta(minutes=20))
def due(slot: str) -> int:
    digest = _digest(DigestKind.DUE, slot)
    people = User.objects.active().filter(memberships__role=Role.REFERENT).distinct()
    return _write_to(people, DUE, digest)


@task(title=t("Quoi de neuf, chaque trimestre"), limit=timedelta(minutes=20))
def quarterly(slot: str) -> int:
    digest = _digest(DigestKind.QUARTER, slot)
    people = User.objects.active().exclude(memberships=None, network_role="").distinct()
    return _write_to(people, QUARTER, digest)


@task(title=t("Oubli des adresses qui n’ont pas dit oui"))
def forget(slot: str) -> int:
    """Requests that nobody confirmed, after seven days; mails that left, after a year; addresses left without any."""
    now = timezone.now()
    Subscription.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED).delete()
    Delivery.objects.filter(sent_at__lt=now - KEPT).delete()
    Delivery.objects.filter(refused_at__lt=now - KEPT).delete()
    searches.forget(before=now - KEPT)
    departures.forget(before=now - UNCONFIRMED)
    return Reader.objects.filter(user=None, subscriptions=None, created_at__lt=now - UNCONFIRMED).delete()[0]


@task(title=t("Lecture des courriels revenus"))
def read_bounces(slot: str) -> int:
    assert settings.BOUNCE_MAILDIR is not None
    return read_new(settings.BOUNCE_MAILDIR, is_failure)[0]


@task(title=t("Envoi de courriels"), limit=timedelta(minutes=30))
def deliver(batch: str) -> int:
    """Send what waits in a batch. Run again, it sends only what has not left. Raises NotAllSent."""
    sent, failed = 0, 0
    with Departures(batch) as leaving, Postman() as postman:
        waiting = Delivery.objects.waiting().filter(batch=batch).select_related("reader__user").order_by("pk")
        rows = list(waiting)
        for start in range(0, len(rows), PART):
            give_way()
            for delivery, message in letters(rows[start : start + PART]):
                try:
                    sent += _send(postman, leaving, delivery, message)
                except Refused as refusal:
                    failed += not refused(delivery, refusal)
    if failed:
        raise NotAllSent(failed)
    return sent


def _send(postman: Postman, leaving: Departures, delivery: Delivery, message: EmailMessage | None) -> bool:
    if message is None:
        Delivery.objects.waiting().filter(pk=delivery.pk).update(refused_at=timezone.now(), fault="sans objet")
        return False
    claim, unclaim = partial(leaving.claim, delivery.pk), partial(leaving.unclaim, delivery.pk)
    return postman.send(message, claim=claim, unclaim=unclaim)


@transaction.atomic
def _digest(kind: DigestKind, slot: str) -> Digest:
    """That of this slot, from where the one before ended: run again, it is the same."""
    at = datetime.fromisoformat(slot)
    before = Digest.objects.filter(kind=kind, slot__lt=at).order_by("-slot").first()
    here = news.now()
    searches.hold()
    found = searches.last_find()
    bounds = {
        "after": before.until if before else here,
        "until": here,
        "finds_after": before.finds_until if before else found,
        "finds_until": found,
    }
    digest, _created = Digest.objects.get_or_create(kind=kind, slot=at, defaults=bounds)
    return digest


@transaction.atomic
def _write_to(people: Iterable[User], topic: str, digest: Digest) -> int:
    """To those of these people who have not left this mail; each gets it for the first time without asking."""
    people = list(people)
    known = dict(Reader.objects.filter(user__in=people).values_list("user", "pk"))
    by_address = {
        one.email.lower(): one for one in Reader.objects.filter(user=None, email__in=[one.email for one in people])
    }
    for user in people:
        if user.pk in known:
            continue
        reader = by_address.get(user.email.lower()) or Reader.objects.filter(email__iexact=user.email).first()
        if reader is None:
            reader = Reader.objects.create(email=user.email, user=user)
        elif reader.user_id is None:
            reader.user = user
            reader.save(update_fields=["user"])
        known[user.pk] = reader.pk
    now = timezone.now()
    Subscription.objects.bulk_create(
        [
            Subscription(reader_id=pk, topic=topic, label=label(topic), rhythm=Rhythm.WEEKLY, confirmed_at=now)
            for pk in known.values()
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    wanted = Subscription.objects.sent(Rhythm.WEEKLY).filter(topic=topic, reader__in=known.values())
    return _write(f"{digest.kind}/{digest.pk}", wanted.order_by("reader").values_list("reader", flat=True))


@transaction.atomic
def _write(key: str, readers: Iterable[int]) -> int:
    """One delivery to each of these readers, and the tasks that send them, in one transaction."""
    keys: Sequence[int] = list(readers)
    for number, start in enumerate(range(0, len(keys), BATCH)):
        batch = f"{key}#{number}"
        Delivery.objects.bulk_create(
            [Delivery(reader_id=pk, key=key, batch=batch) for pk in keys[start : start + BATCH]], ignore_conflicts=True
        )
        deliver.enqueue(batch)
    return len(keys)
