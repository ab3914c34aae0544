"""What may be shown in another site, and what is said there. Public rows only."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations.models import Concertation
from commun.concertations.queries.indicators import Indicator, Scope, indicators
from commun.library.models import PublishedSheet
from commun.library.presenters.stages import shape
from commun.territories.models import Territory
from commun.ui.components.chain import State

SHOWN = 12
"""Uses of a territory; the page that tells them all is one link away."""
HEIGHTS = {"concertation": 690, "uses": 220, "figure": 350}
_A_USE = 95
"""Pixels at 360 px wide: without script a frame cannot grow, so the code that is copied says enough."""


@dataclass(frozen=True)
class Frame:
    """A page made for a frame: where it is, what it is of, and how tall it should be."""

    path: str
    full_url: str
    title: str
    author: str
    author_url: str
    height: int


@dataclass(frozen=True)
class UseLine:
    title: str
    url: str
    stage: str
    shape: State


@dataclass(frozen=True)
class UseList:
    """The uses of a territory, the last ones first."""

    territory: Territory
    lines: tuple[UseLine, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def concertation_frame(slug: str) -> Frame | None:
    """One query."""
    found = Concertation.objects.published().select_related("territory").filter(slug=slug).first()
    if found is None:
        return None
    return Frame(
        path=reverse("embeds:concertation", args=[slug]),
        full_url=found.get_absolute_url(),
        title=found.title,
        author=found.territory.name,
        author_url=found.territory.get_absolute_url(),
        height=HEIGHTS["concertation"],
    )


def use_list(slug: str) -> UseList | None:
    """Three queries."""
    territory = Territory.objects.filter(slug=slug).first()
    if territory is None:
        return None
    rows = PublishedSheet.objects.within(territory).filter(is_template=False)
    named = rows.only("slug", "title", "stage").order_by("-updated_at", "-pk")[:SHOWN]
    lines = [UseLine(one.title, one.get_absolute_url(), one.get_stage_display(), shape(one.stage)) for one in named]
    return UseList(territory, tuple(lines), rows.count())


def uses_frame(slug: str) -> Frame | None:
    """Three queries."""
    found = use_list(slug)
    if found is None:
        return None
    url = found.territory.get_absolute_url()
    return Frame(
        path=reverse("embeds:uses", args=[slug]),
        full_url=f"{url}#usages",
        title=_("Les usages d’IA de %(territory)s") % {"territory": found.territory.name},
        author=found.territory.name,
        author_url=url,
        height=HEIGHTS["uses"] + _A_USE * max(len(found.lines), 1),
    )


def figures() -> list[Indicator]:
    """Those of the country, today."""
    return indicators(scope=Scope.country(), on=timezone.localdate())


def figure(key: str, territory: Territory | None = None) -> Indicator | None:
    """Of the country, or of a territory."""
    scope = Scope.of_territory(territory) if territory else Scope.country()
    found = indicators(scope=scope, on=timezone.localdate())
    return next((one for one in found if one.key == key), None)


def figure_frame(key: str, slug: str = "") -> Frame | None:
    territory = Territory.objects.filter(slug=slug).first() if slug else None
    if slug and territory is None:
        return None
    found = figure(key, territory)
    if found is None:
        return None
    return Frame(
        path=reverse("embeds:territory_figure", args=[slug, key]) if slug else reverse("embeds:figure", args=[key]),
        full_url=found.rows_url,
        title=str(found.label),
        author=territory.name if territory else "",
        author_url=territory.get_absolute_url() if territory else "",
        height=HEIGHTS["figure"],
    )
