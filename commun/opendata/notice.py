"""What every file says of itself: where it comes from, of when it is, under which licence."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.core.datasets import Dataset
from commun.opendata.schema import LICENCE
from commun.opendata.writers import instant


def address(name: str, dataset: Dataset) -> str:
    return f"{settings.SITE_URL}{reverse(f'opendata:{name}', args=[dataset.slug])}"


def metadata(dataset: Dataset) -> dict[str, Any]:
    """The head of the JSON file."""
    changed_at = dataset.changed_at()
    return {
        "jeu": dataset.slug,
        "titre": str(dataset.title),
        "source": settings.SITE_NAME,
        "page": address("dataset", dataset),
        "schema": address("dataset_schema", dataset),
        "licence": LICENCE,
        "modifie_le": instant(changed_at) if changed_at else None,
    }


def lines(dataset: Dataset) -> list[tuple[str, str]]:
    """The second sheet of the workbook."""
    changed_at = dataset.changed_at()
    about = [
        (_("Jeu de données"), str(dataset.title)),
        (_("Une ligne est"), str(dataset.row)),
        (_("Description"), str(dataset.description)),
        *((_("À savoir"), str(note)) for note in dataset.notes),
        (_("Source"), f"{settings.SITE_NAME}, {address('dataset', dataset)}"),
        (_("Licence"), f"{LICENCE['title']}, {LICENCE['path']}"),
        (_("Dernier changement"), _day(changed_at) if changed_at else _("aucun")),
        ("", ""),
        (_("Colonne"), _("Ce qu’elle contient")),
    ]
    return about + [(column.name, str(column.description)) for column in dataset.columns]


def _day(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "j F Y")


def citation(dataset: Dataset) -> str:
    """How to cite the dataset, today."""
    return _("%(site)s, « %(title)s », consulté le %(day)s, %(address)s, %(licence)s.") % {
        "site": settings.SITE_NAME,
        "title": dataset.title,
        "day": _day(timezone.now()),
        "address": address("dataset", dataset),
        "licence": LICENCE["title"],
    }
