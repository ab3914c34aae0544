"""What may enter a corpus: the public takeaways that a choice keeps, and how many of how many territories."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import Audience, TakeawayKind, Theme
from commun.concertations.models import AudiencePart, Takeaway
from commun.concertations.models.takeaways import TakeawayQuerySet
from commun.core.dates import PartialDate
from commun.territories.enums import Kind
from commun.territories.models import Territory
from commun.ui.components.dates import written

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class CorpusFilter:
    """What a corpus is chosen by; what is empty chooses nothing. Territories are primary keys.

    Dates are those of the restitution. `audiences`: those of the takeaway when it names some, else those of its
    concertation.
    """

    territories: tuple[int, ...] = ()
    regions: tuple[int, ...] = ()
    territory_kinds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    text: str = ""
    with_fictional: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a corpus keeps it: territories by their public identifiers."""
        uids = dict(Territory.objects.filter(pk__in=[*self.territories, *self.regions]).values_list("pk", "uid"))
        found: dict[str, Any] = {
            "territories": [uids[key] for key in self.territories],
            "regions": [uids[key] for key in self.regions],
            "territory_kinds": list(self.territory_kinds),
            "kinds": list(self.kinds),
            "themes": list(self.themes),
            "audiences": list(self.audiences),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "text": self.text,
            "with_fictional": self.with_fictional,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One of the sentences that a choice would keep."""

    text: str
    place: str
    is_fictional: bool
    said_on: PartialDate | datetime.date | None


@dataclass(frozen=True, slots=True)
class CorpusPreview:
    """What a choice would keep, before it is kept."""

    takeaways: int
    territories: int
    concertations: int
    fictional: int
    kinds: tuple[tuple[str, int], ...]
    sample: tuple[SampleLine, ...]


def chosen(wanted: CorpusFilter) -> TakeawayQuerySet:
    """The public, frozen takeaways that the choice keeps, by their identifier."""
    found = Takeaway.objects.public()
    if not wanted.with_fictional:
        found = found.real()
    if wanted.territories:
        found = found.filter(
            Q(concertation__territory__in=wanted.territories) | Q(concertation__in=_co_led_by(wanted.territories))
        )
    if wanted.regions:
        found = found.filter(
            Q(concertation__territory__region__in=wanted.regions) | Q(concertation__territory__in=wanted.regions)
        )
    if wanted.territory_kinds:
        found = found.filter(concertation__territory__kind__in=wanted.territory_kinds)
    if wanted.kinds:
        found = found.filter(kind__in=wanted.kinds)
    if wanted.themes:
        found = found.filter(theme__in=wanted.themes)
    if wanted.since:
        found = found.filter(concertation__restituted_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(concertation__restituted_on__lte=wanted.until)
    if wanted.text:
        found = found.filter(text__icontains=wanted.text)
    return _of_audiences(found, wanted.audiences)


def _co_led_by(territories: tuple[int, ...]) -> Any:
    return Territory.co_led_concertations.through.objects.filter(territory__in=territories).values("concertation")


def _of_audiences(found: TakeawayQuerySet, audiences: tuple[str, ...]) -> TakeawayQuerySet:
    if not audiences:
        return found
    # A list of words in JSON: looked for as text, the same way on both databases.
    found = found.alias(named=Cast("audiences", TextField()))
    of_takeaway = Q()
    for audience in audiences:
        of_takeaway |= Q(named__contains=f'"{audience}"')
    there = AudiencePart.objects.filter(audience__in=audiences).values("concertation")
    return found.filter(of_takeaway | Q(named="[]", concertation__in=there))


def corpus_preview(wanted: CorpusFilter) -> CorpusPreview:
    """Three queries."""
    found = chosen(wanted).order_by()
    totals = found.aggregate(
        takeaways=Count("pk"),
        territories=Count("concertation__territory", distinct=True),
        concertations=Count("concertation", distinct=True),
        fictional=Count("pk", filter=Q(concertation__territory__is_fictional=True)),
    )
    kinds = Counter(dict(found.values_list("kind").annotate(count=Count("pk"))))
    rows = found.order_by("-changed_at", "-pk").values(
        "text",
        "concertation__territory__name",
        "concertation__territory__is_fictional",
        "concertation__ends_on",
        "concertation__restituted_on",
        "sequence__on",
    )[:SAMPLE]
    return CorpusPreview(
        **totals,
        kinds=tuple((str(kind.label), kinds[kind.value]) for kind in TakeawayKind if kinds[kind.value]),
        sample=tuple(
            SampleLine(
                text=row["text"],
                place=row["concertation__territory__name"],
                is_fictional=row["concertation__territory__is_fictional"],
                said_on=row["sequence__on"] or row["concertation__ends_on"] or row["concertation__restituted_on"],
            )
            for row in rows
        ),
    )


_NAMES = {
    "territories": t("Collectivités"),
    "regions": t("Régions"),
    "territory_kinds": t("Types de territoire"),
    "kinds": t("Natures"),
    "themes": t("Thèmes"),
    "audiences": t("Publics"),
    "since": t("Restituées depuis le"),
    "until": t("Restituées jusqu’au"),
    "text": t("Mots du texte"),
    "with_fictional": t("Avec l’exemple fictif"),
}
_VOCABULARIES: dict[str, Any] = {"territory_kinds": Kind, "kinds": TakeawayKind, "themes": Theme, "audiences": Audience}


def words_of(filters: dict[str, Any]) -> list[tuple[str, str]]:
    """The choice of a corpus in words: (name of the filter, its values). One query when territories were chosen."""
    found = []
    uids = [*filters.get("territories", ()), *filters.get("regions", ())]
    names = dict(Territory.objects.filter(uid__in=uids).values_list("uid", "name")) if uids else {}
    for name, values in filters.items():
        if name in ("since", "until"):
            said = written(datetime.date.fromisoformat(values))
        elif name in ("territories", "regions"):
            said = ", ".join(names.get(uid, uid) for uid in values)
        elif name in _VOCABULARIES:
            said = ", ".join(str(_VOCABULARIES[name](value).label) for value in values)
        else:
            said = _("oui") if values is True else str(values)
        found.append((str(_NAMES[name]), said))
    return found
