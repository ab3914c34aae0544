"""Opening a group, saying what it works on, closing it; writing what it decided and making that public."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.errors import DomainError, EditConflict
from commun.groups.models import Group, GroupDecision
from commun.groups.places import RESERVED
from commun.territories.models import Territory

WRITTEN = (
    "kind", "title", "purpose", "cycle", "themes", "led_by", "takes_requests", "source_title", "source_url", "known_on",
)  # fmt: skip


def open_group(
    *, values: Mapping[str, Any], by: User | None, territory: Territory | None = None, uid: str = ""
) -> Group:
    """A group more: its page is public at once, its space has no member yet."""
    if unknown := set(values) - set(WRITTEN):
        raise ValueError(sorted(unknown))

    def insert() -> Group:
        title = identifiers.parted(values["title"])
        group = Group(
            uid=uid or identifiers.next_uid(Group, "gt-"),
            slug=identifiers.free_slug(Group, title, place="", default="groupe", reserved=RESERVED),
            territory=territory,
            **values,
        )
        group.save(force_insert=True)
        _record("group.opened", group, by=by)
        return group

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, group: Group, values: Mapping[str, Any], version: int, by: User) -> None:
    """Raises EditConflict when someone saved since `version`."""
    current = lock(group)
    if current.version != version:
        raise EditConflict(_("Quelqu’un a enregistré ce groupe avant vous : relisez, puis validez de nouveau."))
    for name in WRITTEN:
        setattr(current, name, values[name])
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _record("group.edited", current, by=by)


@transaction.atomic
def close(*, group: Group, by: User) -> None:
    """Its work is done: its page and its decisions stay, and its space for its members alone."""
    current = lock(group)
    if current.closed_at is not None:
        raise DomainError(_("Ce groupe est déjà fermé."))
    current.closed_at = current.updated_at = timezone.now()
    current.takes_requests = False
    current.save()
    _record("group.closed", current, by=by)


@transaction.atomic
def decide(
    *, group: Group, title: str, text: str, decided_on: datetime.date, minutes_url: str, by: User | None
) -> GroupDecision:
    """Write what the group settled, for its members."""
    if decided_on > timezone.localdate():
        raise DomainError(_("Une décision s’écrit une fois prise : ce jour est à venir."))

    def insert() -> GroupDecision:
        return GroupDecision.objects.create(
            uid=identifiers.next_uid(GroupDecision, f"dg-{decided_on.year}-"),
            group=group,
            title=title.strip(),
            text=text.strip(),
            decided_on=decided_on,
            minutes_url=minutes_url,
        )

    made = identifiers.first_free(insert, busy=_("Réessayez dans un instant."))
    audit.record("group.decision_written", target=made, by=by, by_role=_role(group, by))
    return made


@transaction.atomic
def publish_decision(*, decision: GroupDecision, by: User | None) -> None:
    """The group makes it public: it stays so, as it is written."""
    current = (
        GroupDecision.objects.select_for_update(of=("self",)).select_related("group__territory").get(pk=decision.pk)
    )
    if current.published_at is not None:
        raise DomainError(_("Cette décision est déjà publique."))
    current.published_at = timezone.now()
    current.save()
    audit.record(
        "group.decision_published",
        target=current,
        by=by,
        by_role=_role(current.group, by),
        detail={"decision": current.uid, "groupe": current.group.uid},
        public=True,
    )


@transaction.atomic
def delete_decision(*, decision: GroupDecision, by: User) -> None:
    current = (
        GroupDecision.objects.select_for_update(of=("self",)).select_related("group__territory").get(pk=decision.pk)
    )
    if current.published_at is not None:
        raise DomainError(_("Une décision publique reste : écrivez-en une nouvelle qui la remplace."))
    audit.record("group.decision_deleted", target=current, by=by, by_role=_role(current.group, by))
    current.delete()


def lock(group: Group) -> Group:
    """The row as it is now, held until the end of the transaction."""
    return Group.objects.select_for_update(of=("self",)).select_related("territory").get(pk=group.pk)


def _record(verb: str, group: Group, *, by: User | None) -> None:
    detail = {"groupe": group.uid}
    audit.record(verb, target=group, by=by, by_role=_role(group, by), detail=detail, public=True)


def _role(group: Group, by: User | None) -> str:
    return by.signature(group.territory) if by is not None else ""
