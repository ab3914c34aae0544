"""What the page of one sheet needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from commun.library import fields
from commun.library.fields import Field, Section
from commun.library.models import PublishedSheet
from commun.library.models.life import Lineage, StageChange
from commun.library.models.records import Result, SheetLink


@dataclass(frozen=True)
class Line:
    """One field as the public reads it: a text, or why there is none."""

    name: str
    label: str | Promise
    text: str = ""
    is_long: bool = False
    url: str = ""
    is_held: bool = False
    reason: str = ""
    """Why it is held back; when there is neither text nor reason, nobody has said."""


@dataclass(frozen=True)
class Part:
    section: Section
    lines: tuple[Line, ...]

    @property
    def title(self) -> str | Promise:
        return self.section.title


@dataclass(frozen=True)
class SheetPage:
    """Everything that the page shows; rendering it asks the database nothing."""

    sheet: PublishedSheet
    parts: tuple[Part, ...]
    stages: tuple[StageChange, ...]
    results: tuple[Result, ...]
    links: tuple[SheetLink, ...]
    origins: tuple[Lineage, ...]
    offspring: tuple[Lineage, ...]


def published_sheet(*, slug: str) -> PublishedSheet:
    """Raises PublishedSheet.DoesNotExist. One query."""
    return PublishedSheet.objects.select_related("territory", "solution", "deployment").get(slug=slug)


def sheet_page(*, sheet: PublishedSheet) -> SheetPage:
    """Five queries, whatever the sheet holds."""
    rows = sheet.deployment
    origins = rows.origins.filter(is_public=True, source__public__isnull=False)
    offspring = rows.offspring.filter(is_public=True, deployment__public__isnull=False)
    return SheetPage(
        sheet=sheet,
        parts=tuple(parts(sheet.values)),
        stages=tuple(rows.stages.filter(is_public=True)),
        results=tuple(rows.results.filter(is_public=True)),
        links=tuple(rows.links.filter(is_public=True)),
        origins=tuple(origins.select_related("source__public")),
        offspring=tuple(offspring.select_related("deployment__public")),
    )


def parts(values: Mapping[str, object]) -> list[Part]:
    """The sections that say something, or whose silence matters, in the order of the sheet."""
    found = []
    for section in Section:
        lines = [line for one in fields.fields_of(section) if (line := _line(one, values))]
        if lines:
            found.append(Part(section, tuple(lines)))
    return found


def _line(one: Field, values: Mapping[str, object]) -> Line | None:
    held = values.get("_held", {})
    assert isinstance(held, dict)
    if one.name in held:
        return Line(one.name, one.label, is_held=True, reason=held[one.name]["reason"])
    text = one.display(values.get(one.name))
    if not text and not one.matters:
        return None
    return Line(one.name, one.label, text, is_long=one.kind == "long", url=text if one.kind == "url" else "")
