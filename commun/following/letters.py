"""What each mail says, made when it leaves: what is public no more is in none.

One mail to one reader, as text and as HTML, without any picture nor link that tells who read it. Each bears the address
that leaves it in one click (RFC 8058).
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Task, desk_of, tasks_of
from commun.following import links, news, searches
from commun.following.declared import NETWORK, News, tell
from commun.following.enums import DigestKind, Rhythm
from commun.following.markup import html_of, paragraphs
from commun.following.models import Delivery, Digest, Reader, Subscription
from commun.following.roles import DUE, QUARTER
from commun.search.presenters import whole_title
from commun.search.queries import Result

MOST_NEWS = 40
MOST_ACTS = 5000
MOST_TASKS = 30


@dataclass(frozen=True)
class _Letter:
    """What a mail says, before it is given to one reader, as text and `marked` as HTML (made once for all who read the
    same). `why` are the subscriptions that ask for it."""

    subject: str
    body: str
    marked: SafeString
    why: tuple[Subscription, ...]


@dataclass(frozen=True)
class _Line:
    """One thing that a gathering mail tells; `link` is whole."""

    title: str
    place: str
    sentence: str
    link: str


@dataclass(frozen=True)
class _Part:
    """Those of one followed search under its name, or all the news under none; `others` more are at `link`."""

    title: str
    lines: tuple[_Line, ...]
    others: int
    link: str


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
        case searches.MAIL:
            return _found(number, some)
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
        yield one, _letter(_("Confirmez votre suivi : %(label)s") % context, _text("confirm", context), (asked,))


def _news(key: str, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    told = next(iter(news.still_public([key])), None)
    if told is None:
        yield from ((one, None) for one in some)
        return
    why = _asking(some, Rhythm.IMMEDIATE, told.topics)
    body = _text("news", {"one": told, "link": settings.SITE_URL + told.url})
    marked = paragraphs(body)
    for one in some:
        # Who left, or changed rhythm, since this mail was asked for gets none.
        asked = why.get(one.reader_id)
        yield one, _Letter(told.title, body, marked, tuple(asked)) if asked else None


def _found(number: str, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    topic, results = searches.found_by(number)
    why = _asking(some, Rhythm.IMMEDIATE, {topic}) if results else {}
    for one in some:
        asked = tuple(why.get(one.reader_id, ()))
        yield one, _gathered(_found_subject(len(results), asked), [_part_found(topic, results)], asked)


def _found_subject(count: int, asked: Sequence[Subscription]) -> str:
    subject = ngettext("Une nouveauté. %(label)s", "%(count)d nouveautés. %(label)s", count)
    return subject % {"count": count, "label": asked[0].label if asked else ""}


def _digests(digest: Digest, some: Sequence[Delivery], rhythm: Rhythm) -> Iterator[tuple[Delivery, _Letter | None]]:
    told, found = news_of(digest), searches.found_between(digest.finds_after, digest.finds_until)
    why = _asking(some, rhythm, {topic for one in told for topic in one.topics} | set(found))
    subject = _("Les nouvelles de la semaine, au %(day)s") % {"day": _day(digest.slot)}
    for one in some:
        asked = tuple(why.get(one.reader_id, ()))
        topics = {subscription.topic for subscription in asked}
        parts = [_part(news=[each for each in told if topics & set(each.topics)])]
        parts += [_part_found(topic, results) for topic, results in found.items() if topic in topics]
        yield one, _gathered(subject, parts, asked)


def _quarters(digest: Digest, some: Sequence[Delivery]) -> Iterator[tuple[Delivery, _Letter | None]]:
    part = _part(news=[one for one in news_of(digest) if NETWORK in one.topics])
    why = _asking(some, Rhythm.WEEKLY, {QUARTER})
    subject = _("Quoi de neuf dans le réseau, au %(day)s") % {"day": _day(digest.slot)}
    for one in some:
        yield one, _gathered(subject, [part], tuple(why.get(one.reader_id, ())))


def _part(*, news: Sequence[News]) -> _Part:
    lines = [_Line(one.title, one.place, one.sentence, settings.SITE_URL + one.url) for one in news[:MOST_NEWS]]
    return _Part("", tuple(lines), max(0, len(news) - MOST_NEWS), settings.SITE_URL)


def _part_found(topic: str, results: Sequence[Result]) -> _Part:
    asked = searches.asked_by(topic)
    lines = [
        _Line(f"{one.singular} : {one.plain_title}", _where(one), one.plain_extract, settings.SITE_URL + one.url)
        for one in results[:MOST_NEWS]
    ]
    others = max(0, len(results) - MOST_NEWS)
    return _Part(whole_title(asked), tuple(lines), others, settings.SITE_URL + asked.by_date().address())


def _where(one: Result) -> str:
    return " · ".join(filter(None, (one.context, _("exemple fictif") if one.is_fictional else "")))


def _gathered(subject: str, parts: Sequence[_Part], why: tuple[Subscription, ...]) -> _Letter | None:
    parts = [part for part in parts if part.lines]
    if not (parts and why):
        return None
    return _letter(subject, _text("digest", {"parts": parts}), why)


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
        yield one, _letter(_("À faire cette semaine"), _text("due", context), asked) if due else None


def _letter(subject: str, body: str, why: tuple[Subscription, ...]) -> _Letter:
    return _Letter(subject, body, paragraphs(body), why)


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
    mail = EmailMultiAlternatives(
        " ".join(letter.subject.split())[:200],
        f"{letter.body}\n\n-- \n{foot}\n",
        back or settings.DEFAULT_FROM_EMAIL,
        [address_of(reader)],
        headers=headers,
    )
    mail.attach_alternative(html_of(letter.marked, paragraphs(foot)), "text/html")
    return mail
