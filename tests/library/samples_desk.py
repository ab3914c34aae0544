"""Arguments of the addresses of the workspace, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.library.actions import attachments, lineage, reviews
from commun.library.enums import LineageKind, Visibility
from commun.library.models import CorrectionRequest
from tests.accounts.factories import referent
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import draft, published, result
from tests.territories.factories import TerritoryFactory


def _slug(world: World) -> dict[str, Any]:
    return {"slug": draft(world.territory).slug}


def _section(world: World) -> dict[str, Any]:
    return {**_slug(world), "section": "cout"}


def _result(world: World) -> dict[str, Any]:
    made = result(draft(world.territory))
    return {"slug": made.deployment.slug, "uid": made.uid}


def _lineage(world: World) -> dict[str, Any]:
    sheet = draft(world.territory)
    origin = published()
    made = lineage.link(sheet=sheet, source=origin, kind=LineageKind.INSPIRED_BY, by=world.referent)
    return {"slug": sheet.slug, "pk": made.pk}


def _document(world: World) -> dict[str, Any]:
    sheet = draft(world.territory)
    file = SimpleUploadedFile("charte.txt", b"Ce que nous promettons.")
    made = attachments.add_document(
        sheet=sheet, title="Charte", file=file, visibility=Visibility.TERRITORY, by=world.referent
    )
    return {"slug": sheet.slug, "pk": made.pk}


def _correction(world: World) -> dict[str, Any]:
    asked = CorrectionRequest.objects.create(deployment=draft(world.territory), text="Le coût est faux.")
    return {"slug": asked.deployment.slug, "pk": asked.pk}


def _asked_elsewhere(world: World) -> dict[str, Any]:
    """A sheet of another territory that waits for someone of ours."""
    elsewhere = draft(TerritoryFactory())
    reviews.ask(sheet=elsewhere, by=referent(elsewhere.territory))
    return {"slug": world.territory.slug, "uid": elsewhere.uid}


SAMPLES: dict[str, Sample] = {
    "library:desk": lambda world: {"slug": world.territory.slug},
    "library:sheet_new": lambda world: {"slug": world.territory.slug},
    "library:workspace": _slug,
    "library:workspace_section": _section,
    "library:workspace_section_open": _section,
    "library:review": _asked_elsewhere,
    "library:network_ask": lambda world: {"slug": published(world.territory).slug},
    "library:workspace_result": _result,
    "library:workspace_result_withdraw": _result,
    "library:workspace_lineage_remove": _lineage,
    "library:workspace_document": _document,
    "library:workspace_attachment_remove": lambda world: {**_document(world), "kind": "document"},
    "library:workspace_correction_settle": _correction,
    **dict.fromkeys(
        (
            "library:workspace_ask_review",
            "library:workspace_preview",
            "library:workspace_publish",
            "library:workspace_withdraw",
            "library:workspace_confirm",
            "library:workspace_next_check",
            "library:workspace_stages",
            "library:workspace_results",
            "library:workspace_lineage",
            "library:workspace_attachments",
            "library:workspace_solution",
            "library:workspace_corrections",
        ),
        _slug,
    ),
}
