"""What the pages about other sites show."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery

from commun.core.datasets import Dataset
from commun.federation.models import Harvest, HarvestedRecord, HarvestSource
from commun.opendata.registry import datasets

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


@dataclass(frozen=True)
class Cell:
    name: str
    description: str
    value: str
    is_address: bool


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
    listed = Paginator(records.order_by("dataset", "-fetched_at", "pk").defer("values"), PAGE)
    return SourcePage(
        source=source,
        last=source.harvests.filter(is_rehearsal=False).first(),
        counts=counts,
        chosen=dataset,
        records=listed.get_page(number),
    )


def cells_of(record: HarvestedRecord) -> list[Cell]:
    """The cells that the source filled, under the names of our dataset and in its order."""
    dataset = datasets()[record.dataset]
    return [
        Cell(one.name, str(one.description), record.values[one.name], record.values[one.name].startswith("http"))
        for one in dataset.columns
        if record.values.get(one.name)
    ]
