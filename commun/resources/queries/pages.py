"""What the page of a resource, that of a collection and the desk show."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from commun.core.models import Revision
from commun.core.web_links import dead
from commun.resources.fields import BY_NAME, Field
from commun.resources.models import CollectionItem, Resource, ResourceCollection, ResourceDocument, ResourceSuggestion
from commun.resources.queries.shelf import Line, ages_of, group_of, line_of
from commun.resources.uses import Use, uses_of

SHOWN = 50


@dataclass(frozen=True)
class Fact:
    """One line of the facts; an empty `text` is told as « non renseigné »."""

    label: str
    text: str


@dataclass(frozen=True)
class ResourcePage:
    resource: Resource
    facts: tuple[Fact, ...]
    documents: tuple[ResourceDocument, ...]
    collections: tuple[ResourceCollection, ...]
    uses: tuple[Use, ...]
    versions: int
    dead: Mapping[str, datetime.date]


def resource_page(resource: Resource) -> ResourcePage:
    """Four queries, and those of the providers of uses."""
    return ResourcePage(
        resource=resource,
        facts=_facts(resource),
        documents=tuple(resource.documents.all()),
        collections=tuple(resource.collections.all()),
        uses=uses_of(resource.pk),
        versions=Revision.objects.of(resource).count(),
        dead=dead(url for url in (resource.url, resource.source_url) if url),
    )


def _facts(one: Resource) -> tuple[Fact, ...]:
    """What matters is there even unknown; the rest only when someone said it."""
    cost = BY_NAME["cost"].display(one.cost)
    told = (
        ("producers", one.producers_line),
        ("published_on", str(one.published_on or "")),
        ("audiences", _text("audiences", one)),
        ("age_min", ages_of(one)),
        ("minutes", _text("minutes", one)),
        ("group_min", group_of(one)),
        ("languages", _text("languages", one)),
        ("cost", f"{cost} ({one.cost_note})" if cost and one.cost_note else cost or one.cost_note),
        ("licence", _text("licence", one)),
        ("themes", _text("themes", one)),
    )
    fields: Mapping[str, Field] = BY_NAME
    labels = {"age_min": _("Âges"), "group_min": _("Taille du groupe")}
    return tuple(
        Fact(labels.get(name, str(fields[name].label)), text)
        for name, text in told
        if text or fields[name].matters or name == "group_min"
    )


def _text(name: str, one: Resource) -> str:
    return BY_NAME[name].display(getattr(one, name))


@dataclass(frozen=True)
class CollectionPage:
    collection: ResourceCollection
    lines: tuple[Line, ...]


def collection_page(collection: ResourceCollection) -> CollectionPage:
    """One query: the public resources of a collection, in its order."""
    items = CollectionItem.objects.filter(collection=collection, resource__taken_down_at=None)
    return CollectionPage(
        collection, tuple(line_of(one.resource) for one in items.select_related("resource").order_by("position", "pk"))
    )


def collections() -> list[ResourceCollection]:
    """Those that hold something public, with how much. One query."""
    shown = Count("items", filter=Q(items__resource__taken_down_at=None))
    return list(ResourceCollection.objects.annotate(shown=shown).filter(shown__gt=0).order_by("title", "pk"))


@dataclass(frozen=True)
class DeskPage:
    waiting: tuple[ResourceSuggestion, ...]
    taken_down: tuple[Resource, ...]
    collections: tuple[ResourceCollection, ...]
    total: int


def desk_page() -> DeskPage:
    """Four queries."""
    return DeskPage(
        waiting=tuple(ResourceSuggestion.objects.filter(settled_at=None).select_related("by")[:SHOWN]),
        taken_down=tuple(Resource.objects.exclude(taken_down_at=None).order_by("-taken_down_at")[:SHOWN]),
        collections=tuple(
            ResourceCollection.objects.prefetch_related(Prefetch("items", CollectionItem.objects.only("collection_id")))
        ),
        total=Resource.objects.public().count(),
    )
