"""Arguments of the addresses of the workspace, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.concertations.actions import documents
from commun.concertations.actions.resource_uses import tell_use
from commun.concertations.enums import DocumentKind
from commun.concertations.models import Concertation, Document, Speaker, UsageLink
from tests.concertations.factories import (
    ConcertationFactory,
    TakeawayFactory,
    published_concertation,
    restituted_concertation,
)
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import published as published_sheet
from tests.resources.factories import added


def _draft(world: World) -> Concertation:
    record: Concertation = ConcertationFactory(territory=world.territory)
    return record


def _slug(world: World) -> dict[str, Any]:
    return {"slug": _draft(world).slug}


def _row(world: World) -> dict[str, Any]:
    speaker = Speaker.objects.create(concertation=_draft(world), profession="Juriste")
    return {
        "slug": speaker.concertation.slug,
        "section": "informations",
        "rows": "intervenants",
        "pk": speaker.pk,
    }


def _rows(world: World) -> dict[str, Any]:
    return {"slug": _draft(world).slug, "section": "resultats", "rows": "sequences"}


def _takeaway(world: World) -> dict[str, Any]:
    takeaway = TakeawayFactory(concertation=_draft(world))
    return {"slug": takeaway.concertation.slug, "uid": takeaway.uid}


def _frozen_takeaway(world: World) -> dict[str, Any]:
    takeaway = restituted_concertation(territory=world.territory, propositions=1).takeaways.get()
    return {"slug": takeaway.concertation.slug, "uid": takeaway.uid}


def _link(world: World) -> dict[str, Any]:
    document = Document.objects.create(concertation=_draft(world), title="Rapport", url="https://exemple.fr/rapport")
    return {"slug": document.concertation.slug, "pk": document.pk}


def _file(world: World) -> dict[str, Any]:
    document = documents.attach(
        concertation=published_concertation(territory=world.territory),
        kind=DocumentKind.REPORT,
        title="Rapport",
        file=SimpleUploadedFile("rapport.txt", b"Ce qui a ete dit."),
        by=world.referent,
    )
    return {"pk": document.pk, "name": document.file_name}


SAMPLES: dict[str, Sample] = {
    "concertations:workspace_territory": lambda world: {"slug": world.territory.slug},
    "concertations:workspace_new": lambda world: {"slug": world.territory.slug},
    "concertations:workspace": _slug,
    "concertations:workspace_publish": _slug,
    "concertations:workspace_advance": _slug,
    "concertations:workspace_interrupt": _slug,
    "concertations:workspace_resume": _slug,
    "concertations:workspace_section": lambda world: {**_slug(world), "section": "methode"},
    "concertations:workspace_rows": _rows,
    "concertations:workspace_row": _row,
    "concertations:workspace_row_remove": _row,
    "concertations:workspace_co_leads": _slug,
    "concertations:workspace_documents": _slug,
    "concertations:workspace_document_remove": _link,
    "concertations:document_file": _file,
    "concertations:versions": lambda world: {"slug": published_concertation(territory=world.territory).slug},
    "concertations:version": lambda world: {
        "slug": published_concertation(territory=world.territory).slug,
        "number": 1,
    },
    "concertations:workspace_takeaways": _slug,
    "concertations:workspace_takeaway_new": _slug,
    "concertations:workspace_takeaway_order": lambda world: {**_slug(world), "kind": "proposition"},
    "concertations:workspace_takeaway": _takeaway,
    "concertations:workspace_takeaway_remove": _takeaway,
    "concertations:workspace_erratum": _frozen_takeaway,
    "concertations:workspace_takeaway_classify": _frozen_takeaway,
}


def _usage_link(world: World) -> dict[str, Any]:
    record = published_concertation(territory=world.territory)
    link = UsageLink.objects.create(concertation=record, deployment=published_sheet(world.territory).deployment)
    return {"slug": record.slug, "pk": link.pk}


def _resource_use(world: World) -> dict[str, Any]:
    record = _draft(world)
    return {"slug": record.slug, "pk": tell_use(concertation=record, resource=added(), by=world.referent).pk}


SAMPLES |= {"concertations:workspace_resources": _slug, "concertations:workspace_resource_remove": _resource_use}
SAMPLES |= {"concertations:workspace_usages": _slug, "concertations:workspace_usage_remove": _usage_link}
