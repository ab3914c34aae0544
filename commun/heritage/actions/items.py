"""Describing what a territory archives: an item more, what is said of its version in preparation, who keeps it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.errors import DomainError, EditConflict
from commun.heritage import arks
from commun.heritage.enums import Kind, State
from commun.heritage.fields import BY_NAME, of_kind
from commun.heritage.models import HeritageFile, HeritageItem, HeritageVersion
from commun.territories.models import Territory


def create(*, territory: Territory, kind: Kind, title: str, by: User) -> HeritageItem:
    """An item more, with its first version to describe. Nothing of it is public."""
    title = " ".join(title.split())
    if not title:
        raise DomainError(_("Donnez-lui un nom."))

    def insert() -> HeritageItem:
        item = HeritageItem(uid=arks.mint(), kind=kind, territory=territory)
        item.save(force_insert=True)
        HeritageVersion.objects.create(item=item, number=1, title=title[:200], creators=[territory.name])
        _trace("heritage.created", item, by=by)
        return item

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def describe(*, version: HeritageVersion, values: Mapping[str, Any], edits: int, by: User) -> bool:
    """Say more of a version in preparation; False when nothing differs. Raises EditConflict when someone saved since
    `edits`."""
    current = lock(version)
    if current.edits != edits:
        raise EditConflict(
            _("Quelqu’un a enregistré cette fiche avant vous. Vos réponses sont ci-dessous : relisez-les.")
        )
    known = {one.name for one in of_kind(current.item.kind)}
    if unknown := set(values) - known:
        raise ValueError(sorted(unknown))
    changed = [name for name, value in values.items() if current.value(name) != value]
    if not changed:
        return False
    for name in changed:
        if BY_NAME[name].column:
            setattr(current, name, values[name])
        else:
            current.said = {**current.said, name: values[name]}
    current.edits += 1
    current.save()
    _trace("heritage.described", current.item, by=by, champs=sorted(changed))
    return True


@transaction.atomic
def keep(
    *, item: HeritageItem, custodian: str, contact: str, kept_until: datetime.date | None, kept_why: str, version: int,
    by: User,
) -> None:  # fmt: skip
    """Say who keeps an item, until when and why: true of every version, and changed at any time, with a trace."""
    current = HeritageItem.objects.select_for_update().get(pk=item.pk)
    if current.version != version:
        raise EditConflict(_("Quelqu’un a enregistré cette page avant vous : relisez, puis validez de nouveau."))
    current.custodian, current.contact = custodian.strip(), contact.strip()
    current.kept_until, current.kept_why = kept_until, kept_why.strip()
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _trace("heritage.kept_by", current, by=by, public=current.is_public)


@transaction.atomic
def open_version(*, item: HeritageItem, by: User) -> HeritageVersion:
    """A version more, which starts as the last one, its files included. The last one stays as it is."""
    current = HeritageItem.objects.select_for_update().get(pk=item.pk)
    if current.withdrawn_at is not None:
        raise DomainError(_("Cet élément est retiré : on ne peut plus lui donner de version."))
    last = current.versions.order_by("-number").first()
    assert last is not None
    if last.published_at is None:
        raise DomainError(_("Une version est déjà en préparation."))
    copied = {one.attname: getattr(last, one.attname) for one in HeritageVersion._meta.concrete_fields}
    for name in (*_OWN, "id"):
        copied.pop(name)
    made = HeritageVersion.objects.create(**copied, number=last.number + 1)
    HeritageFile.objects.bulk_create(
        HeritageFile(version=made, content_id=file.content_id, name=file.name, media_type=file.media_type)
        for file in last.files.all()
    )
    _trace("heritage.version_opened", current, by=by, version=made.number)
    return made


_OWN = (
    "number", "changes", "edits", "created_at", "signed_at", "signed_by_id", "signed_by_role", "signed_sha256",
    "published_at", "published_by_id", "published_by_role", "refusal",
)  # fmt: skip


def lock(version: HeritageVersion) -> HeritageVersion:
    """The version as it is now, held until the end of the transaction. Raises DomainError once it is signed."""
    current = (
        HeritageVersion.objects.select_for_update(of=("self",)).select_related("item__territory").get(pk=version.pk)
    )
    if current.state is not State.DRAFT:
        raise DomainError(_("Cette version est signée : elle ne change plus."))
    return current


def _trace(verb: str, item: HeritageItem, *, by: User, public: bool = False, **detail: object) -> None:
    audit.record(
        verb, target=item, by=by, by_role=by.signature(item.territory), detail={"element": item.uid, **detail},
        public=public,
    )  # fmt: skip
