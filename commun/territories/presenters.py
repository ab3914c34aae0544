"""From counts to the shapes of the map: pure functions, and the outlines read once."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.territories.importers.reference import FOLDER
from commun.territories.queries import EngagedCity, EngagedCounts, EngagedRegion
from commun.ui.components.typography import grouped

SMALLEST, LARGEST = 25, 44


@dataclass(frozen=True)
class Spot:
    """A département with engaged territories: a link made of its outline and of a disc as large as their number."""

    label: str
    name: str
    code: str
    count: int
    url: str
    path: str
    x: int
    y: int
    radius: int
    zoom_path: str = ""


@dataclass(frozen=True)
class MapRow:
    """One line of the table of the map; without address when it stands for those whose place is unknown."""

    name: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Map:
    """Everything that the drawing and its table show; both are made from `spots`, `regions` and `abroad`."""

    width: int
    height: int
    land: str
    spots: tuple[Spot, ...]
    regions: tuple[EngagedRegion, ...]
    abroad: tuple[EngagedCity, ...]
    elsewhere: int
    total: int

    @property
    def title(self) -> str:
        return ngettext("%(count)s territoire engagé", "%(count)s territoires engagés", self.total) % {
            "count": grouped(self.total)
        }

    @property
    def rows(self) -> list[MapRow]:
        """What the drawing and the words beside it say, line by line: their counts add up to `total`."""
        rows = [MapRow(f"{spot.name} ({spot.code})", spot.count, spot.url) for spot in self.spots]
        rows += [MapRow(_("Région %(name)s") % {"name": one.name}, 1, one.url) for one in self.regions]
        rows += [MapRow(f"{city.name} ({city.country})", 1, city.url) for city in self.abroad]
        return [*rows, MapRow(_("Sans lieu renseigné"), self.elsewhere)] if self.elsewhere else rows

    @property
    def countries(self) -> int:
        return len({city.country for city in self.abroad})


@cache
def outlines() -> dict[str, Any]:
    """The shapes of `reference/carte.json.gz`; 43 kB, kept in memory."""
    content: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "carte.json.gz").read_bytes()))
    return content


def territory_map(counts: EngagedCounts) -> Map:
    shapes = outlines()
    engaged = counts.by_departement
    return Map(
        width=shapes["largeur"],
        height=shapes["hauteur"],
        land="".join(_plain(shapes["departements"], engaged)),
        spots=tuple(
            _spot(shape, counts.names.get(shape["code"], shape["code"]), engaged[shape["code"]])
            for shape in shapes["departements"]
            if engaged.get(shape["code"])
        ),
        regions=counts.regions,
        abroad=counts.abroad,
        elsewhere=counts.elsewhere + sum(engaged[code] for code in engaged.keys() - _drawn()),
        total=counts.total,
    )


def _drawn() -> set[str]:
    return {shape["code"] for shape in outlines()["departements"]}


def _plain(shapes: Iterable[dict[str, Any]], engaged: dict[str, int]) -> Iterable[str]:
    """All that is no link, drawn as one path."""
    for shape in shapes:
        if not engaged.get(shape["code"]):
            yield shape["d"]
            yield shape.get("zoom", {}).get("d", "")


def _spot(shape: dict[str, Any], name: str, count: int) -> Spot:
    # Around Paris the disc stands on the enlarged drawing, where there is room for it.
    at = shape.get("zoom", shape)
    label = ngettext(
        "%(name)s (%(code)s) : %(count)s territoire engagé",
        "%(name)s (%(code)s) : %(count)s territoires engagés",
        count,
    )
    return Spot(
        label=label % {"name": name, "code": shape["code"], "count": count},
        name=name,
        code=shape["code"],
        count=count,
        url=f"{reverse('territories:list')}?{urlencode({'departement': shape['code']})}",
        path=shape["d"],
        x=at["x"],
        y=at["y"],
        radius=min(LARGEST, round(SMALLEST - 6 + 6 * sqrt(count))),
        zoom_path=shape.get("zoom", {}).get("d", ""),
    )
