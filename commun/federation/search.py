"""What can be found of what other sites publish: the title and the texts of their rows, under their own name."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commun.federation.models import HarvestedRecord, HarvestSource
from commun.search.documents import SearchDocument, Source, Watch
from commun.territories import search as places

LONGEST = 20_000


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    rows = HarvestedRecord.objects.standing().filter(pk__in=keys)
    for one in rows.select_related("source", *places.joined("source__territory")):
        territory = one.source.territory
        texts = (value for name, value in one.values.items() if name not in ("url", "identifiant"))
        facets = {"year": (str(one.fetched_at.year),)}
        if territory is not None:
            facets["territory"] = (territory.slug,)
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n".join(text for text in texts if " " in text and not text.startswith("http"))[:LONGEST],
            words=one.identifier,
            context=one.source.title,
            on=one.fetched_at.date(),
            facets=facets,
            places=places.slugs_within(territory) if territory else (),
            is_fictional=territory.is_fictional if territory else False,
        )


def _keys() -> Iterator[int]:
    rows = HarvestedRecord.objects.standing().order_by("pk")
    return rows.values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = HarvestedRecord.objects.standing()
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(source__title__icontains=word))
    return list(found.order_by("-pk").values_list("pk", flat=True)[:limit])


def _of_sources(keys: Collection[int]) -> Iterable[int]:
    return HarvestedRecord.objects.filter(source__in=keys).order_by().values_list("pk", flat=True)


SOURCES = (
    Source(
        kind="ailleurs",
        label=_("Publié ailleurs"),
        singular=_("Publié ailleurs"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(HarvestedRecord, columns=("title", "values", "withdrawn_at")),
            Watch(HarvestSource, columns=("title", "state", "territory_id"), reach=_of_sources),
        ),
        weight=0.7,
        dated=_("lu"),
    ),
)
