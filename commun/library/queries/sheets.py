"""What the page of one sheet needs. Public rows and the public copy, nothing of the working sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise

from commun.core.dates import PartialDate
from commun.core.models import Revision
from commun.core.text import folded
from commun.library import fields, panels
from commun.library.enums import LineageKind, Visibility
from commun.library.fields import Field, Section
from commun.library.models import Deployment, PublishedSheet, SheetAlert
from commun.library.models.decisions import SheetDecision
from commun.library.models.life import Lineage, StageChange
from commun.library.models.records import Result, SheetDocument, SheetLink, SheetSource
from commun.library.panels import LinkedDebate
from commun.library.queries import evaluation
from commun.library.queries.evaluation import Standing


@dataclass(frozen=True)
class Line:
    """One field as its reader reads it: a text, or why there is none."""

    name: str
    label: str | Promise
    text: str = ""
    is_long: bool = False
    url: str = ""
    is_held: bool = False
    is_for_network: bool = False
    """Read by members of the network alone, `reason` being what everyone else reads."""
    reason: str = ""
    """Why it is held back; when there is neither text nor reason, nobody has said."""
    sources: tuple[SheetSource, ...] = ()


@dataclass(frozen=True)
class Part:
    section: Section
    lines: tuple[Line, ...]
    filled: int = 0
    expected: int = 0
    """How many public fields this section holds of those it should; 0 of 0 when nothing calls for it yet."""

    @property
    def title(self) -> str | Promise:
        return self.section.title


@dataclass(frozen=True)
class KinSheet:
    """What a family's story tells of one of its public sheets."""

    pk: int
    slug: str
    title: str
    territory_name: str
    started_on: PartialDate | None

    @property
    def url(self) -> str:
        return reverse("library:sheet", args=[self.slug])


@dataclass(frozen=True)
class Kin:
    """A use that comes from this one, or from which it comes."""

    kind: LineageKind
    earlier: KinSheet
    later: KinSheet
    note: str
    source_url: str


@dataclass(frozen=True)
class Indicator:
    """The figures given for one indicator, as they were given: none is chosen, none is averaged."""

    name: str
    results: tuple[Result, ...]

    @property
    def key(self) -> str:
        """The same for two writings of one name."""
        return folded(self.name)

    @property
    def standing(self) -> tuple[Result, ...]:
        """Those that their territory did not take back."""
        return tuple(one for one in self.results if one.withdrawn_on is None)

    @property
    def disagrees(self) -> bool:
        return len({(folded(one.baseline), folded(one.value), folded(one.unit)) for one in self.standing}) > 1


@dataclass(frozen=True)
class SheetPage:
    """Everything that the page shows; rendering it asks the database nothing."""

    sheet: PublishedSheet
    parts: tuple[Part, ...]
    stages: tuple[StageChange, ...]
    evaluations: Standing
    indicators: tuple[Indicator, ...]
    links: tuple[SheetLink, ...]
    documents: tuple[SheetDocument, ...]
    alerts: tuple[SheetAlert, ...]
    sources: tuple[SheetSource, ...]
    decisions: tuple[SheetDecision, ...]
    kin: tuple[Kin, ...]
    kin_stages: tuple[StageChange, ...]
    debates: tuple[LinkedDebate, ...]
    versions: int
    network_results: tuple[str, ...] = field(default=())
    network_links: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_read_by_network(self) -> bool:
        """True when the page shows something that not everyone may read: it must never be cached for others."""
        return bool(
            self.network_results
            or any(not one.is_public for one in self.evaluations.evaluations)
            or self.network_links
            or any(line.is_for_network for part in self.parts for line in part.lines)
        )


_SHOWN = ("territory__name", "territory__slug", "territory__kind", "territory__is_fictional")
_USED = ("solution__name", "solution__slug", "solution__supplier", "solution__licence", "solution__released_on",
         "solution__source_code_url", "solution__source_url")  # fmt: skip
_NAMED = ("pk", "slug", "title", "territory_name", "started_on")


def published_sheet(*, slug: str, for_network: bool = False) -> PublishedSheet:
    """Raises PublishedSheet.DoesNotExist. One query. What the network reads is not even loaded for anyone else."""
    left = {"search_text"} if for_network else {"search_text", "network_values"}
    own = [one.name for one in PublishedSheet._meta.concrete_fields if one.name not in left]
    return PublishedSheet.objects.select_related("territory", "solution").only(*own, *_SHOWN, *_USED).get(slug=slug)


def sheet_page(*, sheet: PublishedSheet, for_network: bool = False) -> SheetPage:
    """Ten queries, eleven for a use that has kin; and those of the panels. `for_network`: the reader is a member."""
    key = sheet.pk
    kin, kin_keys = _kin(key)
    stages = list(StageChange.objects.filter(deployment__in=[key, *kin_keys], is_public=True))
    own_stages = [one for one in stages if one.deployment_id == key]
    sources = list(SheetSource.objects.filter(deployment=key, is_public=True))
    seen = sheet.network_values if for_network else {}
    return SheetPage(
        sheet=sheet,
        parts=tuple(parts(sheet.values, network=seen, sources=sources)),
        stages=tuple(own_stages),
        evaluations=evaluation.of_sheet(
            key=key, stages=own_stages, circle=Visibility.NETWORK if for_network else Visibility.PUBLIC
        ),
        indicators=indicators(Result.objects.filter(deployment=key, is_public=True)),
        links=tuple(SheetLink.objects.filter(deployment=key, is_public=True)),
        documents=tuple(SheetDocument.objects.filter(deployment=key, is_public=True)),
        alerts=tuple(SheetAlert.objects.filter(deployment=key, is_public=True)),
        sources=tuple(one for one in sources if one.field not in fields.BY_NAME),
        decisions=tuple(
            SheetDecision.objects.filter(deployment=key, is_public=True).select_related("deliberation__body")
        ),
        kin=kin,
        kin_stages=tuple(one for one in stages if one.deployment_id != key),
        debates=panels.debates_of([key]).get(key, ()),
        versions=Revision.objects.of(Deployment(pk=key)).count(),
        network_results=tuple(seen.get("_results", ())),
        network_links=tuple((title, url) for title, url in seen.get("_links", ())),
    )


def _kin(key: int) -> tuple[tuple[Kin, ...], set[int]]:
    """The uses of the same family, two steps away at most: where it comes from, and what came of that elsewhere."""
    found = _lineages([key])
    keys = _uses(found) - {key}
    if keys:
        found |= _lineages(keys)
    return tuple(found[number] for number in sorted(found)), _uses(found) - {key}


def _uses(lineages: Mapping[int, Kin]) -> set[int]:
    return {one.pk for kin in lineages.values() for one in (kin.earlier, kin.later)}


def _lineages(keys: Iterable[int]) -> dict[int, Kin]:
    """The public links of these uses, by primary key. Plain rows: instances of five tables cost five times as much."""
    found = Lineage.objects.filter(
        Q(deployment__in=keys) | Q(source__in=keys),
        is_public=True,
        source__public__isnull=False,
        deployment__public__isnull=False,
    )
    sheets = [f"{side}__public__{name}" for side in ("source", "deployment") for name in _NAMED]
    rows = found.values_list("pk", "kind", "note", "source_url", *sheets)
    return {
        pk: Kin(LineageKind(kind), KinSheet(*names[: len(_NAMED)]), KinSheet(*names[len(_NAMED) :]), note, url)
        for pk, kind, note, url, *names in rows
    }


def indicators(results: Iterable[Result]) -> tuple[Indicator, ...]:
    """Figures by indicator, in the order in which each was first given."""
    grouped: dict[str, list[Result]] = {}
    for one in results:
        grouped.setdefault(folded(one.indicator), []).append(one)
    return tuple(Indicator(rows[0].indicator, tuple(rows)) for rows in grouped.values())


def parts(
    values: Mapping[str, Any], *, network: Mapping[str, Any] | None = None, sources: Sequence[SheetSource] = ()
) -> list[Part]:
    """The sections that say something, or whose silence matters, in the order of the sheet."""
    counts: Mapping[str, Sequence[int]] = values.get("_sections", {})
    read_at: dict[str, list[SheetSource]] = {}
    for one in sources:
        read_at.setdefault(one.field, []).append(one)
    found = []
    for section in Section:
        filled, expected = counts.get(section.value, (0, 0))
        lines = tuple(
            line
            for one in fields.fields_of(section)
            if (line := _line(one, values, network or {}, tuple(read_at.get(one.name, ()))))
        )
        if lines:
            found.append(Part(section, lines, filled, expected))
    return found


def _line(
    one: Field,
    values: Mapping[str, Any],
    network: Mapping[str, Any],
    sources: tuple[SheetSource, ...],
) -> Line | None:
    held = values.get("_held", {})
    if one.name in held:
        text = one.display(network.get(one.name))
        return Line(
            one.name,
            one.label,
            text,
            is_long=one.kind == "long",
            is_held=not text,
            is_for_network=bool(text),
            reason=held[one.name]["reason"],
        )
    text = one.display(values.get(one.name))
    if not text and one.name not in values.get("_silent", ()):
        return None
    return Line(
        one.name, one.label, text, is_long=one.kind == "long", url=text if one.kind == "url" else "", sources=sources
    )
