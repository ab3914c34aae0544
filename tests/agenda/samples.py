"""What the sweep of addresses needs of the agenda (see tests/consistency/samples.py)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.agenda import links
from commun.agenda.actions import events
from commun.agenda.models import PersonalCalendar
from tests.accounts.factories import UserFactory, coordinator
from tests.agenda.factories import announced, cycle, draft
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.groups.factories import group


def _event(world: World) -> dict[str, Any]:
    return {"slug": announced(world.territory).slug}


def _draft(world: World) -> dict[str, Any]:
    return {"slug": draft(world.territory).slug}


def _series(world: World) -> dict[str, Any]:
    return {"slug": cycle(world.territory, sessions=1).slug}


def _territory(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug}


def _item(world: World) -> dict[str, Any]:
    one = announced(world.territory)
    values = {"on": None, "starts_time": None, "title": "Ouverture"}
    events.add_item(event=one, values=values, speakers=[], by=None)
    return {"slug": one.slug, "pk": one.programme.get().pk}


def _document(world: World) -> dict[str, Any]:
    file = SimpleUploadedFile("ordre.txt", b"Ordre du jour.")
    made = events.attach(event=announced(world.territory), title="Ordre du jour", file=file, by=coordinator())
    return {"slug": made.event.slug, "pk": made.pk}


def _calendar(world: World) -> dict[str, Any]:
    kept = PersonalCalendar.objects.create(user=UserFactory())
    return {"token": links.calendar(kept).rpartition("/")[2].removesuffix(".ics")}


SAMPLES: dict[str, Sample] = {
    "agenda:group_calendar": lambda world: {"slug": group().slug},
    "agenda:territory_calendar": _territory,
    "agenda:own_calendar": _calendar,
    "agenda:month": lambda world: {"month": "2026-11"},
    "agenda:series": _series,
    "agenda:register_series": _series,
    "agenda:confirm": lambda world: {"token": links.confirmation([1]).rstrip("/").rpartition("/")[2]},
    "agenda:leave": lambda world: {"token": links.leaving(1).rstrip("/").rpartition("/")[2]},
    "agenda:event_calendar": _event,
    "agenda:detail": _event,
    "agenda:register": _event,
    "agenda:document": _document,
    "agenda:versions": _event,
    "agenda:version": lambda world: {**_event(world), "number": 1},
    "agenda:own_leave": lambda world: {"pk": 1},
    "agenda:series_edit": _series,
    "agenda:territory_desk": _territory,
    "agenda:territory_new": _territory,
    "agenda:territory_series_new": _territory,
    "agenda:manage": _event,
    "agenda:edit": _event,
    "agenda:publish": _draft,
    "agenda:cancel": _event,
    "agenda:delete": _draft,
    "agenda:minutes": _event,
    "agenda:attendance": _event,
    "agenda:item_add": _event,
    "agenda:item_remove": _item,
    "agenda:document_add": _event,
    "agenda:document_remove": _document,
}
