"""What the pages of territories need; the number of SQL queries of each is written and tested."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from stdnum.fr import siren as siren_number

from commun.core.freshness import kept
from commun.territories import names
from commun.territories.countries import country_name
from commun.territories.enums import COMMUNES, Kind, Network
from commun.territories.models import Territory, TerritoryQuerySet
from commun.territories.panels import Engagement, Panel, TerritoryLink, engagement, links_of, panels_of
from commun.territories.written_names import normalise, typed_code, typed_name
from commun.ui.components.typography import NNBSP, grouped, nbsp

PER_PAGE = 20


# --- Search ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """One answer to what a person types; `detail` tells homonyms apart."""

    uid: str
    slug: str
    name: str
    detail: str
    url: str


def matching(text: str) -> TerritoryQuerySet:
    """Territories each of whose words begins as one that is typed, or that bear the code; best first.

    Exact name or code, then those that begin so, then those with the same words in a row; the more inhabitants the
    sooner. Nothing for an empty text.
    """
    if code := typed_code(text):
        return Territory.objects.filter(siren=code).order_by("ended_on", "pk")
    typed = typed_name(text)
    if typed is None:
        return Territory.objects.none()
    condition = Q()
    for word in typed.words:
        condition &= Q(search_key__contains=f" {word}")
    condition &= reduce(or_, (Q(search_key__contains=f" {word}") for word in typed.last))
    exact, begins, in_a_row = Q(code_insee=typed.phrase.upper()), Q(), Q()
    for one in typed.phrases:
        exact |= Q(search_key__startswith=f" {one} |")
        begins |= Q(search_key__startswith=f" {one}")
        in_a_row |= Q(search_key__contains=f" {one}")
    rank = Case(
        When(exact, then=Value(0)),
        When(begins, then=Value(1)),
        When(in_a_row, then=Value(2)),
        When(search_key__startswith=f" {typed.phrase.split()[0]}", then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return Territory.objects.filter(condition).order_by(rank, F("population").desc(nulls_last=True), "name", "pk")


_SUGGESTED = (
    "uid", "slug", "name", "kind", "country", "code_insee", "is_fictional", "departement__name",
    "departement__code_insee",
)  # fmt: skip


def suggest(*, text: str, limit: int = 10, engaged_first: bool = False) -> list[Suggestion]:
    """What a person may mean by `text`, among the territories that still exist.

    Two queries: which names are known changes only with territories. One for a code, or with the engaged first.
    """
    if engaged_first or typed_code(text):
        territories = list(_matching_now(text, engaged_first=engaged_first)[:limit])
    else:
        territories = _named_as(text, limit)
    return [
        Suggestion(
            uid=territory.uid,
            slug=territory.slug,
            name=territory.name,
            detail=place(territory),
            url=territory.get_absolute_url(),
        )
        for territory in territories
    ]


def _matching_now(text: str, *, engaged_first: bool) -> QuerySet[Territory]:
    found = matching(text).filter(ended_on=None)
    if engaged_first and text.strip():
        is_engaged = Case(When(engagement().engaged(), then=Value(0)), default=Value(1), output_field=IntegerField())
        found = found.order_by(is_engaged, *found.query.order_by)
    return found.select_related("departement").only(*_SUGGESTED)


def _named_as(text: str, limit: int) -> list[Territory]:
    typed = typed_name(text)
    keys = names.now().find(typed, limit) if typed else []
    if not keys:
        return []
    found = Territory.objects.filter(ended_on=None).select_related("departement").only(*_SUGGESTED).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def designation(*, name: str, uid: str) -> str:
    """ "Nantes (insee:44109)": what a person can read, and `named` understands without doubt."""
    return f"{name} ({uid})"


def named(text: str) -> list[Territory]:
    """The territories that `text` designates without doubt: by uid, code, or whole name. Two queries at most."""
    text = text.strip()
    uid = re.search(r"\(([a-z]+:[^()\s]+)\)$", text)
    wanted = uid[1] if uid else text
    found = list(Territory.objects.filter(uid=wanted))
    if found:
        return found
    if code := typed_code(text):
        return list(Territory.objects.filter(siren=code, ended_on=None))
    key = normalise(text)
    if not key:
        return []
    same = Q(search_key__startswith=f" {key} |") | Q(code_insee=text.upper(), kind__in=sorted(COMMUNES))
    return list(Territory.objects.filter(same, ended_on=None).select_related("departement").order_by("pk")[:20])


def place(territory: Territory) -> str:
    """ "Commune · Loire-Atlantique (44)", "Département (35)", "Ville hors de France · Belgique"."""
    kind = str(Kind(territory.kind).label)
    if territory.country != "FR":
        return f"{kind} · {country_name(territory.country)}"
    parts = [kind]
    if territory.kind in (Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE):
        parts[0] = f"{kind} ({territory.code_insee})"
    elif territory.departement is not None:
        parts.append(f"{territory.departement.name} ({territory.departement.code_insee})")
    if territory.is_fictional:
        parts.append(_("exemple fictif"))
    return " · ".join(parts)


def inhabitants(territory: Territory) -> str:
    """ "327 734 habitants"; "" when unknown."""
    count = territory.population
    if count is None:
        return ""
    return ngettext("%(count)s habitant", "%(count)s habitants", count) % {"count": grouped(count)}


# --- The list -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TerritoryRow:
    """One line of the list; rendering it asks the database nothing."""

    name: str
    url: str
    place: str
    inhabitants: str
    is_fictional: bool
    engagement: Engagement | None


@dataclass(frozen=True)
class TerritoryPage:
    page: Page[int]
    rows: tuple[TerritoryRow, ...]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def written_total(self) -> str:
        return grouped(self.total)

    @property
    def has_fictional(self) -> bool:
        """The territory that does not exist is among those shown: the map and the country leave it out."""
        return any(row.is_fictional for row in self.rows)


ALL = "tous"

_ROW_COLUMNS = (
    "slug",
    "name",
    "kind",
    "country",
    "code_insee",
    "population",
    "is_fictional",
    "departement__name",
    "departement__code_insee",
)


@dataclass(frozen=True)
class TerritoryFilters:
    """What the reader chose; empty means "all". Places are told by their keys."""

    text: str = ""
    kind: str = ""
    region: int | None = None
    departement: int | None = None
    epci: int | None = None
    step: str = ""


def territory_page(*, filters: TerritoryFilters, number: int | str = 1) -> TerritoryPage:
    """The engaged territories, those at `step`, or all (`ALL`).

    Two queries, and those of the engagement provider; one when it is kept.
    """
    return kept("territories", lambda: _territory_page(filters, number), filters, number)


def filtered(filters: TerritoryFilters) -> QuerySet[Territory]:
    """The territories that answer to every filter, those found by name best first."""
    provider = engagement()
    found: QuerySet[Territory]
    found = matching(filters.text) if filters.text.strip() else Territory.objects.order_by("search_key", "pk")
    if filters.step == ALL:
        found = found.filter(ended_on=None)
    else:
        conditions = {one.value: one.condition for one in provider.steps()}
        found = found.filter(provider.engaged(), conditions.get(filters.step, Q()))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.region is not None:
        found = found.filter(Q(region=filters.region) | Q(pk=filters.region))
    if filters.departement is not None:
        found = found.filter(Q(departement=filters.departement) | Q(pk=filters.departement))
    if filters.epci is not None:
        found = found.filter(Q(epci=filters.epci) | Q(ept=filters.epci) | Q(pk=filters.epci))
    return found


def _territory_page(filters: TerritoryFilters, number: int | str) -> TerritoryPage:
    found = filtered(filters)
    page = Paginator(range(found.count()), PER_PAGE).get_page(number)
    start = (page.number - 1) * PER_PAGE
    rows = _rows(found.select_related("departement").only(*_ROW_COLUMNS)[start : start + PER_PAGE])
    return TerritoryPage(page=page, rows=rows)


def _rows(territories: Iterable[Territory]) -> tuple[TerritoryRow, ...]:
    found = list(territories)
    engagements = engagement().of([one.pk for one in found]) if found else {}
    return tuple(
        TerritoryRow(
            name=one.name,
            url=one.get_absolute_url(),
            place=place(one),
            inhabitants=inhabitants(one),
            is_fictional=one.is_fictional,
            engagement=engagements.get(one.pk),
        )
        for one in found
    )


# --- The map --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EngagedRegion:
    name: str
    code: str
    url: str
    count: int = 1


@dataclass(frozen=True)
class EngagedCity:
    name: str
    country: str
    url: str
    count: int = 1


@dataclass(frozen=True)
class EngagedCounts:
    """Where the real territories that are engaged lie: numbers per département; régions and foreign cities by name."""

    by_departement: dict[str, int]
    names: dict[str, str]
    regions: tuple[EngagedRegion, ...]
    abroad: tuple[EngagedCity, ...]
    elsewhere: int

    @property
    def total(self) -> int:
        named = sum(one.count for one in self.regions) + sum(one.count for one in self.abroad)
        return sum(self.by_departement.values()) + named + self.elsewhere


_ON_THEIR_OWN = (Kind.REGION, Kind.VILLE_ETRANGERE)


def engaged_counts() -> EngagedCounts:
    """For the map and its table. The invented territory of the demo is not counted. Three queries."""
    engaged = Territory.objects.real().filter(engagement().engaged())
    code = Case(
        When(kind__in=[Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE], departement=None, then=F("code_insee")),
        default=F("departement__code_insee"),
    )
    rows = engaged.exclude(kind__in=_ON_THEIR_OWN).annotate(code=code).order_by().values("code").annotate(n=Count("pk"))
    counts = {row["code"] or "": row["n"] for row in rows}
    names = dict(
        Territory.objects.filter(kind__in=[Kind.DEPARTEMENT, Kind.COLLECTIVITE_UNIQUE], code_insee__in=counts)
        .order_by()
        .values_list("code_insee", "name")
    )
    named = list(engaged.filter(kind__in=_ON_THEIR_OWN).order_by("search_key", "pk"))
    return EngagedCounts(
        by_departement={code: counts[code] for code in sorted(counts) if code},
        names=names,
        regions=tuple(
            EngagedRegion(one.name, one.code_insee, one.get_absolute_url()) for one in named if one.kind == Kind.REGION
        ),
        abroad=tuple(
            EngagedCity(one.name, country_name(one.country), one.get_absolute_url())
            for one in named
            if one.kind == Kind.VILLE_ETRANGERE
        ),
        elsewhere=counts.get("", 0),
    )


# --- One territory --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TerritoryDetail:
    """What is known of one territory and of those around it."""

    territory: Territory
    place: str
    parents: tuple[tuple[str, Territory], ...]
    successor: Territory | None
    predecessors: tuple[Territory, ...]
    attached: tuple[Territory, ...]
    engaged_within: tuple[TerritoryRow, ...]
    engaged_within_count: int
    within_count: int

    @property
    def inhabitants(self) -> str:
        return inhabitants(self.territory)

    @property
    def engaged_url(self) -> str:
        """The list of the engaged ones that lie in it."""
        return f"{reverse('territories:list')}?{urlencode(self._filter)}"

    @property
    def list_url(self) -> str:
        """The list of all that lies in it, engaged or not."""
        return f"{reverse('territories:list')}?{urlencode(self._filter | {'etape': ALL})}"

    @property
    def _filter(self) -> dict[str, str]:
        filters = {Kind.DEPARTEMENT: "departement", Kind.REGION: "region", Kind.COLLECTIVITE_UNIQUE: "region"}
        name = filters.get(Kind(self.territory.kind))
        return {name: self.territory.code_insee} if name else {"intercommunalite": self.territory.slug}

    @property
    def siren(self) -> str:
        """As it is read aloud: "244 400 404"."""
        return siren_number.format(self.territory.siren, NNBSP)

    @property
    def networks(self) -> list[str]:
        return [str(Network(value).label) for value in self.territory.networks if value in Network.values]

    @property
    def source(self) -> str:
        return nbsp(" ; ".join(part for part in (self.territory.source, self.territory.vintage) if part))

    @property
    def written_within(self) -> str:
        return grouped(self.within_count)


ENGAGED_WITHIN_SHOWN = 5
_PARENTS = {
    "attached_to_id": gettext_lazy("Rattaché à"),
    "epci_id": gettext_lazy("Intercommunalité"),
    "ept_id": gettext_lazy("Établissement public territorial"),
    "departement_id": gettext_lazy("Département"),
    "region_id": gettext_lazy("Région"),
}


@dataclass(frozen=True)
class TerritoryView:
    """Everything the page of one territory shows: what is known here, and what higher apps add."""

    detail: TerritoryDetail
    panels: tuple[Panel, ...]
    links: tuple[TerritoryLink, ...]


def territory_view(*, slug: str) -> TerritoryView:
    """The page of one territory. Raises Territory.DoesNotExist.

    The queries of `territory_detail`, of the panels and of the links; one when it is kept.
    """

    def compute() -> TerritoryView:
        territory = Territory.objects.select_related("departement").get(slug=slug)
        return TerritoryView(
            detail=territory_detail(territory),
            panels=tuple(panels_of(territory)),
            links=tuple(links_of(territory)),
        )

    return kept("territory", compute, slug)


def territory_detail(territory: Territory) -> TerritoryDetail:
    """Six queries at most, and those of the engagement provider."""
    # What is above it, by key: six joins of one table with itself cost more than a second query.
    keys = {name: getattr(territory, name) for name in _PARENTS}
    near = Territory.objects.only("name", "slug").in_bulk(
        {key for key in (*keys.values(), territory.successor_id) if key is not None}
    )
    if territory.region_id == territory.departement_id:
        del keys["region_id"]
    within = Territory.objects.within(territory).filter(ended_on=None)
    within_count = within.count()
    engaged = within.filter(engagement().engaged())
    shown = engaged.select_related("departement").only(*_ROW_COLUMNS).order_by("search_key", "pk")
    return TerritoryDetail(
        territory=territory,
        place=place(territory),
        parents=tuple((str(_PARENTS[name]), near[key]) for name, key in keys.items() if key is not None),
        successor=near.get(territory.successor_id) if territory.successor_id else None,
        predecessors=tuple(territory.predecessors.only("name", "slug").order_by("search_key")),
        attached=tuple(territory.attached.filter(ended_on=None).only("name", "slug").order_by("search_key")),
        engaged_within=_rows(shown[:ENGAGED_WITHIN_SHOWN]) if within_count else (),
        engaged_within_count=engaged.count() if within_count else 0,
        within_count=within_count,
    )
