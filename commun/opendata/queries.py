"""What the pages about the datasets show."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from commun.core.datasets import Cell, Dataset
from commun.core.freshness import kept
from commun.core.models import AuditEvent
from commun.opendata import rows

SAMPLE = 3


@dataclass(frozen=True)
class Period:
    """The first and the last day that the rows of a dataset are of."""

    first_on: datetime.date
    last_on: datetime.date


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


def periods(datasets: Iterable[Dataset]) -> dict[str, Period]:
    """By slug, of those that say of which day a row is. Two queries each, once for each version of the public data."""
    return kept("periods", lambda: {one.slug: found for one in datasets if (found := _period(one))})


def _period(dataset: Dataset) -> Period | None:
    if not dataset.dated:
        return None
    dated = dataset.rows().exclude(**{dataset.dated: None})
    first = dated.order_by(dataset.dated).values_list(dataset.dated, flat=True).first()
    last = dated.order_by(f"-{dataset.dated}").values_list(dataset.dated, flat=True).first()
    return Period(_day(first), _day(last)) if first and last else None


def _day(at: datetime.date) -> datetime.date:
    return timezone.localtime(at).date() if isinstance(at, datetime.datetime) else at


def opened_at() -> datetime.datetime | None:
    """When this site first recorded an action."""
    return kept("opened", lambda: AuditEvent.objects.order_by("pk").values_list("at", flat=True).first())


def sample(dataset: Dataset) -> list[list[Cell]]:
    """The first rows."""
    return list(islice(rows.read(dataset, limit=SAMPLE), SAMPLE))
