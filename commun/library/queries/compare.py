"""Two to four sheets side by side, field by field: what differs, what all say, what none says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from commun.library import fields
from commun.library.fields import Section
from commun.library.models import PublishedSheet, Result


@dataclass(frozen=True)
class Cell:
    """What a sheet says of a field: a text, that it is held back and why, or nothing. `who` tells the sheets apart."""

    who: str
    text: str = ""
    is_held: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One field in each of the sheets; `differs` when two of them say different things: silence is no difference."""

    label: str | Promise
    cells: tuple[Cell, ...]
    differs: bool

    @property
    def is_empty(self) -> bool:
        return not any(one.text or one.is_held for one in self.cells)


@dataclass(frozen=True)
class ComparedPart:
    title: str | Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """`silent` are the labels of the fields that no sheet fills: named once, in one line."""

    sheets: tuple[PublishedSheet, ...]
    parts: tuple[ComparedPart, ...]
    silent: tuple[str | Promise, ...]
    results: tuple[tuple[PublishedSheet, tuple[Result, ...]], ...]

    @property
    def differing(self) -> int:
        return sum(row.differs for part in self.parts for row in part.rows)


def comparison(*, slugs: Sequence[str]) -> Comparison:
    """Of the published sheets among these, in that order. Two queries."""
    known = {one.slug: one for one in PublishedSheet.objects.select_related("territory").filter(slug__in=slugs)}
    sheets = tuple(known[slug] for slug in slugs if slug in known)
    names = [one.territory_name for one in sheets]
    who = [name if names.count(name) == 1 else one.title for name, one in zip(names, sheets, strict=True)]
    parts, silent = [], []
    for section in Section:
        rows = [_row(one, sheets, who) for one in fields.fields_of(section)]
        silent += [row.label for row in rows if row.is_empty]
        if filled := tuple(row for row in rows if not row.is_empty):
            parts.append(ComparedPart(section.title, filled))
    return Comparison(sheets, tuple(parts), tuple(silent), _results(sheets))


def _row(one: fields.Field, sheets: Sequence[PublishedSheet], who: Sequence[str]) -> Row:
    cells = tuple(_cell(one, sheet, name) for sheet, name in zip(sheets, who, strict=True))
    said = {cell.text for cell in cells if cell.text}
    return Row(one.label, cells, differs=len(said) > 1)


def _cell(one: fields.Field, sheet: PublishedSheet, who: str) -> Cell:
    held = sheet.values["_held"]
    if one.name in held:
        return Cell(who, is_held=True, reason=held[one.name]["reason"])
    return Cell(who, one.display(sheet.values.get(one.name)))


def _results(sheets: Sequence[PublishedSheet]) -> tuple[tuple[PublishedSheet, tuple[Result, ...]], ...]:
    rows = Result.objects.filter(deployment__in=[one.pk for one in sheets], is_public=True, withdrawn_on=None).order_by(
        "number"
    )
    found: dict[int, list[Result]] = {one.pk: [] for one in sheets}
    for row in rows.order_by("number"):
        found[row.deployment_id].append(row)
    return tuple((one, tuple(found[one.pk])) for one in sheets)
