"""The published sheets as the peers' standards read them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from commun.library import fields
from commun.library.exports.standard import Exported, Note, Remark, Standard, Use
from commun.library.models import PublishedSheet, Result, StageChange

AT_ONCE = 500
REPORTED = 500


def uses(sheets: "QuerySet[PublishedSheet]") -> Iterator[Use]:
    """With all that a record needs: four queries for each `AT_ONCE` sheets."""
    found = sheets.select_related("territory", "solution", "deployment").prefetch_related(
        Prefetch("deployment__stages", StageChange.objects.filter(is_public=True)),
        Prefetch("deployment__results", Result.objects.filter(is_public=True)),
    )
    for sheet in found.iterator(chunk_size=AT_ONCE):
        yield Use(sheet, f"{settings.SITE_URL}{sheet.get_absolute_url()}")


def every_use() -> Iterator[Use]:
    """Of real bodies, by identifier: an example or a template has no place in another country's register."""
    return uses(PublishedSheet.objects.real().order_by("uid"))


def use_of(*, slug: str) -> Use:
    """Raises PublishedSheet.DoesNotExist."""
    found = next(uses(PublishedSheet.objects.filter(slug=slug)), None)
    if found is None:
        raise PublishedSheet.DoesNotExist(slug)
    return found


@dataclass(frozen=True)
class Count:
    remark: Remark
    sheets: int


@dataclass(frozen=True)
class Report:
    """What could not be said as the sheets say it, over the last `read` sheets out of `total`."""

    read: int
    total: int
    counts: tuple[Count, ...]

    def of(self, note: Note) -> tuple[Count, ...]:
        return tuple(one for one in self.counts if one.remark.note is note)


def report_of(standard: Standard) -> Report:
    real = PublishedSheet.objects.real()
    last = real.order_by("-updated_at", "-pk")[:REPORTED]
    return counted((standard.export(use) for use in uses(last)), total=real.count())


def counted(exported: Iterable[Exported], *, total: int) -> Report:
    """The same remark once, with the number of sheets that bear it."""
    read, found = 0, Counter[Remark]()
    for one in exported:
        read += 1
        found.update(set(one.remarks))
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0].key))
    return Report(read, total, tuple(Count(remark, sheets) for remark, sheets in ordered))


def lost_labels(standard: Standard) -> list[str]:
    """What we hold and the standard has no place for, by the label of the field."""
    return [str(fields.BY_NAME[name].label) for name in standard.lost]
