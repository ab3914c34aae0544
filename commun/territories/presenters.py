"""From counts to the shapes of the map: pure functions, and the outlines read once."""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
class MapWords:
    """How a map names what it counts, and where a département leads to.

    `title` says how many in all; `spot` the same of a département, from its name, its code and their number.
    """

    title: Callable[[int], str]
    spot: Callable[[str, str, int], str]
    label: str | Promise
    hint: str | Promise
    url: Callable[[str], str]
    table_url: Callable[[], str] = str


@dataclass(frozen=True)
class Map:
    """Everything that the drawing and its table show; both are made from `spots`, `regions` and `abroad`."""

    words: MapWords
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
        return self.words.title(self.total)

    @property
    def table_url(self) -> str:
        """Where its table is, when it stands on another page."""
        return self.words.table_url()

    @property
    def rows(self) -> list[MapRow]:
        """What the drawing and the words beside it say, line by line: their counts add up to `total`."""
        rows = [MapRow(f"{spot.name} ({spot.code})", spot.count, spot.url) for spot in self.spots]
        rows += [MapRow(_("Région %(name)s") % {"name": one.name}, one.count, one.url) for one in self.regions]
        rows += [MapRow(f"{city.name} ({city.country})", city.count, city.url) for city in self.abroad]
        return [*rows, MapRow(_("Sans lieu renseigné"), self.elsewhere)] if self.elsewhere else rows

    @property
    def countries(self) -> int:
        return len({city.country for city in self.abroad})


def _engaged_title(total: int) -> str:
    return ngettext("%(count)s territoire engagé", "%(count)s territoires engagés", total) % {"count": grouped(total)}


def _engaged_spot(name: str, code: str, count: int) -> str:
    label = ngettext(
        "%(name)s (%(code)s) : %(count)s territoire engagé",
        "%(name)s (%(code)s) : %(count)s territoires engagés",
        count,
    )
    return label % {"name": name, "code": code, "count": count}


ENGAGED = MapWords(
    title=_engaged_title,
    spot=_engaged_spot,
    label=gettext_lazy("Carte des départements où des territoires sont engagés ; son tableau dit la même chose."),
    hint=gettext_lazy(
        "Un disque par département concerné : son chiffre, et sa taille, disent combien de territoires y sont engagés. "
        "Touchez-le pour les lire."
    ),
    url=lambda code: f"{reverse('territories:list')}?{urlencode({'departement': code})}",
    table_url=lambda: reverse("territories:map_table"),
)


@cache
def outlines() -> dict[str, Any]:
    """The shapes of `reference/carte.json.gz`; 43 kB, kept in memory."""
    content: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "carte.json.gz").read_bytes()))
    return content


def territory_map(counts: EngagedCounts, words: MapWords = ENGAGED) -> Map:
    shapes = outlines()
    engaged = counts.by_departement
    return Map(
        words=words,
        width=shapes["largeur"],
        height=shapes["hauteur"],
        land="".join(_plain(shapes["departements"], engaged)),
        spots=tuple(
            _spot(shape, counts.names.get(shape["code"], shape["code"]), engaged[shape["code"]], words)
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


def _spot(shape: dict[str, Any], name: str, count: int, words: MapWords) -> Spot:
    # Around Paris the disc stands on the enlarged drawing, where there is room for it.
    at = shape.get("zoom", shape)
    return Spot(
        label=words.spot(name, shape["code"], count),
        name=name,
        code=shape["code"],
        count=count,
        url=words.url(shape["code"]),
        path=shape["d"],
        x=at["x"],
        y=at["y"],
        radius=min(LARGEST, round(SMALLEST - 6 + 6 * sqrt(count))),
        zoom_path=shape.get("zoom", {}).get("d", ""),
    )
