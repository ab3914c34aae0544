"""What apps declare in a module called `news`: which public acts are news, and what can be followed.

    add_news("proposition.answered", tell=answers)
    add_topic(Topic("proposition", find=proposition))

`tell` gets public `AuditEvent`s of these verbs and gives the news of those **that anyone may read now**, by event. It
is asked again each time news is shown or sent: what was withdrawn, or taken down, meanwhile is told no more.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from commun.core.models import AuditEvent

NETWORK = "reseau"
"""The topic of what concerns the whole network: findings, manifesto, charter."""


@dataclass(frozen=True)
class Told:
    """What an app says of one public act. `url` is a path; `topics` are `territoire:<uid>`, `proposition:<uid>`,
    `concertation:<uid>`, `theme:<value>`, `constat:<uid>`, `usage:<uid>` or NETWORK."""

    title: str
    sentence: str
    url: str
    topics: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class News:
    """A public act, told. `key` is stable for ever; `kind` is the verb of the act (`proposition.answered`)."""

    key: str
    kind: str
    title: str
    sentence: str
    url: str
    at: datetime.datetime
    topics: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Followed:
    """Something public that can be followed: what it is called, its page, and what the mails will tell of it.

    `feed` is the Atom feed of what has one of its own; `refusal` says why nothing would ever be sent, when that is
    certain: then it cannot be followed.
    """

    label: str
    url: str
    sends: str = ""
    feed: str = ""
    refusal: str = ""


Tell: TypeAlias = Callable[[Sequence[AuditEvent]], Mapping[int, Told]]


@dataclass(frozen=True)
class Topic:
    """A kind of topic, by the word before the colon. `find` gives what a reader may follow, or None."""

    word: str
    find: Callable[[str], Followed | None]


_TELLERS: dict[str, Tell] = {}
_TOPICS: dict[str, Topic] = {}


def add_news(*verbs: str, tell: Tell) -> None:
    for verb in verbs:
        _TELLERS[verb] = tell


def add_topic(*topics: Topic) -> None:
    _TOPICS.update((topic.word, topic) for topic in topics)


def verbs() -> tuple[str, ...]:
    return tuple(_TELLERS)


def followed(topic: str) -> Followed | None:
    """What this topic names, when anyone may read it now."""
    word, _colon, value = topic.partition(":")
    known = _TOPICS.get(word)
    return known.find(value) if known else None


def tell(events: Sequence[AuditEvent]) -> list[News]:
    """The news of these acts, in their order; nothing of those that are not public now. A few queries a verb."""
    told: dict[int, Told] = {}
    by_teller: dict[Tell, list[AuditEvent]] = {}
    for event in events:
        if event.is_public and event.verb in _TELLERS:
            by_teller.setdefault(_TELLERS[event.verb], []).append(event)
    for teller, some in by_teller.items():
        told.update(teller(some))
    return [
        News(
            key=f"fait/{event.pk}",
            kind=event.verb,
            title=one.title,
            sentence=one.sentence,
            url=one.url,
            at=event.at,
            topics=one.topics,
            place=one.place,
        )
        for event in events
        if (one := told.get(event.pk)) is not None
    ]
