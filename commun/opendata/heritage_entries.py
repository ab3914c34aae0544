"""The datasets that territories archive in common, as entries of the catalogue: the last public version of each."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from commun.heritage.enums import Kind, Licence
from commun.heritage.gates import why_not_given
from commun.heritage.models import HeritageFile, HeritageItem


@dataclass(frozen=True)
class ArchivedFile:
    """A file as it was read to be when it came; `extension` without its dot."""

    address: str
    name: str
    extension: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ArchivedDataset:
    """`version_address` never changes of content; `page` leads to the last version.
    `files` are those that anyone may have."""

    identifier: str
    page: str
    version_address: str
    version: int
    title: str
    description: str
    provenance: str
    keywords: tuple[str, ...]
    licence: Licence
    licence_note: str
    territory: str
    territory_address: str
    published_at: datetime.datetime
    is_open: bool
    files: tuple[ArchivedFile, ...]


def archived_datasets() -> list[ArchivedDataset]:
    """Those that are public and real, the first archived first. Two queries."""
    rows = HeritageItem.objects.public().filter(kind=Kind.DATASET, territory__is_fictional=False)
    found = rows.select_related("territory", "current").prefetch_related("current__files__content").order_by("pk")
    return [_entry(one) for one in found]


def _entry(item: HeritageItem) -> ArchivedDataset:
    version = item.current
    assert version is not None and version.published_at is not None
    site, number = settings.SITE_URL, version.number
    return ArchivedDataset(
        identifier=item.uid,
        page=f"{site}{item.get_absolute_url()}",
        version_address=f"{site}{reverse('heritage:version', args=[item.uid, number])}",
        version=number,
        title=version.title,
        description=version.description,
        provenance=version.provenance,
        keywords=tuple(version.keywords),
        licence=Licence(version.licence),
        licence_note=version.licence_note,
        territory=item.territory.name,
        territory_address=f"{site}{item.territory.get_absolute_url()}",
        published_at=version.published_at,
        is_open=version.has_open_licence,
        files=tuple(_file(item, number, one) for one in version.files.all() if not why_not_given(version, one.content)),
    )


def _file(item: HeritageItem, number: int, file: HeritageFile) -> ArchivedFile:
    return ArchivedFile(
        address=f"{settings.SITE_URL}{reverse('heritage:file', args=[item.uid, number, file.pk])}",
        name=file.name,
        extension=file.extension,
        media_type=file.media_type,
        size=file.content.size,
        sha256=file.content.sha256,
    )
