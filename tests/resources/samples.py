"""What the sweep of addresses needs of the catalogue (see tests/consistency/samples.py)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.resources.actions import catalogue, documents
from tests.accounts.factories import coordinator
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.resources.factories import added, collection, suggested


def _resource(world: World) -> dict[str, Any]:
    return {"slug": added().slug}


def _taken_down(world: World) -> dict[str, Any]:
    one = added()
    catalogue.take_down(resource=one, reason="Elle n’existe plus.", by=coordinator())
    return {"slug": one.slug}


def _document(world: World) -> dict[str, Any]:
    file = SimpleUploadedFile("charte.txt", b"Ce que nous promettons.")
    made = documents.attach(resource=added(), title="Charte", file=file, by=coordinator())
    return {"slug": made.resource.slug, "pk": made.pk}


def _suggestion(world: World) -> dict[str, Any]:
    return {"pk": suggested().pk}


def _collection(world: World) -> dict[str, Any]:
    return {"slug": collection().slug}


SAMPLES: dict[str, Sample] = {
    "resources:detail": _resource,
    "resources:versions": _resource,
    "resources:version": lambda world: {**_resource(world), "number": 1},
    "resources:document": _document,
    "resources:collection": _collection,
    "resources:edit": _resource,
    "resources:take_down": _resource,
    "resources:restore": _taken_down,
    "resources:documents": _resource,
    "resources:document_remove": _document,
    "resources:import_preview": lambda world: {"token": "aucun"},
    "resources:review": _suggestion,
    "resources:refuse": _suggestion,
    "resources:collection_edit": _collection,
    "resources:collection_delete": _collection,
}
