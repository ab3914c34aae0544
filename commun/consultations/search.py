"""What can be found of the inventory."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as t

from commun.consultations.models import Consultation
from commun.consultations.queries import matching
from commun.search.documents import SearchDocument, Source, Watch


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Consultation.objects.filter(pk__in=keys):
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=one.text,
            words=" ".join((one.organiser, *one.tools, *one.methods)),
            context=one.organiser,
            on=one.recorded_on,
            facets={"year": (str(one.recorded_on.year),)} if one.recorded_on else {},
        )


def _keys() -> Iterator[int]:
    return Consultation.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    return list(matching(" ".join(words)).order_by("title", "pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="consultations",
        label=t("Consultations inventoriées"),
        singular=t("Consultation inventoriée"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(Consultation, columns=("slug", "title", "organiser", "text", "tools", "methods", "recorded_on")),
        ),
        weight=0.6,
    ),
)
