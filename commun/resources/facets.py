"""The facets of the catalogue: how each is named in an address, what people read, and what a resource answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commun.core.themes import Theme
from commun.resources.enums import (
    AgeBand,
    Cost,
    DurationBand,
    GroupBand,
    Language,
    Licence,
    ResourceAudience,
    ResourceKind,
)
from commun.resources.models import Resource

UNKNOWN: Final = "non_renseigne"
"""In a facet: nobody has said."""

Values = Sequence[str]


@dataclass(frozen=True)
class Facet:
    """`name` stands in addresses; `of` gives the values of a resource, none when it is unknown."""

    name: str
    label: str | Promise
    choices: type[models.TextChoices]
    of: Callable[[Resource], Values]

    def values(self) -> list[str]:
        """All that it may hold, in the order of its vocabulary, silence last."""
        return [*self.choices.values, UNKNOWN]

    def label_of(self, value: str) -> str:
        return str(_("Non renseigné")) if value == UNKNOWN else str(self.choices(value).label)

    def held_by(self, resource: Resource) -> Values:
        return self.of(resource) or (UNKNOWN,)


def _ages(one: Resource) -> Values:
    if one.age_min is None and one.age_max is None:
        return ()
    least, most = one.age_min or 0, 200 if one.age_max is None else one.age_max
    bands = {AgeBand.CHILDREN: (0, 11), AgeBand.TEENAGERS: (12, 17), AgeBand.ADULTS: (18, 200)}
    return [band.value for band, (low, high) in bands.items() if least <= high and most >= low]


def _durations(one: Resource) -> Values:
    if one.minutes is None:
        return ()
    bands = {DurationBand.HOUR: 60, DurationBand.HALF_DAY: 240, DurationBand.DAY: 480}
    return [next((band.value for band, most in bands.items() if one.minutes <= most), DurationBand.LONGER.value)]


def _groups(one: Resource) -> Values:
    if one.group_min is None and one.group_max is None:
        return ()
    least, most = one.group_min or 1, 10**9 if one.group_max is None else one.group_max
    bands = {
        GroupBand.ALONE: (1, 1),
        GroupBand.SMALL: (2, 15),
        GroupBand.MEDIUM: (16, 50),
        GroupBand.LARGE: (51, 10**9),
    }
    return [band.value for band, (low, high) in bands.items() if least <= high and most >= low]


FACETS: tuple[Facet, ...] = (
    Facet("nature", _("Nature"), ResourceKind, lambda one: (one.kind,)),
    Facet("public", _("Public"), ResourceAudience, lambda one: one.audiences),
    Facet("theme", _("Thème"), Theme, lambda one: one.themes),
    Facet("duree", _("Durée"), DurationBand, _durations),
    Facet("groupe", _("Taille du groupe"), GroupBand, _groups),
    Facet("age", _("Âge"), AgeBand, _ages),
    Facet("cout", _("Coût"), Cost, lambda one: (one.cost,) if one.cost else ()),
    Facet("licence", _("Licence"), Licence, lambda one: (one.licence,) if one.licence else ()),
    Facet("langue", _("Langue"), Language, lambda one: one.languages),
)
BY_NAME: dict[str, Facet] = {one.name: one for one in FACETS}
