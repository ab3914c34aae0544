"""Arguments for the addresses of imports (see tests/consistency/samples.py)."""

from django.core.files.base import ContentFile

from commun.core import pending
from commun.library.actions.imports import network_source
from commun.library.models import FeedVersion, ImportedRow, ImportSource
from commun.library.views.import_table import KIND
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.library.factories import published
from tests.library.network_files import FILE, network_table


def token(world: World) -> str:
    """Kept by somebody else: whoever tries it is sent back to the first page, which is what the sweep expects."""
    content = {"tables": [network_table().to_json()], "index": 0, "mapping": [], "source": None, "title": ""}
    return pending.keep(kind=KIND, target=world.territory, content=content, by=world.referent).token


def row(world: World) -> ImportedRow:
    sheet = published(world.territory).deployment
    source = ImportSource.objects.create(slug=f"tableau-{sheet.pk}", title=f"Tableau {sheet.pk}")
    return ImportedRow.objects.create(source=source, key=str(sheet.pk), sheet=sheet)


def version(world: World) -> FeedVersion:
    kept = FeedVersion(source=network_source(), name="flux.csv", sha256="0" * 64, verdict="acceptee", extension="csv")
    kept.file.save("flux.csv", ContentFile(FILE), save=True)
    return kept


SAMPLES: dict[str, Sample] = {
    "library:import_columns": lambda world: {"token": token(world)},
    "library:import_preview": lambda world: {"token": token(world)},
    "library:import_owner": lambda world: {"slug": row(world).sheet.territory.slug},
    "library:feed_version_review": lambda world: {"pk": version(world).pk},
    "library:feed_version_file": lambda world: {"pk": version(world).pk},
    "library:territory_import": lambda world: {"slug": world.territory.slug},
    "library:territory_import_columns": lambda world: {"slug": world.territory.slug, "token": token(world)},
    "library:territory_import_preview": lambda world: {"slug": world.territory.slug, "token": token(world)},
    "library:territory_import_report": lambda world: {"slug": row(world).sheet.territory.slug},
    "library:territory_import_settle": lambda world: {"slug": world.territory.slug, "pk": row(world).pk},
}
