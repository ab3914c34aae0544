"""What the pages about other sites show."""

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from commun.core.datasets import Column, Dataset, Type
from commun.core.dates import PartialDate
from commun.federation.enums import Change
from commun.federation.models import Harvest, HarvestedRecord, HarvestSource
from commun.opendata.registry import datasets
from commun.ui.components.dates import written

PAGE = 50


@dataclass(frozen=True)
class SourceLine:
    source: HarvestSource
    last: Harvest | None
    standing: int
    withdrawn: int


@dataclass(frozen=True)
class RecordsOf:
    """Rows of one dataset given by a source."""

    dataset: Dataset
    standing: int
    withdrawn: int


@dataclass(frozen=True)
class SourcePage:
    source: HarvestSource
    last: Harvest | None
    counts: tuple[RecordsOf, ...]
    chosen: str
    records: Page[HarvestedRecord]
    lines: "tuple[RecordLine, ...]"


@dataclass(frozen=True)
class Cell:
    """What a cell says, in words: one value, or those of a list."""

    label: str
    values: tuple[str, ...]
    is_address: bool


@dataclass(frozen=True)
class RecordLine:
    record: HarvestedRecord
    kind: str
    """The title of its dataset."""


def source_lines(*, with_proposed: bool = False) -> list[SourceLine]:
    """Three queries."""
    rows = HarvestSource.objects.all() if with_proposed else HarvestSource.objects.public()
    counted = HarvestedRecord.objects.filter(source__in=rows.values("pk")).order_by().values_list("source")
    counts = {
        pk: (standing, every)
        for pk, standing, every in counted.annotate(
            standing=Count("pk", filter=Q(withdrawn_at=None)), every=Count("pk")
        )
    }
    lasts: dict[int, Harvest] = {}
    newest = Harvest.objects.filter(source=OuterRef("pk"), is_rehearsal=False).values("pk")[:1]
    for one in Harvest.objects.filter(pk__in=rows.annotate(newest=Subquery(newest)).values("newest")):
        lasts[one.source_id] = one
    found = []
    for source in rows.select_related("territory"):
        standing, every = counts.get(source.pk, (0, 0))
        found.append(SourceLine(source, lasts.get(source.pk), standing, every - standing))
    return found


def source_page(*, slug: str, dataset: str = "", number: int | str = 1) -> SourcePage | None:
    """Five queries."""
    source = HarvestSource.objects.public().select_related("territory").filter(slug=slug).first()
    if source is None:
        return None
    counted = (
        source.records.order_by()
        .values_list("dataset")
        .annotate(standing=Count("pk", filter=Q(withdrawn_at=None)), all=Count("pk"))
    )
    known = datasets()
    counts = tuple(
        RecordsOf(known[slug], standing, every - standing) for slug, standing, every in sorted(counted) if slug in known
    )
    records = source.records.filter(dataset=dataset) if dataset else source.records.all()
    listed = Paginator(records.order_by("dataset", "-fetched_at", "pk").defer("values"), PAGE).get_page(number)
    return SourcePage(
        source=source,
        last=source.harvests.filter(is_rehearsal=False).first(),
        counts=counts,
        chosen=dataset,
        records=listed,
        lines=tuple(
            RecordLine(one, str(known[one.dataset].title) if one.dataset in known else one.dataset) for one in listed
        ),
    )


@dataclass(frozen=True)
class DifferenceLine:
    """A row that a version in quarantine would change, as it stands today."""

    change: str
    kind: str
    """The title of its dataset."""
    identifier: str
    title: str
    url: str


def difference_lines(version: Harvest) -> tuple[DifferenceLine, ...]:
    """One query. What was withdrawn since has no title any more."""
    known = datasets()
    names = [name for _change, _dataset, name in version.differences]
    rows = HarvestedRecord.objects.filter(source=version.source_id, identifier__in=names, withdrawn_at=None)
    standing = {(one.dataset, one.identifier): one for one in rows.defer("values")} if names else {}
    found = []
    for change, dataset, name in version.differences:
        one = standing.get((dataset, name))
        kind = str(known[dataset].title) if dataset in known else dataset
        title, url = (one.title, one.get_absolute_url()) if one else ("", "")
        found.append(DifferenceLine(str(Change(change).label), kind, name, title, url))
    return tuple(found)


_TOLD_ELSEWHERE = frozenset({"identifiant", "url"})


def cells_of(record: HarvestedRecord) -> list[Cell]:
    """The cells that the source filled, in the order of our dataset and in the words of our lists of values."""
    dataset = datasets()[record.dataset]
    found = []
    for column in dataset.columns:
        text = record.values.get(column.name, "")
        if not text or column.name in _TOLD_ELSEWHERE:
            continue
        parts = text.split("|") if column.type is Type.LIST else [text]
        values = tuple(dict.fromkeys(_said(column, part) for part in parts if part))
        is_address = all(value.startswith(("http://", "https://")) for value in values)
        found.append(Cell(str(column.description).rstrip("."), values, is_address))
    return found


def _said(column: Column, text: str) -> str:
    """A value as a page says it; as it was read when it is none of ours."""
    if column.choices is not None:
        return str(dict(column.choices.choices).get(text, text))
    if column.type is Type.BOOLEAN:
        return {"true": _("Oui"), "false": _("Non")}.get(text, text)
    try:
        if column.type in (Type.DATE, Type.PARTIAL_DATE):
            return str(PartialDate.parse(text))
        if column.type is Type.DATETIME:
            return written(datetime.datetime.fromisoformat(text).date())
    except ValueError:
        return text
    return text
