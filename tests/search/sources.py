"""Sources for tests: what the apps of the site declare must not change what is said here of the search itself."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

from commun.search import documents, triggers
from commun.search.documents import SearchDocument, Source, Watch
from commun.territories.models import Territory


def territory_documents(keys: Sequence[int]) -> Iterable[SearchDocument]:
    """Public: those that still exist. What is around one is a part of its words."""
    for one in Territory.objects.current().filter(pk__in=keys).select_related("departement"):
        around = one.departement.name if one.departement else ""
        yield SearchDocument(
            key=one.pk,
            title=one.name,
            url=f"/territoires/{one.slug}/",
            body=one.source,
            words=around,
            facets={"territory": (one.slug,)},
        )


def territory_keys() -> Iterator[int]:
    return Territory.objects.current().order_by("pk").values_list("pk", flat=True).iterator()


def find_territories(words: Sequence[str], limit: int) -> list[int]:
    found = Territory.objects.current()
    for word in words:
        found = found.filter(name__icontains=word)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def members(departements: Collection[int]) -> Iterable[int]:
    return Territory.objects.filter(departement__in=departements).values_list("pk", flat=True)


TERRITORIES = Source(
    kind="territoires",
    label="Territoires",
    singular="Territoire",
    documents=territory_documents,
    keys=territory_keys,
    find=find_territories,
    watches=(
        Watch(Territory, columns=("name", "source", "slug", "ended_on", "departement")),
        Watch(Territory, columns=("name",), reach=members),
    ),
)


@contextmanager
def declared(*sources: Source) -> Iterator[None]:
    """These sources and no other, with their triggers; the transaction or the caller puts the others back."""

    def imported(name: str) -> Any:
        return SimpleNamespace(SOURCES=sources if name == "commun.territories.search" else ())

    try:
        with mock.patch.object(documents, "import_module", imported):
            documents.sources.cache_clear()
            triggers.install()
            yield
    finally:
        documents.sources.cache_clear()
        triggers.install()
