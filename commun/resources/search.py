"""What can be found of the catalogue: the words of each public resource."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.resources.models import Resource
from commun.search.documents import SearchDocument, Source, Watch


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Resource.objects.public().filter(pk__in=keys):
        known = one.known_or_published_on
        facets = {"theme": tuple(one.themes), "year": (known.iso[:4],) if known else ()}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=one.description,
            words=" ".join((*one.producers, str(one.get_kind_display()))),
            context=" · ".join(filter(None, (str(one.get_kind_display()), one.producers_line))),
            on=known.earliest if known else None,
            known_on=known,
            facets={name: values for name, values in facets.items() if values},
        )


def _keys() -> Iterator[int]:
    return Resource.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = Resource.objects.public()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("title", "pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="ressources",
        label=_("Ressources"),
        singular=_("Ressource"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(
                Resource,
                columns=(
                    "title", "description", "slug", "kind", "producers", "published_on", "known_on", "themes",
                    "taken_down_at",
                ),
            ),
        ),
        weight=0.9,
    ),
)  # fmt: skip
