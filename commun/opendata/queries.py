"""What the pages about the datasets show."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from commun.core.datasets import Cell, Dataset
from commun.core.freshness import kept
from commun.opendata import rows

SAMPLE = 3


@dataclass(frozen=True)
class DatasetSummary:
    """How much there is in a dataset, and since when."""

    slug: str
    rows: int
    changed_at: datetime.datetime | None


def summary(dataset: Dataset) -> DatasetSummary:
    """Two queries."""
    rows = dataset.count() if dataset.count else dataset.rows().count()
    return DatasetSummary(slug=dataset.slug, rows=rows, changed_at=dataset.changed_at())


def rows_of(dataset: Dataset) -> int:
    """How many rows it has, counted once for each version of the public data."""
    return kept("dataset-rows", lambda: summary(dataset).rows, dataset.slug)


def summaries(datasets: Iterable[Dataset]) -> list[DatasetSummary]:
    """Counting the whole country takes half a second: it is counted once for each version of the public data."""
    return kept("datasets", lambda: [summary(dataset) for dataset in datasets])


def sample(dataset: Dataset) -> list[list[Cell]]:
    """The first rows."""
    return list(islice(rows.read(dataset, limit=SAMPLE), SAMPLE))
