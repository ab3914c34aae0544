"""From a dataset to what its page shows."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.core.datasets import Cell, Column, Dataset, Deprecation
from commun.opendata.writers import is_written_as
from commun.ui.components.navigation import Link

LONGEST_SAMPLE_CELL = 90
SAMPLE_COLUMNS = 8


@dataclass(frozen=True)
class Sample:
    """The first columns of the first rows: seventy columns would weigh more than they tell."""

    names: list[str]
    rows: list[list[str]]
    more_columns: int


@dataclass(frozen=True)
class ColumnLine:
    """One line of the data dictionary. `rules` are short sentences; `values` the codes of a list with their labels."""

    name: str
    type: str
    description: str
    example: str
    rules: list[str]
    values: list[tuple[str, str]]
    refers_to: str
    going: str


def downloads(dataset: Dataset, *, rows: int) -> list[Link]:
    """No workbook of more rows than it can hold."""
    names = (
        ("CSV", "dataset_csv"),
        ("JSON", "dataset_json"),
        ("XLSX", "dataset_xlsx"),
        ("Parquet", "dataset_parquet"),
        ("Table Schema", "dataset_schema"),
    )
    return [
        Link(label, reverse(f"opendata:{name}", args=[dataset.slug]))
        for label, name in names
        if is_written_as(name.removeprefix("dataset_"), rows=rows)
    ]


def column_lines(dataset: Dataset) -> list[ColumnLine]:
    return [_column_line(column) for column in dataset.columns]


def _column_line(column: Column) -> ColumnLine:
    rules = []
    if column.is_required:
        rules.append(_("Toujours renseignée."))
    if column.is_unique:
        rules.append(_("Unique et stable."))
    if column.minimum is not None:
        rules.append(_("Au moins %(minimum)d.") % {"minimum": column.minimum})
    choices = column.choices.choices if column.choices is not None else []
    return ColumnLine(
        name=column.name,
        type=column.type.value,
        description=str(column.description),
        example=column.example,
        rules=rules,
        values=[(str(value), str(label)) for value, label in choices],
        refers_to=column.refers_to,
        going=going(column.deprecated),
    )


def going(what: Deprecation | None) -> str:
    """When something goes, and what to read in its place."""
    if what is None:
        return ""
    return _("Disparaît le %(day)s, annoncé le %(said)s. %(instead)s") % {
        "day": formats.date_format(what.ends_on, "j F Y"),
        "said": formats.date_format(what.on, "j F Y"),
        "instead": what.instead,
    }


def sample(dataset: Dataset, rows: list[list[Cell]]) -> Sample:
    """The sample as a table of short texts."""
    return Sample(
        names=[column.name for column in dataset.columns[:SAMPLE_COLUMNS]],
        rows=[[_short(cell) for cell in row[:SAMPLE_COLUMNS]] for row in rows],
        more_columns=max(0, len(dataset.columns) - SAMPLE_COLUMNS),
    )


def _short(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, datetime.datetime):
        return formats.date_format(timezone.localtime(cell), "d/m/Y H:i")
    if isinstance(cell, datetime.date):
        return formats.date_format(cell, "d/m/Y")
    text = " | ".join(cell) if isinstance(cell, list) else str(cell)
    return text if len(text) <= LONGEST_SAMPLE_CELL else f"{text[: LONGEST_SAMPLE_CELL - 1]}…"
