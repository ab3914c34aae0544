"""Collections: resources that someone chose, put in order and introduced."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.errors import DomainError, EditConflict
from commun.resources.models import CollectionItem, Resource, ResourceCollection

MOST = 100


@transaction.atomic
def create(*, title: str, introduction: str, resources: Sequence[Resource], by: User | None) -> ResourceCollection:
    """A collection more, public at once."""
    _refuse(resources)

    def insert() -> ResourceCollection:
        slug = identifiers.free_slug(
            ResourceCollection,
            identifiers.parted(title),
            place="",
            default="collection",
            reserved=frozenset({"nouvelle"}),
        )
        return ResourceCollection.objects.create(slug=slug, title=title.strip(), introduction=introduction.strip())

    collection = identifiers.first_free(insert, busy=_("Réessayez dans un instant."))
    _fill(collection, resources)
    _record("resource_collection.created", collection, by=by, gained=resources)
    return collection


@transaction.atomic
def edit(
    *,
    collection: ResourceCollection,
    title: str,
    introduction: str,
    resources: Sequence[Resource],
    version: int,
    by: User,
) -> None:
    """Raises EditConflict when someone saved since `version`."""
    _refuse(resources)
    current = ResourceCollection.objects.select_for_update().get(pk=collection.pk)
    if current.version != version:
        raise EditConflict(_("Quelqu’un a enregistré cette collection avant vous : relisez, puis validez de nouveau."))
    current.title, current.introduction = title.strip(), introduction.strip()
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    before = set(current.items.values_list("resource", flat=True))
    _fill(current, resources)
    gained = [one for one in resources if one.pk not in before]
    _record("resource_collection.edited", current, by=by, gained=gained)


@transaction.atomic
def delete(*, collection: ResourceCollection, by: User) -> None:
    """The list goes; the resources stay."""
    _record("resource_collection.deleted", collection, by=by)
    collection.delete()


def _refuse(resources: Sequence[Resource]) -> None:
    if not resources:
        raise DomainError(_("Une collection contient au moins une ressource."))
    if len(resources) > MOST:
        raise DomainError(_("Une collection contient au plus %(most)d ressources.") % {"most": MOST})


def _fill(collection: ResourceCollection, resources: Sequence[Resource]) -> None:
    collection.items.all().delete()
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, resource=one, position=position)
        for position, one in enumerate(resources, start=1)
    )


def _record(verb: str, collection: ResourceCollection, *, by: User | None, gained: Sequence[Resource] = ()) -> None:
    role = by.signature() if by is not None else ""
    detail = {"titre": collection.title, "ajoutees": [one.uid for one in gained]}
    audit.record(verb, target=collection, by=by, by_role=role, detail=detail, public=True)
