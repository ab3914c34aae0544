"""From archived days to what their pages show."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from commun.opendata.archives import Day, Kept
from commun.opendata.registry import datasets


@dataclass(frozen=True)
class Month:
    """The archived days of a month."""

    first: datetime.date
    days: tuple[datetime.date, ...]


def by_month(days: list[datetime.date]) -> list[Month]:
    """`days` in their order, month by month."""
    return [
        Month(datetime.date(year, month, 1), tuple(found))
        for (year, month), found in groupby(days, key=lambda one: (one.year, one.month))
    ]


@dataclass(frozen=True)
class DatasetFiles:
    """What a day holds of a dataset. `title` is its slug once it is published no more."""

    slug: str
    title: str
    rows: int
    files: tuple[Kept, ...]


def files_by_dataset(day: Day) -> list[DatasetFiles]:
    found = []
    for slug, group in groupby((file for file in day.files if file.dataset), key=lambda file: file.dataset):
        files = tuple(group)
        dataset = datasets().get(slug)
        rows = max((file.rows or 0 for file in files), default=0)
        found.append(DatasetFiles(slug, str(dataset.title) if dataset else slug, rows, files))
    return found
