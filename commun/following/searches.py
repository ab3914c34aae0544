"""Following a question of `/recherche/`: who asks it is told what answers it from now on, each thing once.

A question is asked of the index once for all who follow it, when the index has changed: what it costs grows with the
number of different questions, not with that of readers. What answered at the first look is known, and never told.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, Max, OuterRef
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.following.declared import Followed, Topic, add_topic
from commun.following.models import Find, FollowedSearch, StreamCursor, Subscription
from commun.following.templatetags.following import address
from commun.search import asking, presenters, queries, service
from commun.search.asking import Asked
from commun.search.doors import Door, add_door
from commun.search.french import surfaces, term_of
from commun.search.queries import Result
from commun.search.values import DEEPEST, Hit

WORD = "recherche"
LONGEST = 500
MOST_SEEN = 3 * DEEPEST
"""What is remembered beyond what is looked at, so that what comes back is not new."""
CURSOR = "recherches"
MAIL = "trouve"
_DECISIONS = "deliberations"
_CHECKED = ("theme", "vote", "organisme", "departement", "matiere")
"""The facets whose every value has a name: one that has none is in no record."""


def topic_of(asked: Asked) -> str:
    """The same for the same question, whatever its order and its page; "" for none, or one too long to be kept."""
    choices = {name: tuple(sorted(values)) for name, values in asked.choices.items()}
    plain = replace(asked, choices=choices, sort="", page=1)
    topic = f"{WORD}:{plain.parameters}"
    return topic if not asked.is_empty and len(topic) <= LONGEST else ""


def asked_by(topic: str) -> Asked:
    return asking.read(QueryDict(topic.partition(":")[2]))


def never(asked: Asked) -> str:
    """Why nothing will ever answer, when that is certain; "" otherwise."""
    if asked.text and not any(map(term_of, surfaces(asked.text))):
        return _("Ces mots ne se cherchent pas (articles, signes) : rien n’y répondra jamais. Ajoutez un mot.")
    kinds = asked.choices.get("type", ())
    own = set(asking.PARAMETERS) - set(asking.EVERYWHERE)
    if kinds and _DECISIONS not in kinds and own & set(asked.choices):
        return _(
            "Le type de collectivité, le département, la matière et le vote ne se disent que des délibérations, et "
            "cette recherche n’en veut pas : rien n’y répondra jamais. Retirez l’un de ces filtres."
        )
    for name in _CHECKED:
        values = asked.choices.get(name, ())
        if values and not queries.labels_of(name, values):
            return _("Le filtre « %(name)s » a une valeur qui n’existe pas : rien n’y répondra jamais.") % {
                "name": presenters.NAMES[name]
            }
    years = asked.choices.get("annee", ())
    if years and not any(year.isdecimal() and len(year) == 4 for year in years):
        return _("Une année s’écrit en quatre chiffres : rien ne répondra jamais à celle-ci.")
    return ""


def _search(value: str) -> Followed | None:
    topic = f"{WORD}:{value}"
    asked = asked_by(topic)
    if topic_of(asked) != topic:
        return None
    return Followed(
        presenters.whole_title(asked),
        asked.address(),
        _("Ce qui paraîtra et répondra à cette recherche, une seule fois chacun ; rien de ce qui y répond déjà."),
        asked.address("search:feed"),
        never(asked),
    )


def _door(asked: Asked) -> Door | None:
    if refusal := never(asked):
        return Door(refusal)
    topic = topic_of(asked)
    return Door(_("M’avertir par courriel de ce qui paraîtra"), address(topic)) if topic else None


def register() -> None:
    """Called once, when the app is ready."""
    add_topic(Topic(WORD, find=_search))
    add_door(_door)


# --- Looking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """A look that found something: `key` is that of its mails."""

    key: str
    count: int


def begin(topic: str) -> bool:
    """Somebody follows this: whether it is a question that nobody had asked."""
    if not topic.startswith(f"{WORD}:"):
        return False
    return FollowedSearch.objects.get_or_create(topic=topic)[1]


def to_look_at(watermark: int) -> list[str]:
    """Those that someone follows, not looked at since the index is at this watermark."""
    followers = Subscription.objects.confirmed().filter(topic=OuterRef("topic"))
    rows = FollowedSearch.objects.filter(Exists(followers)).exclude(watermark=watermark, looked_at__isnull=False)
    return list(rows.order_by("pk").values_list("topic", flat=True))


def hold() -> None:
    """Within a transaction: nobody else writes finds, nor bounds them."""
    StreamCursor.objects.get_or_create(name=CURSOR)
    StreamCursor.objects.select_for_update().get(name=CURSOR)


def last_find() -> int:
    return Find.objects.aggregate(last=Max("pk"))["last"] or 0


def answers(topic: str) -> Sequence[Hit] | None:
    """The last that answer, the newest first; None when the index does not answer. What a word was taken for, when
    nothing bears it, is no answer to who waits for it."""
    found = service.search(asked_by(topic).by_date().query(size=DEEPEST, with_facets=False))
    if found.is_degraded:
        return None
    return () if found.corrected or found.missing else found.hits


def keep(topic: str, hits: Sequence[Hit], *, watermark: int) -> Look | None:
    """Write down what of these answers is new, in the transaction of the caller; None when nothing is."""
    hold()
    search = FollowedSearch.objects.select_for_update().filter(topic=topic).first()
    if search is None:
        return None
    fresh = list(_fresh(search, hits)) if search.looked_at else []
    search.is_full = len(hits) >= DEEPEST
    search.seen = _remembered(search, hits)
    search.looked_at, search.watermark = timezone.now(), watermark
    search.round += bool(fresh)
    search.save()
    Find.objects.bulk_create(Find(search=search, round=search.round, kind=one.kind, key=one.key) for one in fresh)
    return Look(f"{MAIL}/{search.pk}.{search.round}", len(fresh)) if fresh else None


def _fresh(search: FollowedSearch, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Those that were not known. Of a question that has more answers than are looked at, those behind the last known
    one only took the place of what went away."""
    known = {(kind, key) for kind, keys in search.seen.items() for key in keys}
    known |= set(search.finds.values_list("kind", "key"))
    places = [at for at, one in enumerate(hits) if (one.kind, one.key) in known]
    end = (places[-1] if places else 0) if search.is_full else len(hits)
    return (one for one in hits[:end] if (one.kind, one.key) not in known)


def _remembered(search: FollowedSearch, hits: Sequence[Hit]) -> dict[str, list[int]]:
    now = dict.fromkeys((one.kind, one.key) for one in hits)
    before = ((kind, key) for kind, keys in search.seen.items() for key in keys)
    seen: dict[str, list[int]] = {}
    for kind, key in list(now | dict.fromkeys(before))[:MOST_SEEN]:
        seen.setdefault(kind, []).append(key)
    return seen


# --- Telling ---------------------------------------------------------------------------------------------------------


def found_by(key: str) -> tuple[str, tuple[Result, ...]]:
    """The topic of a look (the end of its `key`), and what it found that anyone may still read, the newest first."""
    number, _dot, at = key.partition(".")
    search = FollowedSearch.objects.filter(pk=int(number)).first()
    if search is None:
        return "", ()
    return search.topic, _read(search.finds.filter(round=int(at)).order_by("pk").values_list("kind", "key"))


def found_between(after: int, until: int) -> dict[str, tuple[Result, ...]]:
    """By topic, what was found between two digests."""
    rows = Find.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    by_topic: dict[str, list[tuple[str, int]]] = {}
    for topic, kind, key in rows.values_list("search__topic", "kind", "key"):
        by_topic.setdefault(topic, []).append((kind, key))
    read = {(one.kind, one.key): one for one in _read({pair for pairs in by_topic.values() for pair in pairs})}
    told = {topic: tuple(read[pair] for pair in pairs if pair in read) for topic, pairs in by_topic.items()}
    return {topic: results for topic, results in told.items() if results}


def _read(pairs: Iterable[tuple[str, int]]) -> tuple[Result, ...]:
    return queries.results_of([Hit(kind, key, 0.0) for kind, key in pairs], ())


def forget(*, before: datetime.datetime) -> None:
    """Questions that nobody follows any more, with what they found; finds older than this, which are seen by now."""
    followers = Subscription.objects.filter(topic=OuterRef("topic"))
    FollowedSearch.objects.exclude(Exists(followers)).delete()
    Find.objects.filter(found_at__lt=before).delete()
