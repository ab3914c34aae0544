"""What can be found of groups: their public face and their public decisions, never their space."""

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from commun.core.text import folded
from commun.groups.models import Group, GroupDecision
from commun.search.documents import SearchDocument, Source, Watch


def _documents(keys: Sequence[int]) -> Iterator[SearchDocument]:
    """Two queries."""
    public = Prefetch("decisions", GroupDecision.objects.public(), to_attr="said")
    for one in Group.objects.filter(pk__in=keys).select_related("territory").prefetch_related(public):
        place = (one.territory.slug,) if one.territory else ()
        decided = [f"{decision.title} {decision.text}" for decision in one.said]
        yield SearchDocument(
            key=one.pk,
            uid=one.uid,
            title=one.title,
            url=one.get_absolute_url(),
            body="\n\n".join(filter(None, (one.purpose, one.cycle, *decided))),
            words=" ".join((one.led_by, str(one.get_kind_display()))),
            context=" · ".join(filter(None, (str(one.get_kind_display()), one.led_by))),
            known_on=one.known_on,
            facets={name: values for name, values in (("theme", tuple(one.themes)), ("territory", place)) if values},
            places=place,
            is_fictional=one.is_fictional,
        )


def _keys() -> Iterator[int]:
    return Group.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def _find(words: Sequence[str], limit: int) -> list[int]:
    found = Group.objects.all()
    for word in words:
        found = found.filter(search_text__contains=folded(word))
    return list(found.order_by("title", "pk").values_list("pk", flat=True)[:limit])


SOURCES = (
    Source(
        kind="groupes",
        label=_("Groupes"),
        singular=_("Groupe"),
        documents=_documents,
        keys=_keys,
        find=_find,
        watches=(
            Watch(Group, columns=("title", "purpose", "cycle", "led_by", "kind", "slug", "themes", "territory_id")),
            Watch(GroupDecision, column="group_id", columns=("title", "text", "published_at")),
        ),
        weight=0.8,
    ),
)
