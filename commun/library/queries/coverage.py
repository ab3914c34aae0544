"""What engaged territories declared of their uses, and what they did not: facts, with their denominators."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.declared import Text
from commun.core.freshness import kept
from commun.library.enums import AbandonReason, Debated, SizeBand, Stage
from commun.library.models import PublishedSheet
from commun.library.models.life import StageChange
from commun.territories.enums import Kind
from commun.territories.models import Territory
from commun.territories.panels import engagement

THRESHOLD = 3_500
"""Inhabitants from which a collectivité publishes its algorithms, if it has 50 agents too (CRPA, L312-1-3)."""


@dataclass(frozen=True)
class Standing:
    """One engaged territory: how many uses it published, how complete, and what the law asks that is not there."""

    name: str
    url: str
    kind: str
    size: str
    sheets: int
    completeness: int | None
    duty: str
    unmet: int
    """Uses on which individual decisions rest, and whose rules are not public."""
    unsaid: int
    """Uses of which nobody says whether individual decisions rest on them."""


@dataclass(frozen=True)
class Share:
    """A figure of the country: how many, of how many; `label` says of what."""

    label: Text
    value: int
    of: int


@dataclass(frozen=True)
class Grouped:
    """The engaged territories of one kind, or of one size."""

    label: str
    declared: int
    total: int


@dataclass(frozen=True)
class Coverage:
    on: datetime.date
    shares: tuple[Share, ...]
    silent: tuple[Standing, ...]
    speaking: tuple[Standing, ...]
    by_kind: tuple[Grouped, ...]
    by_size: tuple[Grouped, ...]


def coverage(*, on: datetime.date) -> Coverage:
    """Four queries when not kept; real territories that still exist."""
    return kept("coverage", lambda: _coverage(on), on)


def _coverage(on: datetime.date) -> Coverage:
    engaged = list(Territory.objects.real().current().filter(engagement().engaged()).order_by("search_key", "pk"))
    rows = PublishedSheet.objects.real().filter(territory__in=engaged).values("territory")
    decides = Q(values__is_individual_decision=True)
    said = Q(values__has_key="is_individual_decision")
    ruled = Q(values__has_key="operations") & Q(values__has_key="parameters")
    counts: dict[int, Mapping[str, object]] = {
        row["territory"]: row
        for row in rows.annotate(
            sheets=Count("pk"),
            mean=Avg("completeness"),
            unmet=Count("pk", filter=decides & ~ruled),
            unsaid=Count("pk", filter=~said),
        ).order_by()
    }
    standings = [
        _standing(one, counts.get(one.pk, {"sheets": 0, "mean": None, "unmet": 0, "unsaid": 0})) for one in engaged
    ]
    return Coverage(
        on=on,
        shares=_shares(standings),
        silent=tuple(one for one in standings if not one.sheets),
        speaking=tuple(one for one in standings if one.sheets),
        by_kind=_grouped(standings, [str(label) for _value, label in Kind.choices], lambda one: one.kind),
        by_size=_grouped(standings, [*(str(label) for _value, label in SizeBand.choices), ""], lambda one: one.size),
    )


def _standing(territory: Territory, row: Mapping[str, object]) -> Standing:
    mean, band = row["mean"], SizeBand.of(territory.population)
    return Standing(
        name=territory.name,
        url=territory.get_absolute_url(),
        kind=str(territory.get_kind_display()),
        size=str(band.label) if band else "",
        sheets=_count(row, "sheets"),
        completeness=round(mean) if isinstance(mean, (int, float)) else None,
        duty=_duty(territory),
        unmet=_count(row, "unmet"),
        unsaid=_count(row, "unsaid"),
    )


def _count(row: Mapping[str, object], name: str) -> int:
    number = row[name]
    assert isinstance(number, int)
    return number


def _duty(territory: Territory) -> str:
    """Whether the duty to publish applies, as far as one knows: nobody tells how many agents a territory has."""
    if territory.country != "FR":
        return _("hors de France : cette loi n’y vaut pas")
    if territory.population is None:
        return _("population et effectif non renseignés")
    if territory.population < THRESHOLD:
        return _("sous le seuil de 3 500 habitants")
    return _("au-dessus de 3 500 habitants ; effectif non renseigné")


def _shares(standings: Iterable[Standing]) -> tuple[Share, ...]:
    known = list(standings)
    sheets = PublishedSheet.objects.real().aggregate(
        all=Count("pk"),
        measured=Count("pk", filter=Q(has_measured_result=True)),
        priced=Count("pk", filter=Q(values__has_any_keys=["yearly_cost", "setup_cost", "cost_band"])),
        debated=Count("pk", filter=Q(values__debated=Debated.YES)),
        ended=Count("pk", filter=Q(stage=Stage.ABANDONED)),
    )
    explained = (
        StageChange.objects.filter(
            is_public=True, stage=Stage.ABANDONED, deployment__public__in=PublishedSheet.objects.real()
        )
        .exclude(reason=AbandonReason.UNPUBLISHED)
        .values("deployment")
        .distinct()
        .count()
    )
    return (
        Share(t("territoires engagés ont publié au moins un usage"), sum(one.sheets > 0 for one in known), len(known)),
        Share(t("usages ont un résultat mesuré ou évalué"), sheets["measured"], sheets["all"]),
        Share(t("usages disent leur coût"), sheets["priced"], sheets["all"]),
        Share(t("usages ont été débattus avant d’être déployés"), sheets["debated"], sheets["all"]),
        Share(t("usages abandonnés disent pourquoi"), explained, sheets["ended"]),
    )


def _grouped(standings: list[Standing], labels: list[str], of: Callable[[Standing], str]) -> tuple[Grouped, ...]:
    found = []
    for label in labels:
        here = [one for one in standings if of(one) == label]
        if here:
            found.append(Grouped(label, sum(one.sheets > 0 for one in here), len(here)))
    return tuple(found)
