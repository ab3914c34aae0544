"""What the pages of the heritage show: the list, one version, the desks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Max, Q, Sum
from django.http import QueryDict
from django.utils import timezone

from commun.core.text import clean, folded
from commun.core.themes import Theme
from commun.heritage.actions.deposits import used_by
from commun.heritage.enums import Kind, Licence
from commun.heritage.fields import Part, of_kind
from commun.heritage.gates import missing, why_not_given
from commun.heritage.manifest import checksums, whole_sha256
from commun.heritage.models import (
    Deposit,
    HeritageFile,
    HeritageItem,
    HeritageItemQuerySet,
    HeritageVersion,
    StoredContent,
    theme_mark,
)
from commun.territories.models import Territory

TEXT, KIND, THEME, LICENCE = "q", "nature", "theme", "licence"
PARAMETERS = (TEXT, KIND, THEME, LICENCE)
_CHOICES = {KIND: Kind, THEME: Theme, LICENCE: Licence}
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Wanted:
    """What the reader asked to see: those that say all of it."""

    text: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.choices)

    def narrow(self, rows: HeritageItemQuerySet) -> HeritageItemQuerySet:
        for word in self.text.split():
            rows = rows.filter(search_text__contains=folded(word))
        for name, value in self.choices:
            match name:
                case "nature":
                    rows = rows.filter(kind=value)
                case "licence":
                    rows = rows.filter(current__licence=value)
                case _:
                    rows = rows.filter(search_text__contains=theme_mark(value))
        return rows


def read(query: QueryDict) -> Wanted:
    """What `query` asks for; what says nothing is left out."""
    text = clean(query.get(TEXT, "")).strip()[:LONGEST_TEXT]
    asked = ((name, query.get(name, "")) for name in _CHOICES)
    return Wanted(text, tuple((name, value) for name, value in asked if value in _CHOICES[name].values))


@dataclass(frozen=True)
class Line:
    """One line of the list; showing it asks the database nothing."""

    item: HeritageItem
    version: HeritageVersion
    files: int
    size: int
    is_damaged: bool


def lines(*, wanted: Wanted) -> list[Line]:
    """The latest first. One query."""
    rows = wanted.narrow(HeritageItem.objects.public()).select_related("current", "territory")
    rows = _measured(rows)
    return [_line(one) for one in rows.order_by("-updated_at", "-pk")]


def _measured(rows: HeritageItemQuerySet) -> HeritageItemQuerySet:
    return rows.annotate(
        file_count=Count("current__files"),
        weight=Sum("current__files__content__size"),
        faults=Count("current__files", filter=~Q(current__files__content__fault="")),
    )


def _line(one: HeritageItem) -> Line:
    assert one.current is not None
    counted = one.__dict__
    return Line(one, one.current, counted["file_count"], counted["weight"] or 0, bool(counted["faults"]))


@dataclass(frozen=True)
class Fact:
    """What is said of a field; an empty `text` is told as « non renseigné »."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class FileLine:
    file: HeritageFile
    why_not: str


@dataclass(frozen=True)
class VersionPage:
    version: HeritageVersion
    sections: tuple[Section, ...]
    files: tuple[FileLine, ...]
    size: int
    sums: str
    sha256: str
    versions: tuple[HeritageVersion, ...]
    is_latest: bool


def version_page(version: HeritageVersion) -> VersionPage:
    """Three queries."""
    files = tuple(
        FileLine(file, why_not_given(version, file.content)) for file in version.files.select_related("content")
    )
    sums = checksums(version)
    published = version.item.versions.exclude(published_at=None).order_by("-number")
    return VersionPage(
        version=version,
        sections=sections(version),
        files=files,
        size=sum(one.file.content.size for one in files),
        sums=sums,
        sha256=whole_sha256(sums),
        versions=tuple(published),
        is_latest=version.item.current_id == version.pk,
    )


SHOWN_ELSEWHERE = frozenset({"title", "description"})


def sections(version: HeritageVersion) -> tuple[Section, ...]:
    """What is said, part by part: what matters is there even unknown."""
    found = []
    for part in Part:
        facts = tuple(
            Fact(str(one.label), one.display(version.value(one)), one.kind == "long")
            for one in of_kind(version.item.kind)
            if one.part is part and one.name not in SHOWN_ELSEWHERE and (one.matters or version.value(one))
        )
        found.append(Section(part.value, str(part.title), facts))
    return tuple(found)


@dataclass(frozen=True)
class DeskLine:
    item: HeritageItem
    last: HeritageVersion


@dataclass(frozen=True)
class TerritoryDesk:
    territory: Territory
    lines: tuple[DeskLine, ...]
    used: int
    quota: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.quota)) if self.quota else 100


def territory_desk(territory: Territory) -> TerritoryDesk:
    """Three queries."""
    items = list(HeritageItem.objects.filter(territory=territory).order_by("-updated_at", "-pk"))
    newest = HeritageVersion.objects.filter(item__in=items).values("item").annotate(last=Max("number"))
    chosen = Q(pk=None)
    for row in newest:
        chosen |= Q(item=row["item"], number=row["last"])
    last = {one.item_id: one for one in HeritageVersion.objects.filter(chosen)}
    return TerritoryDesk(
        territory=territory,
        lines=tuple(DeskLine(one, last[one.pk]) for one in items if one.pk in last),
        used=used_by(territory),
        quota=settings.HERITAGE_QUOTA_BYTES,
    )


@dataclass(frozen=True)
class ItemDesk:
    item: HeritageItem
    version: HeritageVersion
    files: tuple[HeritageFile, ...]
    coming: tuple[Deposit, ...]
    missing: tuple[str, ...]
    versions: tuple[HeritageVersion, ...]


def item_desk(version: HeritageVersion) -> ItemDesk:
    """Seven queries at most."""
    is_draft = version.signed_at is None
    coming = version.deposits.filter(finished_at=None, expires_at__gt=timezone.now()).select_related("content")
    return ItemDesk(
        item=version.item,
        version=version,
        files=tuple(version.files.select_related("content")),
        coming=tuple(coming),
        missing=tuple(missing(version)) if is_draft else (),
        versions=tuple(version.item.versions.exclude(published_at=None).order_by("-number")),
    )


@dataclass(frozen=True)
class NetworkDesk:
    waiting: tuple[HeritageVersion, ...]
    damaged: tuple[HeritageFile, ...]
    used: Mapping[str, int]
    read: int
    whole: int


def network_desk() -> NetworkDesk:
    """Four queries."""
    waiting = HeritageVersion.objects.awaiting_network().select_related("item__territory").order_by("signed_at", "pk")
    damaged = HeritageFile.objects.exclude(content__fault="").select_related("content", "version__item__territory")
    contents = StoredContent.objects.filter(received=F("size"))
    total: int = contents.aggregate(total=Sum("size"))["total"] or 0
    by_territory = contents.values_list("territory__name").annotate(total=Sum("size")).order_by("-total")[:50]
    return NetworkDesk(
        waiting=tuple(waiting[:100]),
        damaged=tuple(damaged.order_by("content__faulty_since", "pk")[:100]),
        used=dict(by_territory),
        read=contents.exclude(checked_at=None).count(),
        whole=total,
    )
