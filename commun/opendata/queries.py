"""What the pages about the datasets show."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from commun.core.datasets import Cell, Dataset
from commun.opendata import rows

SAMPLE = 5


@dataclass(frozen=True)
class DatasetSummary:
    """One line of the list of datasets."""

    dataset: Dataset
    rows: int
    changed_at: datetime.datetime | None


def summary(dataset: Dataset) -> DatasetSummary:
    """Two queries."""
    return DatasetSummary(dataset=dataset, rows=dataset.rows().count(), changed_at=dataset.changed_at())


def summaries(datasets: Iterable[Dataset]) -> list[DatasetSummary]:
    return [summary(dataset) for dataset in datasets]


def sample(dataset: Dataset) -> list[list[Cell]]:
    """The first rows."""
    return list(islice(rows.read(dataset, limit=SAMPLE), SAMPLE))
