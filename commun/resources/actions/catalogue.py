"""Keeping the catalogue: adding a resource, correcting it, taking it down, giving it back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.dates import PartialDate
from commun.core.errors import DomainError, EditConflict
from commun.resources.fields import BY_NAME, FIELDS
from commun.resources.models import Resource
from commun.resources.places import RESERVED
from commun.resources.versions import content_of

PREFIX = "re-"


def add(*, values: Mapping[str, Any], by: User | None, uid: str = "", reason: str = "") -> Resource:
    """A resource more, public at once. `values` are those of `fields.FIELDS`; `uid` is that of a reference file."""
    refuse_faults(values)

    def create() -> Resource:
        resource = Resource(
            uid=uid or identifiers.next_uid(Resource, PREFIX),
            slug=identifiers.free_slug(
                Resource, identifiers.parted(values["title"]), place="", default="ressource", reserved=RESERVED
            ),
            **_dated(values),
        )
        resource.save(force_insert=True)
        _leave_traces("resource.added", resource, by=by, reason=reason)
        return resource

    return identifiers.first_free(create, busy=_("Trop de ressources s’ajoutent au même moment : réessayez."))


@transaction.atomic
def edit(*, resource: Resource, values: Mapping[str, Any], version: int, by: User, reason: str = "") -> bool:
    """Correct what is said; False when nothing differs. Raises EditConflict when someone saved since `version`."""
    refuse_faults(values)
    current = lock(resource)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré cette ressource avant vous. Vos réponses sont ci-dessous : relisez-les.")
        )
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(current, name, values[name])
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _leave_traces("resource.edited", current, by=by, reason=reason)
    return True


@transaction.atomic
def take_down(*, resource: Resource, reason: str, by: User) -> None:
    """Take it off the pages, the search and the files. Its address says when and why; its identifier stays taken."""
    current = lock(resource)
    if current.taken_down_at is not None:
        raise DomainError(_("Cette ressource est déjà retirée."))
    if not reason.strip():
        raise DomainError(_("Dites pourquoi : la raison se lit à l’adresse de la ressource."))
    current.taken_down_at = timezone.now()
    current.taken_down_by_role = by.signature()
    current.takedown_reason = reason.strip()
    current.save()
    _record("resource.taken_down", current, by=by)


@transaction.atomic
def restore(*, resource: Resource, by: User) -> None:
    """Give a resource back to everyone, as it was."""
    current = lock(resource)
    if current.taken_down_at is None:
        raise DomainError(_("Cette ressource est déjà publique."))
    current.taken_down_at = None
    current.taken_down_by_role = current.takedown_reason = ""
    current.save()
    _record("resource.restored", current, by=by)


def lock(resource: Resource) -> Resource:
    """The row as it is now, held until the end of the transaction."""
    return Resource.objects.select_for_update().get(pk=resource.pk)


def refuse_faults(values: Mapping[str, Any]) -> None:
    """What no resource may say. Raises DomainError."""
    unknown = set(values) - set(BY_NAME)
    if unknown:
        raise ValueError(sorted(unknown))
    if missing := [str(one.label) for one in FIELDS if one.is_required and not values.get(one.name)]:
        raise DomainError(_("Il manque : %(names)s.") % {"names": ", ".join(missing)})
    for low, high in (("age_min", "age_max"), ("group_min", "group_max")):
        least, most = values.get(low), values.get(high)
        if least is not None and most is not None and least > most:
            raise DomainError(
                _("« %(low)s » dépasse « %(high)s ».") % {"low": BY_NAME[low].label, "high": BY_NAME[high].label}
            )


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said without a day is known today."""
    given = dict(values)
    given["known_on"] = given.get("known_on") or PartialDate.of(timezone.localdate())
    return given


def _leave_traces(verb: str, resource: Resource, *, by: User | None, reason: str) -> None:
    role = by.signature() if by is not None else ""
    revisions.take(resource, content_of(resource), by_role=role, reason=reason)
    _record(verb, resource, by=by)


def _record(verb: str, resource: Resource, *, by: User | None) -> None:
    role = by.signature() if by is not None else ""
    audit.record(verb, target=resource, by=by, by_role=role, detail={"ressource": resource.uid}, public=True)
