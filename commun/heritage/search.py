"""What can be found of the heritage: the last public version of each item."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.heritage.models import HeritageItem
from commun.search.documents import SearchDocument, Source, Watch
from commun.territories import search as places
from commun.territories.models import Territory


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in HeritageItem.objects.public().filter(pk__in=keys).select_related("current", *places.joined("territory")):
        version = one.current
        assert version is not None
        assert version.published_at is not None
        day = timezone.localdate(version.published_at)
        facets = {"theme": tuple(version.themes), "year": (str(day.year),), "territory": (one.territory.slug,)}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=version.title,
            url=one.get_absolute_url(),
            body=version.description,
            words=" ".join((*version.creators, *version.keywords, str(one.get_kind_display()))),
            context=" · ".join((str(one.get_kind_display()), one.territory.name)),
            on=day,
            facets={name: values for name, values in facets.items() if values},
            places=places.slugs_within(one.territory),
            is_fictional=one.territory.is_fictional,
        )


def _keys() -> Iterator[int]:
    return HeritageItem.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = HeritageItem.objects.public()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("-updated_at", "pk").values_list("pk", flat=True)[:limit])


def _in(keys: Collection[int]) -> Iterable[int]:
    rows = HeritageItem.objects.filter(places.touches("territory", keys))
    return rows.order_by().values_list("pk", flat=True)


SOURCES = (
    Source(
        kind="patrimoine",
        label=_("Données et modèles"),
        singular=_("Jeu de données ou modèle"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(HeritageItem, columns=("current_id", "withdrawn_at", "updated_at")),
            Watch(Territory, columns=places.WATCHED, reach=_in),
        ),
        weight=0.9,
    ),
)
