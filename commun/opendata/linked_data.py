"""The catalogue and the datasets in the words of schema.org, for search engines of data."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core.datasets import Dataset
from commun.core.linked_data import Thing, breadcrumb, named, publisher, thing
from commun.opendata.queries import DatasetSummary, Period
from commun.opendata.schema import LICENCE
from commun.opendata.writers import is_written_as

_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def catalogue(datasets: Iterable[Dataset]) -> list[Thing]:
    editor = publisher()
    home = reverse("opendata:catalogue")
    return [
        thing(
            "DataCatalog",
            home,
            name=_("Données ouvertes de %(site)s") % {"site": settings.SITE_NAME},
            description=_("Tout ce que ce site publie, en fichiers réutilisables et par API."),
            license=LICENCE["path"],
            inLanguage="fr",
            publisher=named(editor),
            dataset=[
                thing("Dataset", reverse("opendata:dataset", args=[one.slug]), name=str(one.title)) for one in datasets
            ],
        ),
        editor,
        breadcrumb([(settings.SITE_NAME, "/"), (_("Données"), "")]),
    ]


def dataset(found: Dataset, summary: DatasetSummary, period: Period | None) -> list[Thing]:
    editor = publisher()
    page = reverse("opendata:dataset", args=[found.slug])
    home = reverse("opendata:catalogue")
    suffixes = [one for one in _MEDIA_TYPES if is_written_as(one, rows=summary.rows)]
    return [
        thing(
            "Dataset",
            page,
            identifier=found.slug,
            name=str(found.title),
            description=str(found.description),
            license=LICENCE["path"],
            isAccessibleForFree=True,
            inLanguage="fr",
            keywords=list(found.keywords),
            creator=named(editor),
            publisher=named(editor),
            dateModified=summary.changed_at,
            temporalCoverage=f"{period.first_on}/{period.last_on}" if period else None,
            spatialCoverage={"@type": "Country", "name": "France"},
            variableMeasured=found.headers,
            includedInDataCatalog=thing("DataCatalog", home, name=_("Données ouvertes")),
            distribution=[
                thing(
                    "DataDownload",
                    name=f"{found.title} ({suffix.upper()})",
                    encodingFormat=_MEDIA_TYPES[suffix],
                    contentUrl=f"{settings.SITE_URL}{reverse(f'opendata:dataset_{suffix}', args=[found.slug])}",
                    dateModified=summary.changed_at,
                )
                for suffix in suffixes
            ],
        ),
        editor,
        breadcrumb([(settings.SITE_NAME, "/"), (_("Données"), home), (str(found.title), "")]),
    ]
