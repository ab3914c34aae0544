"""What can be found of hearings and of the council's opinions."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.editorial.markdown import plain
from commun.hearings.models import CouncilOpinion, Hearing
from commun.hearings.queries import opinions
from commun.search.documents import SearchDocument, Source, Watch

_LONGEST = 20_000


def _hearings(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Hearing.objects.public().filter(pk__in=keys):
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=f"{one.questions}\n{plain(one.body)}"[:_LONGEST],
            context=one.who or one.heard_by,
            on=one.heard_on.earliest if one.heard_on else None,
            known_on=one.heard_on,
            facets={"year": (one.heard_on.iso[:4],)} if one.heard_on else {},
            is_fictional=one.is_fictional,
        )


def _hearing_keys() -> Iterator[int]:
    return Hearing.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find_hearings(words: Sequence[str], limit: int) -> list[int]:
    found = Hearing.objects.public()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("title", "pk").values_list("pk", flat=True)[:limit])


def _opinions(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in opinions().filter(pk__in=keys):
        day = timezone.localdate(one.published_at)
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=str(_("Avis : %(title)s") % {"title": one.title}),
            url=one.get_absolute_url(),
            body=f"{one.text}\n{one.answer}"[:_LONGEST],
            context=one.signature,
            on=day,
            facets={"year": (str(day.year),)},
            is_fictional=one.is_fictional,
        )


def _opinion_keys() -> Iterator[int]:
    return opinions().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find_opinions(words: Sequence[str], limit: int) -> list[int]:
    found = opinions()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="auditions",
        label=_("Auditions"),
        singular=_("Audition"),
        documents=_hearings,
        keys=_hearing_keys,
        find=_find_hearings,
        watches=(
            Watch(
                Hearing,
                columns=(
                    "slug", "title", "heard_on", "heard_by", "person_name", "person_role", "organisation", "questions",
                    "body", "published_at",
                ),
            ),
        ),
        weight=0.9,
    ),
    Source(
        kind="avis-scientifiques",
        label=_("Avis du conseil scientifique"),
        singular=_("Avis du conseil scientifique"),
        documents=_opinions,
        keys=_opinion_keys,
        find=_find_opinions,
        watches=(
            Watch(CouncilOpinion, columns=("text", "answer", "signed_as", "is_named", "published_at")),
        ),
        weight=0.9,
        dated=_("publié"),
    ),
)  # fmt: skip
