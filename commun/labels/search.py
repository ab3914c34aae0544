"""What can be found of labels: the calls and the laureates, nothing of the other applications."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.labels.models import Application, Call
from commun.search.documents import SearchDocument, Source, Watch

_LONGEST = 20_000


def _calls(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Call.objects.public().filter(pk__in=keys).select_related("label"):
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=f"{one.introduction}\n{one.rules}"[:_LONGEST],
            context=str(one.get_state_display()),
            on=one.opens_on,
            facets={"year": (str(one.opens_on.year),)},
            is_fictional=one.is_fictional,
        )


def _call_keys() -> Iterator[int]:
    return Call.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find_calls(words: Sequence[str], limit: int) -> list[int]:
    found = Call.objects.public()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("-opens_on", "-pk").values_list("pk", flat=True)[:limit])


def _laureates(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    rows = Application.objects.laureates().filter(pk__in=keys).select_related("call__label", "territory")
    for one in rows:
        day = timezone.localdate(one.call.settled_at)
        facets = {"territory": (one.territory.slug,)} if one.territory is not None else {}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=f"{one.summary}\n{one.reason}"[:_LONGEST],
            words=one.applicant,
            context=f"{one.applicant}, {one.call.title}",
            on=day,
            facets={**facets, "year": (str(day.year),)},
            is_fictional=one.call.is_fictional,
        )


def _laureate_keys() -> Iterator[int]:
    return Application.objects.laureates().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find_laureates(words: Sequence[str], limit: int) -> list[int]:
    found = Application.objects.laureates()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("title", "pk").values_list("pk", flat=True)[:limit])


def _of_calls(keys: Collection[int]) -> Iterable[int]:
    return Application.objects.filter(call__in=keys).order_by().values_list("pk", flat=True)


SOURCES = (
    Source(
        kind="labels",
        label=_("Appels des labels"),
        singular=_("Appel d’un label"),
        documents=_calls,
        keys=_call_keys,
        find=_find_calls,
        watches=(Watch(Call, columns=("slug", "edition", "introduction", "rules", "opens_on", "state")),),
        weight=0.9,
        dated=_("ouvert"),
    ),
    Source(
        kind="laureats",
        label=_("Lauréats"),
        singular=_("Lauréat"),
        documents=_laureates,
        keys=_laureate_keys,
        find=_find_laureates,
        watches=(
            Watch(Application, columns=("title", "summary", "reason", "organisation", "territory_id", "state")),
            Watch(Call, columns=("state", "edition"), reach=_of_calls),
        ),
        weight=1.0,
        dated=_("palmarès publié"),
    ),
)
