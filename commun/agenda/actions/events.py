"""Announcing a meeting, correcting it, moving it, cancelling it, writing what was said there."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.agenda import tasks
from commun.agenda.actions.registrations import fill
from commun.agenda.models import Event, EventDocument, EventSeries, EventSpeaker, ProgrammeItem
from commun.agenda.places import RESERVED
from commun.agenda.versions import content_of
from commun.core import audit, identifiers, kept_files, revisions
from commun.core.errors import DomainError, EditConflict
from commun.territories.models import Territory

WRITTEN = (
    "kind", "title", "description", "organisers", "group", "series", "themes", "audiences", "starts_on",
    "starts_time", "ends_on", "ends_time", "time_zone", "place", "online_url", "is_online_url_public", "signup",
    "signup_url", "capacity", "closes_on", "source_title", "source_url", "known_on", "attendance",
)  # fmt: skip
"""What a form may write."""
MOVED = ("starts_on", "starts_time", "ends_on", "ends_time", "time_zone", "place", "online_url")
"""Whoever is registered is told when one of these changes."""
MOST_DOCUMENTS = 30
MOST_ITEMS = 100


@transaction.atomic
def create(*, values: Mapping[str, Any], territory: Territory | None, by: User | None, uid: str = "") -> Event:
    """A draft, of a territory or of the network."""
    _refuse(values)

    def insert() -> Event:
        prefix = f"ev-{values['starts_on'].year}-"
        event = Event(
            uid=uid or identifiers.next_uid(Event, prefix),
            slug=identifiers.free_slug(
                Event, identifiers.parted(values["title"]), place=str(values["starts_on"].year), default="rencontre",
                reserved=RESERVED,
            ),
            territory=territory,
            **values,
        )  # fmt: skip
        event.save(force_insert=True)
        return event

    event = identifiers.first_free(insert, busy=_("Réessayez dans un instant."))
    _record("event.created", event, by=by, public=False)
    return event


@transaction.atomic
def edit(*, event: Event, values: Mapping[str, Any], version: int, by: User, reason: str = "") -> bool:
    """Correct what is announced; False when nothing differs. Raises EditConflict when someone saved since `version`.

    Those who are registered are told of a change of day, hour or place; new seats go to those who wait.
    """
    _refuse(values)
    current = _at(event, version)
    changed = {name for name, value in values.items() if getattr(current, name) != value}
    if not changed:
        return False
    for name in changed:
        setattr(current, name, values[name])
    has_moved = current.is_public and bool(changed & set(MOVED))
    current.moves += has_moved
    _save(current)
    if current.is_public:
        _keep(current, by=by, reason=reason)
        fill(event=current)
    _record("event.moved" if has_moved else "event.edited", current, by=by, public=current.is_public)
    if has_moved and not current.is_past:
        tasks.tell.enqueue(current.pk, f"deplace/{current.moves}")
    return True


@transaction.atomic
def publish(*, event: Event, by: User | None) -> None:
    current = lock(event)
    if current.published_at is not None:
        raise DomainError(_("Cette rencontre est déjà publique."))
    current.published_at = timezone.now()
    _save(current)
    _keep(current, by=by)
    _record("event.published", current, by=by)


@transaction.atomic
def cancel(*, event: Event, reason: str, by: User) -> None:
    """It stays in the agenda, said to be cancelled, and everyone who registered is told why."""
    if not reason.strip():
        raise DomainError(_("Dites pourquoi : les personnes inscrites le liront."))
    current = lock(event)
    if not current.is_public or current.is_past or current.is_cancelled:
        raise DomainError(_("On n’annule qu’une rencontre annoncée, et qui n’a pas eu lieu."))
    current.cancelled_at, current.cancelled_for = timezone.now(), reason.strip()
    current.moves += 1
    _save(current)
    _keep(current, by=by, reason=reason)
    _record("event.cancelled", current, by=by)
    tasks.tell.enqueue(current.pk, "annule")


@transaction.atomic
def delete_draft(*, event: Event, by: User) -> None:
    current = lock(event)
    if current.is_public:
        raise DomainError(_("Une rencontre annoncée ne s’efface pas : annulez-la."))
    _record("event.deleted", current, by=by, public=False)
    current.delete()


@transaction.atomic
def write_minutes(*, event: Event, minutes: str, attendance: int | None, version: int, by: User) -> None:
    """What was said and settled there; it stays with the meeting."""
    current = _at(event, version)
    if not current.is_public or current.starts_at > timezone.now():
        raise DomainError(_("Le compte rendu s’écrit une fois la rencontre commencée."))
    is_first = not current.minutes and bool(minutes.strip())
    current.minutes, current.attendance = minutes.strip(), attendance
    if is_first:
        current.minutes_at = timezone.now()
    elif not current.minutes:
        current.minutes_at = None
    _save(current)
    _keep(current, by=by)
    _record("event.minutes_published" if is_first else "event.edited", current, by=by)


@transaction.atomic
def add_item(*, event: Event, values: Mapping[str, Any], speakers: list[dict[str, Any]], by: User | None) -> None:
    """A part of the programme, after the others of its day and hour."""
    current = lock(event)
    last = current.programme.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_ITEMS:
        raise DomainError(_("Ce programme est trop long."))
    item = ProgrammeItem.objects.create(event=current, position=last + 1, **values)
    for position, one in enumerate(speakers, start=1):
        EventSpeaker.objects.create(item=item, position=position, **one)
    _put_in_order(current)
    _programme_changed(current, by=by)


@transaction.atomic
def remove_item(*, item: ProgrammeItem, by: User) -> None:
    current = lock(item.event)
    item.delete()
    _programme_changed(current, by=by)


def attach(*, event: Event, title: str, file: "UploadedFile[Any]", by: User) -> EventDocument:
    """Keep a file, once it is known to be what it says. Raises UploadRefused, DomainError."""
    document = EventDocument(title=title.strip())
    with kept_files.with_its_row(document):
        current = document.event = lock(event)
        if current.documents.count() >= MOST_DOCUMENTS:
            raise DomainError(_("Cette rencontre porte déjà %(most)d fichiers.") % {"most": MOST_DOCUMENTS})
        twice = _("Ce fichier est déjà joint à cette rencontre.")
        kept_files.write(document, file, among=current.documents, twice=twice)
        document.save(force_insert=True)
        _record("event.document_added", current, by=by, public=current.is_public)
    return document


@transaction.atomic
def detach(*, document: EventDocument, by: User) -> None:
    """Take a file away, at once for everyone; it is erased once that is certain."""
    current = lock(document.event)
    kept_files.erase_with_its_row(document)
    document.delete()
    _record("event.document_removed", current, by=by, public=current.is_public)


@transaction.atomic
def save_series(
    *, series: EventSeries | None, values: Mapping[str, Any], version: int, territory: Territory | None, by: User | None
) -> EventSeries:
    """A meeting that comes again: a new one without `series`. Raises EditConflict."""
    if series is None:

        def insert() -> EventSeries:
            slug = identifiers.free_slug(
                EventSeries, identifiers.parted(values["title"]), place="", default="rendez-vous"
            )
            return EventSeries.objects.create(slug=slug, territory=territory, **values)

        made = identifiers.first_free(insert, busy=_("Réessayez dans un instant."))
        _record_series("event_series.created", made, by=by)
        return made
    current = EventSeries.objects.select_for_update().get(pk=series.pk)
    if current.version != version:
        raise EditConflict(_("Quelqu’un a enregistré ce rendez-vous avant vous : relisez, puis validez de nouveau."))
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    _record_series("event_series.edited", current, by=by)
    return current


def lock(event: Event) -> Event:
    """The row as it is now, held until the end of the transaction."""
    return Event.objects.select_for_update(of=("self",)).select_related("territory", "group", "series").get(pk=event.pk)


def _at(event: Event, version: int) -> Event:
    current = lock(event)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré cette rencontre avant vous. Vos réponses sont ci-dessous : relisez-les.")
        )
    return current


def _refuse(values: Mapping[str, Any]) -> None:
    """What no meeting may say. Raises DomainError."""
    if unknown := set(values) - set(WRITTEN):
        raise ValueError(sorted(unknown))
    if not values.get("title") or not values.get("description"):
        raise DomainError(_("Une rencontre a un titre et une description."))
    start, end = values.get("starts_time"), values.get("ends_time")
    if end is not None and start is None:
        raise DomainError(_("Une heure de fin demande une heure de début."))
    first, last = values["starts_on"], values["ends_on"]
    if last < first or (first == last and start is not None and end is not None and end <= start):
        raise DomainError(_("La fin précède le début."))


def _put_in_order(event: Event) -> None:
    """By day and hour; those without an hour stay after the one they were written after."""
    items = list(event.programme.all())
    known = datetime.datetime.min
    placed = []
    for item in items:
        if item.starts_time is not None:
            known = datetime.datetime.combine(item.on or event.starts_on, item.starts_time)
        placed.append((known, item.position, item))
    placed.sort(key=lambda one: one[:2])
    event.programme.update(position=F("position") + 2 * MOST_ITEMS)  # no two at one place meanwhile
    for position, (_known, _position, item) in enumerate(placed, start=1):
        ProgrammeItem.objects.filter(pk=item.pk).update(position=position)


def _programme_changed(event: Event, *, by: User | None) -> None:
    _save(event)
    if event.is_public:
        _keep(event, by=by)
    _record("event.edited", event, by=by, public=event.is_public)


def _save(event: Event) -> None:
    event.version += 1
    event.updated_at = timezone.now()
    event.save()


def _keep(event: Event, *, by: User | None, reason: str = "") -> None:
    """What the public reads of it is kept for ever, as it is now."""
    revisions.take(event, content_of(event), by_role=_role(event.territory, by), reason=reason)


def _record(verb: str, event: Event, *, by: User | None, public: bool = True) -> None:
    detail = {"evenement": event.uid}
    audit.record(verb, target=event, by=by, by_role=_role(event.territory, by), detail=detail, public=public)


def _record_series(verb: str, series: EventSeries, *, by: User | None) -> None:
    audit.record(verb, target=series, by=by, by_role=_role(series.territory, by), public=True)


def _role(territory: Territory | None, by: User | None) -> str:
    return by.signature(territory) if by is not None else ""
