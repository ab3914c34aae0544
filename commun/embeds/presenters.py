"""From an indicator to what a frame shows of it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.concertations.queries.indicators import Indicator


@dataclass(frozen=True)
class ShownFigure:
    """`value` of `of` things; None when there is nothing to count yet."""

    value: float | int | None
    of: int | None
    unit: str
    label: str
    definition: str
    on: datetime.date


def shown(one: Indicator) -> ShownFigure:
    """A share is told by its two numbers; a delay by its days, and by how many propositions it was counted on."""
    definition, label = str(one.definition), str(one.label)
    if one.numerator is not None:
        value = one.numerator if one.denominator else None
        return ShownFigure(value, one.denominator or None, "", label, definition, one.on)
    counted = _("Compté sur %(count)s propositions.") % {"count": one.denominator}
    days = None if one.value is None else round(one.value, 1)
    return ShownFigure(days, None, one.unit, label, f"{definition} {counted}", one.on)
