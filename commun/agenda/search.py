"""What can be found of the agenda: the words of each public meeting, its minutes included."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from commun.agenda.models import Event
from commun.core.text import folded
from commun.search.documents import SearchDocument, Source, Watch


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Event.objects.public().filter(pk__in=keys).select_related("territory"):
        place = (one.territory.slug,) if one.territory else ()
        facets = {"theme": tuple(one.themes), "year": (str(one.starts_on.year),), "territory": place}
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n\n".join(filter(None, (one.description, one.minutes))),
            words=" ".join((*one.organisers, one.place, str(one.get_kind_display()))),
            context=" · ".join(filter(None, (str(one.get_kind_display()), one.organisers_line))),
            on=one.starts_on,
            facets={name: values for name, values in facets.items() if values},
            places=place,
            is_fictional=one.is_fictional,
        )


def _keys() -> Iterator[int]:
    return Event.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = Event.objects.public()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("-starts_at", "pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="evenements",
        label=_("Agenda"),
        singular=_("Rencontre"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(
                Event,
                columns=(
                    "title", "description", "minutes", "slug", "kind", "organisers", "place", "themes", "starts_on",
                    "territory_id", "published_at",
                ),
            ),
        ),
        weight=0.8,
    ),
)  # fmt: skip
