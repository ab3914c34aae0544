"""The uses of one solution as a table: a row for each question, a column for each territory."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commun.library import fields
from commun.library.enums import Stage
from commun.library.presenters.history import figure_text
from commun.library.presenters.stages import shape
from commun.library.queries.solutions import SolutionPage, Use
from commun.ui.components.chain import State


@dataclass(frozen=True)
class Cell:
    """What one territory says on one question; empty when nobody said, `reason` when it is held back."""

    place: str
    text: str = ""
    state: State | None = None
    is_held: bool = False
    reason: str = ""
    figures: tuple[tuple[str, str, str], ...] = field(default=())
    """(figure, nature, its word)."""


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]

    @property
    def is_silent(self) -> bool:
        return not any(cell.text or cell.figures or cell.is_held for cell in self.cells)


_COMPARED = (
    "started_on", "implementation", "procurement_route", "setup_cost", "yearly_cost", "cost_band", "personal_data",
    "is_individual_decision", "oversight_who", "risk_class", "hosting", "hosting_country", "reversibility", "quality",
    "debated",
)  # fmt: skip
_ALWAYS = frozenset({"yearly_cost", "reversibility", "debated", "hosting"})
"""Asked of every use, whether or not one of them answers: silence is part of the comparison."""


def comparison(page: SolutionPage) -> list[Row]:
    """Stage first, then each indicator that one of them gives, then what is asked of every use."""
    rows = [Row(_("Étape"), tuple(_stage(use) for use in page.uses))]
    rows += _figures(page)
    for name in _COMPARED:
        row = Row(str(fields.BY_NAME[name].label), tuple(_cell(use, name) for use in page.uses))
        if name in _ALWAYS or not row.is_silent:
            rows.append(row)
    rows.append(Row(_("Champs publics renseignés"), _each(page, lambda use: f"{use.sheet.completeness} %")))
    return rows


def _each(page: SolutionPage, text: Callable[[Use], str]) -> tuple[Cell, ...]:
    return tuple(Cell(use.sheet.territory_name, text(use)) for use in page.uses)


def _stage(use: Use) -> Cell:
    return Cell(use.sheet.territory_name, str(Stage(use.sheet.stage).label), state=shape(use.sheet.stage))


def _figures(page: SolutionPage) -> list[Row]:
    names: dict[str, str] = {}
    for use in page.uses:
        for group in use.indicators:
            names.setdefault(group.key, group.name)
    if not names:
        return [Row(_("Résultats"), _each(page, lambda use: ""))]
    return [Row(name, tuple(_figure(use, key) for use in page.uses)) for key, name in names.items()]


def _figure(use: Use, key: str) -> Cell:
    given = [one for group in use.indicators if group.key == key for one in group.standing]
    return Cell(
        use.sheet.territory_name,
        figures=tuple((figure_text(one), one.nature, str(one.get_nature_display())) for one in given),
    )


def _cell(use: Use, name: str) -> Cell:
    place, held = use.sheet.territory_name, use.values.get("_held", {})
    if name in held:
        return Cell(place, is_held=True, reason=held[name]["reason"])
    return Cell(place, fields.BY_NAME[name].display(use.values.get(name)))
