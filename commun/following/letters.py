"""What each mail says, made when it leaves: what is public no more is in none.

One mail to one reader, in plain text, without any picture nor link that tells who read it. Each bears the address that
leaves it in one click (RFC 8058).
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.desk import Task, desk_of, tasks_of
from commun.following import links, news
from commun.following.declared import NETWORK, News, tell
from commun.following.enums import DigestKind, Rhythm
from commun.following.models import Delivery, Digest, Reader, Subscription
from commun.following.roles import DUE, QUARTER

MOST_NEWS = 40
MOST_ACTS = 5000
MOST_TASKS = 30


@dataclass(frozen=True)
class _Letter:
    """What a mail says, before it is given to one reader. `why` are the subscriptions that ask for it."""

    subject: str
    body: str
    why: tuple[Subscription, ...]


def letters(deliveries: Sequence[Delivery]) -> Iterator[tuple[Delivery, EmailMessage | None]]:
    """The mail of each of these deliveries (their readers fetched); None when there is nothing to tell any more."""
    by_key: dict[str, list[Delivery]] = {}
    for one in deliveries:
        by_key.setdefault(one.key, []).append(one)
    for key, some in by_key.items():
        kind, _slash, number = key.partition("/")
        for delivery, letter in _written(kind, number, some):
            yield delivery, _mail(delivery, letter) if letter is not None else None


def _written(kind: str, number: str, some: Sequence[Delivery]) -> Iterable[tuple[Delivery, _Letter | None]]:
    match kind:
        case "confirmer":
            return _confirmations(number, some)
        case "fait":
            return _news(f"fait/{number}", some)
        case DigestKind.WEEK:
            return _digests(Digest.objects.get(pk=number), some, Rhythm.WEEKLY)
        case DigestKind.QUARTER:
            return _quarters(Digest.objects.get(pk=number), some)
        case DigestKind.DUE:
            return _due(Digest.objects.get(pk=number), some)
    return [(one, None) for one in some]


def _confirmations(number: str, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    asked = Subscription.objects.filter(pk=int(number.partition("/")[0]), confirmed_at=None).first()
    for one in some:
        if asked is None or asked.reader_id != one.reader_id:
            yield one, None
            continue
        context = {"label": asked.label, "rhythm": asked.get_rhythm_display(), "link": links.confirmation(asked.pk)}
        yield one, _Letter(_("Confirmez votre suivi : %(label)s") % context, _text("confirm", context), (asked,))


def _news(key: str, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    told = next(iter(news.still_public([key])), None)
    if told is None:
        yield from ((one, None) for one in some)
        return
    why = _asking(some, Rhythm.IMMEDIATE, told.topics)
    body = _text("news", {"one": told, "link": settings.SITE_URL + told.url})
    for one in some:
        # Who left, or changed rhythm, since this mail was asked for gets none.
        asked = why.get(one.reader_id)
        yield one, _Letter(told.title, body, tuple(asked)) if asked else None


def _digests(digest: Digest, some: Sequence[Delivery], rhythm: Rhythm) -> Iterator[tuple[Delivery, _Letter | None]]:
    found = news_of(digest)
    why = _asking(some, rhythm, {topic for one in found for topic in one.topics})
    for one in some:
        asked = tuple(why.get(one.reader_id, ()))
        topics = {subscription.topic for subscription in asked}
        own = [told for told in found if topics & set(told.topics)]
        subject = _("Les nouvelles de la semaine, au %(day)s") % {"day": _day(digest.slot)}
        yield one, _gathered(subject, own, asked)


def _quarters(digest: Digest, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    found = [one for one in news_of(digest) if NETWORK in one.topics]
    why = _asking(some, Rhythm.WEEKLY, {QUARTER})
    subject = _("Quoi de neuf dans le réseau, au %(day)s") % {"day": _day(digest.slot)}
    for one in some:
        yield one, _gathered(subject, found, tuple(why.get(one.reader_id, ())))


def _gathered(subject: str, found: Sequence[News], why: tuple[Subscription, ...]) -> _Letter | None:
    if not (found and why):
        return None
    context = {
        "found": [(one, settings.SITE_URL + one.url) for one in found[:MOST_NEWS]],
        "others": max(0, len(found) - MOST_NEWS),
    }
    return _Letter(subject, _text("digest", context), why)


def _due(digest: Digest, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    why = _asking(some, Rhythm.WEEKLY, {DUE})
    today = timezone.localdate()
    for one in some:
        user, asked = one.reader.user, tuple(why.get(one.reader_id, ()))
        due: list[Task] = []
        if user is not None and asked:
            due = [task for task in tasks_of(desk_of(user=user, on=today)) if task.level != "normal"]
        context = {
            "tasks": [(task, settings.SITE_URL + task.url) for task in due[:MOST_TASKS]],
            "others": max(0, len(due) - MOST_TASKS),
            "desk": settings.SITE_URL + settings.LOGIN_REDIRECT_URL,
        }
        yield one, _Letter(_("À faire cette semaine"), _text("due", context), asked) if due else None


def news_of(digest: Digest) -> list[News]:
    """What became public between its two cursors and anyone may still read."""
    return tell(news.events_between(digest.after, digest.until, limit=MOST_ACTS))


def _asking(some: Sequence[Delivery], rhythm: Rhythm, topics: Iterable[str]) -> Mapping[int, list[Subscription]]:
    """By reader, the subscriptions to these topics at this rhythm. One query."""
    found: dict[int, list[Subscription]] = {}
    rows = Subscription.objects.sent(rhythm).filter(reader__in={one.reader_id for one in some}, topic__in=set(topics))
    for one in rows.order_by("pk"):
        found.setdefault(one.reader_id, []).append(one)
    return found


def _text(template: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"following/mails/{template}.txt", {"site_name": settings.SITE_NAME, **context}).strip()


def _day(slot: datetime.datetime) -> str:
    return f"{timezone.localtime(slot):%d/%m/%Y}"


def address_of(reader: Reader) -> str:
    return reader.user.email if reader.user is not None else reader.email


def _mail(delivery: Delivery, letter: _Letter) -> EmailMessage:
    reader = delivery.reader
    leave = links.leaving(reader.pk, [one.pk for one in letter.why])
    foot = _text(
        "foot", {"labels": [one.label for one in letter.why], "leave": leave, "manage": links.management(reader.pk)}
    )
    back = links.return_address(reader.pk)
    headers = {
        "Message-ID": links.message_id(delivery.pk),
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
    }
    if back:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(
        " ".join(letter.subject.split())[:200],
        f"{letter.body}\n\n-- \n{foot}\n",
        back or settings.DEFAULT_FROM_EMAIL,
        [address_of(reader)],
        headers=headers,
    )
