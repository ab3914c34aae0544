"""What is to go: a dataset or one of its columns, told to programs in the answers that still hold it, and to people on
the page of what changes in the API."""

import calendar
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.http import http_date

from commun.core.datasets import Column, Dataset, Deprecation
from commun.opendata.registry import datasets

_PLACE = "bientot-retire"


@dataclass(frozen=True)
class Ending:
    """One line of the list of what is to go; `column` is empty when it is the whole dataset."""

    dataset: Dataset
    column: str
    what: Deprecation


def announced() -> list[Ending]:
    """All that is to go, the soonest first."""
    found = [one for dataset in datasets().values() for one in _of(dataset, dataset.columns)]
    return sorted(found, key=lambda one: (one.what.ends_on, one.dataset.slug, one.column))


def headers(dataset: Dataset, columns: Sequence[Column] | None = None) -> dict[str, str]:
    """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and where both are explained, when what is given holds something
    that is to go: of several, the first announced and the first that goes. `columns` are those given, if not all."""
    return headers_of([one.what for one in _of(dataset, dataset.columns if columns is None else columns)])


def headers_of(endings: Sequence[Deprecation]) -> dict[str, str]:
    """The same, of anything that is to go."""
    if not endings:
        return {}
    page = f"{settings.SITE_URL}{reverse('api_changes')}#{_PLACE}"
    return {
        "Deprecation": f"@{_seconds(min(one.on for one in endings))}",
        "Sunset": http_date(_seconds(min(one.ends_on for one in endings))),
        "Link": ", ".join(f'<{page}>; rel="{name}"; type="text/html"' for name in ("deprecation", "sunset")),
    }


def _of(dataset: Dataset, columns: Sequence[Column]) -> Iterator[Ending]:
    if dataset.deprecated:
        yield Ending(dataset, "", dataset.deprecated)
    for column in columns:
        if column.deprecated:
            yield Ending(dataset, column.name, column.deprecated)


def _seconds(day: datetime.date) -> int:
    return calendar.timegm(day.timetuple())
