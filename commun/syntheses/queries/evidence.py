"""What findings rest on, counted from the sentences themselves: never typed, and of what is public now.

A sentence counts while it is frozen and its record public. The invented territory of the demo counts in invented
findings, which count nothing else. A territory is the one that leads the concertation where the sentence was said.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations.enums import Audience, TakeawayKind
from commun.concertations.models import Takeaway
from commun.core.dates import PartialDate
from commun.syntheses.enums import Stance
from commun.syntheses.models import CorpusItem, Evidence, Finding
from commun.territories.enums import Kind
from commun.ui.components.dates import written

QUOTES_SHOWN = 5
"""Sentences shown of each side when nobody chose any: the most central ones."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one finding, or of several together (each sentence once).

    `of` is how many territories could have said it: those with public sentences in what was read (the corpus of the
    finding, else the whole country).
    """

    takeaways: int = 0
    supports: int = 0
    nuances: int = 0
    contrary: int = 0
    territories: int = 0
    of: int = 0
    kinds: tuple[tuple[TakeawayKind, int], ...] = ()

    @property
    def sentence(self) -> str:
        """ "12 propositions de 7 territoires sur 29, dont 3 contraires"; says so when nothing is counted."""
        if not self.takeaways:
            return _("Aucune preuve comptée")
        numbers = {
            "said": counted_words(self.kinds),
            "territories": self.territories,
            "of": self.of,
            "contrary": self.contrary,
        }
        if not self.contrary:
            words = ngettext(
                "%(said)s de %(territories)d territoire sur %(of)d, sans avis contraire",
                "%(said)s de %(territories)d territoires sur %(of)d, sans avis contraire",
                self.territories,
            )
        elif self.contrary == 1:
            words = ngettext(
                "%(said)s de %(territories)d territoire sur %(of)d, dont 1 contraire",
                "%(said)s de %(territories)d territoires sur %(of)d, dont 1 contraire",
                self.territories,
            )
        else:
            words = ngettext(
                "%(said)s de %(territories)d territoire sur %(of)d, dont %(contrary)d contraires",
                "%(said)s de %(territories)d territoires sur %(of)d, dont %(contrary)d contraires",
                self.territories,
            )
        return words % numbers


def counted_words(kinds: Collection[tuple[TakeawayKind, int]]) -> str:
    """ "12 propositions" when all are of one nature, else "12 remontées"."""
    count = sum(number for _kind, number in kinds)
    only = next(iter(kinds))[0] if len(kinds) == 1 else None
    if only == TakeawayKind.PROPOSITION:
        words = ngettext("%(count)d proposition", "%(count)d propositions", count)
    elif only == TakeawayKind.VIGILANCE:
        words = ngettext("%(count)d point de vigilance", "%(count)d points de vigilance", count)
    elif only == TakeawayKind.OPPORTUNITY:
        words = ngettext("%(count)d opportunité", "%(count)d opportunités", count)
    elif only == TakeawayKind.OBSTACLE:
        words = ngettext("%(count)d frein", "%(count)d freins", count)
    else:
        words = ngettext("%(count)d remontée", "%(count)d remontées", count)
    return words % {"count": count}


@dataclass(frozen=True, slots=True)
class Spread:
    """One row of a spread: how many sentences and territories, of how many territories that were read.

    `of` is None where it has no sense: a public is no territory.
    """

    key: str
    label: str
    takeaways: int
    contrary: int
    territories: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence said in a room, as a finding cites it."""

    takeaway: int
    uid: str
    url: str
    text: str
    kind: TakeawayKind
    place: str
    place_url: str
    concertation: str
    said_on: PartialDate | datetime.date | None
    stance: Stance
    is_quoted: bool
    has_changed: bool
    """Corrected since it was chosen: what is shown is the text of now."""

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)

    @property
    def stance_label(self) -> str:
        return str(self.stance.label)


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """All that the page of a finding says of its proofs; showing it asks the database nothing."""

    counted: Counted
    territory_kinds: tuple[Spread, ...] = ()
    regions: tuple[Spread, ...] = ()
    audiences: tuple[Spread, ...] = ()
    quotes: tuple[Quote, ...] = ()
    nuances: tuple[Quote, ...] = ()
    contrary: tuple[Quote, ...] = ()
    first_on: datetime.date | None = None
    last_on: datetime.date | None = None

    @property
    def period(self) -> str:
        """ "du 12 mai 2026 au 3 juillet 2026"; empty when no day is known."""
        if self.first_on is None or self.last_on is None:
            return ""
        if self.first_on == self.last_on:
            return _("le %(date)s") % {"date": written(self.first_on)}
        return _("du %(first)s au %(last)s") % {"first": written(self.first_on), "last": written(self.last_on)}


def public_evidence() -> QuerySet[Evidence]:
    """The rows that count: said in public, and invented or not as the finding that cites them."""
    return Evidence.objects.filter(
        takeaway__frozen_at__isnull=False,
        takeaway__concertation__published_at__isnull=False,
        takeaway__concertation__territory__is_fictional=F("finding__is_fictional"),
    )


def counts_of(findings: Collection[int]) -> dict[int, Counted]:
    """The figures of each of these findings. Five queries at most, whatever the number of sentences."""
    rows = public_evidence().filter(finding__in=findings).order_by()
    said: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for finding, kind, stance, count in rows.values_list("finding", "takeaway__kind", "stance").annotate(Count("pk")):
        said[finding][kind, stance] += count
    places = dict(
        rows.values_list("finding").annotate(Count("takeaway__concertation__territory", distinct=True)).order_by()
    )
    read = _places_read(findings)
    return {key: _counted(said[key], places.get(key, 0), len(read.get(key, ()))) for key in findings}


def together(findings: Collection[int]) -> Counted:
    """The figures of several findings as one, each sentence once: contrary as soon as it contradicts one of them.

    `of` counts the territories that any of them read. Four queries at most.
    """
    rows = public_evidence().filter(finding__in=findings).order_by()
    stances: defaultdict[int, set[str]] = defaultdict(set)
    kinds: dict[int, str] = {}
    places: set[int] = set()
    columns = ("takeaway", "takeaway__kind", "takeaway__concertation__territory", "stance")
    for takeaway, kind, place, stance in rows.values_list(*columns):
        stances[takeaway].add(stance)
        kinds[takeaway] = kind
        places.add(place)
    heaviest = [stance.value for stance in (Stance.CONTRARY, Stance.NUANCES, Stance.SUPPORTS)]
    said = Counter((kinds[key], next(one for one in heaviest if one in held)) for key, held in stances.items())
    read = {place.pk for found in _places_read(findings).values() for place in found}
    return _counted(said, len(places), len(read))


def _counted(said: Counter[tuple[str, str]], territories: int, of: int) -> Counted:
    stances: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for (kind, stance), count in said.items():
        stances[stance] += count
        kinds[kind] += count
    return Counted(
        takeaways=sum(kinds.values()),
        supports=stances[Stance.SUPPORTS],
        nuances=stances[Stance.NUANCES],
        contrary=stances[Stance.CONTRARY],
        territories=territories,
        of=of,
        kinds=tuple((kind, kinds[kind]) for kind in TakeawayKind if kinds[kind]),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A territory, as spreads read it."""

    pk: int
    kind: str
    region: str


_COUNTRY: int | None = None
"""What a finding without a corpus was read in: everything that is public."""


def _places_read(findings: Collection[int]) -> dict[int, frozenset[_Place]]:
    """By finding, the territories with public sentences in what it read. Three queries at most."""
    read: defaultdict[tuple[int | None, bool], set[_Place]] = defaultdict(set)
    keys = {
        pk: (corpus, is_fictional)
        for pk, corpus, is_fictional in Finding.objects.filter(pk__in=findings).values_list(
            "pk", "corpus", "is_fictional"
        )
    }
    corpora: set[int | None] = {corpus for corpus, _fictional in keys.values()}
    if named := corpora - {_COUNTRY}:
        items = CorpusItem.objects.filter(
            corpus__in=named,
            takeaway__frozen_at__isnull=False,
            takeaway__concertation__published_at__isnull=False,
        )
        columns = _place_columns("takeaway__concertation__")
        for corpus, *place, is_fictional in items.order_by().values_list("corpus", *columns).distinct():
            read[corpus, is_fictional].add(_Place(*place))
    if _COUNTRY in corpora:
        columns = _place_columns("concertation__")
        for *place, is_fictional in Takeaway.objects.public().order_by().values_list(*columns).distinct():
            read[_COUNTRY, is_fictional].add(_Place(*place))
    return {pk: frozenset(read[key]) for pk, key in keys.items()}


def _place_columns(path: str) -> tuple[Any, ...]:
    """Key, kind, région and invention of the territory of a concertation; a région lies in itself."""
    own = f"{path}territory__"
    region = Case(
        When(**{f"{own}kind": Kind.REGION}, then=F(f"{own}name")),
        default=Coalesce(F(f"{own}region__name"), Value("")),
        output_field=CharField(),
    )
    return (f"{own}pk", f"{own}kind", region, f"{own}is_fictional")


# --- One finding -----------------------------------------------------------------------------------------------------

ROW_COLUMNS = (
    "takeaway",
    "takeaway__uid",
    "takeaway__kind",
    "takeaway__text",
    "takeaway__text_sha256",
    "takeaway__audiences",
    "takeaway__sequence__on",
    "takeaway__concertation__title",
    "takeaway__concertation__slug",
    "takeaway__concertation__ends_on",
    "takeaway__concertation__restituted_on",
    "takeaway__concertation__territory",
    "takeaway__concertation__territory__name",
    "takeaway__concertation__territory__slug",
    "stance",
    "is_quoted",
    "text_sha256",
)


def evidence_of(finding: int) -> EvidenceOf:
    """All the proofs of one finding. Three queries, whatever their number."""
    rows = list(public_evidence().filter(finding=finding).order_by("position", "pk").values(*ROW_COLUMNS))
    read = _places_read([finding]).get(finding, frozenset())
    places = {place.pk: place for place in read}
    said = Counter((row["takeaway__kind"], row["stance"]) for row in rows)
    territories = {row[_TERRITORY] for row in rows}
    days = sorted(day for row in rows if (day := _day_of(row)))
    sides = {stance: [row for row in rows if row["stance"] == stance] for stance in Stance}
    return EvidenceOf(
        counted=_counted(said, len(territories), len(read)),
        territory_kinds=_territory_kinds(rows, places),
        regions=_regions(rows, places),
        audiences=_audiences(rows),
        quotes=_chosen(sides[Stance.SUPPORTS]),
        nuances=_chosen(sides[Stance.NUANCES]),
        contrary=_chosen(sides[Stance.CONTRARY]),
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
    )


def quotes_of(finding: int, *, start: int, stop: int) -> tuple[Quote, ...]:
    """Some of the proofs of a finding, in their order: one query."""
    rows = public_evidence().filter(finding=finding).order_by("position", "pk").values(*ROW_COLUMNS)
    return tuple(quote(row) for row in rows[start:stop])


_TERRITORY = "takeaway__concertation__territory"


def _day_of(row: dict[str, Any]) -> datetime.date | None:
    day: datetime.date | None = row["takeaway__sequence__on"] or row["takeaway__concertation__restituted_on"]
    return day


def _chosen(rows: list[dict[str, Any]]) -> tuple[Quote, ...]:
    """Those that someone chose to quote, else the most central."""
    quoted = [row for row in rows if row["is_quoted"]]
    return tuple(quote(row) for row in quoted or rows[:QUOTES_SHOWN])


def quote(row: dict[str, Any]) -> Quote:
    """A row of `ROW_COLUMNS`, as a page shows it."""
    kind = TakeawayKind(row["takeaway__kind"])
    uid = row["takeaway__uid"]
    if kind == TakeawayKind.PROPOSITION:
        url = reverse("concertations:proposition", args=[uid])
    else:
        url = f"{reverse('concertations:detail', args=[row['takeaway__concertation__slug']])}#{uid}"
    return Quote(
        takeaway=row["takeaway"],
        uid=uid,
        url=url,
        text=row["takeaway__text"],
        kind=kind,
        place=row["takeaway__concertation__territory__name"],
        place_url=reverse("territories:detail", args=[row["takeaway__concertation__territory__slug"]]),
        concertation=row["takeaway__concertation__title"],
        said_on=(
            row["takeaway__sequence__on"]
            or row["takeaway__concertation__ends_on"]
            or row["takeaway__concertation__restituted_on"]
        ),
        stance=Stance(row["stance"]),
        is_quoted=row["is_quoted"],
        has_changed=row["text_sha256"] != row["takeaway__text_sha256"],
    )


def _spreads(
    rows: Iterable[tuple[str, dict[str, Any]]], label: Callable[[str], str], of: Callable[[str], int | None]
) -> tuple[Spread, ...]:
    """What each key holds, the most said first."""
    held: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, row in rows:
        held[key].append(row)
    found = (
        Spread(
            key=key,
            label=label(key),
            takeaways=len(mine),
            contrary=sum(row["stance"] == Stance.CONTRARY for row in mine),
            territories=len({row[_TERRITORY] for row in mine}),
            of=of(key),
        )
        for key, mine in held.items()
    )
    return tuple(sorted(found, key=lambda one: (not one.key, -one.takeaways, one.label)))


def _territory_kinds(rows: list[dict[str, Any]], places: dict[int, _Place]) -> tuple[Spread, ...]:
    of = Counter(place.kind for place in places.values())
    keyed = ((places[row[_TERRITORY]].kind, row) for row in rows if row[_TERRITORY] in places)
    return _spreads(keyed, lambda key: str(Kind(key).label), lambda key: of[key])


def _regions(rows: list[dict[str, Any]], places: dict[int, _Place]) -> tuple[Spread, ...]:
    of = Counter(place.region for place in places.values())
    keyed = ((places[row[_TERRITORY]].region, row) for row in rows if row[_TERRITORY] in places)
    return _spreads(keyed, lambda key: key or _("Région non renseignée"), lambda key: of[key])


def _audiences(rows: list[dict[str, Any]]) -> tuple[Spread, ...]:
    """A sentence said before several publics counts for each of them."""
    keyed = ((audience, row) for row in rows for audience in row["takeaway__audiences"] or [""])
    return _spreads(
        keyed, lambda key: str(Audience(key).label) if key else _("Public non renseigné"), lambda _key: None
    )
