"""What can be found of trades: their names, those of the decree and those of work."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.jobs.models import Trade
from commun.jobs.queries import Filter, matching
from commun.search.documents import SearchDocument, Source, Watch


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """One query."""
    for one in Trade.objects.filter(pk__in=keys):
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body=", ".join((*one.other_names, one.legal_text)),
            words=str(one.get_branch_display()),
            context=_("Filière %(branch)s") % {"branch": str(one.get_branch_display()).lower()},
        )


def _keys() -> Iterator[int]:
    return Trade.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = matching(Trade.objects.all(), Filter(text=" ".join(words)))
    return list(found.order_by("title", "pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="metiers",
        label=t("Métiers"),
        singular=t("Métier"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(Watch(Trade, columns=("slug", "title", "branch", "legal_text", "other_names")),),
        weight=0.9,
    ),
)
