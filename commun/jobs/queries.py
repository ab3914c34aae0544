"""What the pages of trades show: gathered from what territories publish, never written again."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from commun.concertations.enums import Audience
from commun.concertations.models import Takeaway
from commun.core.models import Revision
from commun.core.text import folded
from commun.core.themes import Theme
from commun.jobs.enums import Branch
from commun.jobs.models import Trade, TradeLink, TradeLinkQuerySet, TradeQuerySet
from commun.library.fields import BY_NAME
from commun.library.models import Deployment, PublishedSheet
from commun.resources.enums import ResourceAudience
from commun.resources.models import Resource
from commun.territories.models import Territory
from commun.ui.components.dates import AnyDate

Deployments: TypeAlias = QuerySet[Deployment, Deployment]
Takeaways: TypeAlias = QuerySet[Takeaway, Takeaway]

TASKS = ("task_changes",)
SKILLS = ("jobs_training", "oversight_training", "literacy_training")
DIALOGUE = ("social_dialogue",)
SHOWN = 50
FOR_AGENTS = 6


@dataclass(frozen=True)
class Filter:
    """What the reader asked to see. `touched`: None for all."""

    text: str = ""
    branch: str = ""
    touched: bool | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.branch or self.touched is not None)


def matching(rows: TradeQuerySet, wanted: Filter) -> TradeQuerySet:
    for word in wanted.text.split():
        rows = rows.filter(search_text__contains=folded(word))
    if wanted.branch:
        rows = rows.filter(branch=wanted.branch)
    if wanted.touched is None:
        return rows
    return rows.touched() if wanted.touched else rows.untouched()


@dataclass(frozen=True)
class Line:
    """One line of the list; `said` is empty when nobody has said anything of it."""

    title: str
    url: str
    said: str
    has_example: bool


@dataclass(frozen=True)
class Group:
    """The trades of one branch: those of which something is told, and the others."""

    label: str
    told: tuple[Line, ...]
    silent: tuple[Line, ...]


@dataclass(frozen=True)
class ListPage:
    groups: tuple[Group, ...]
    total: int
    touched: int


def list_page(wanted: Filter) -> ListPage:
    """Three queries: the trades, and what real and invented things say of them."""
    trades = list(matching(Trade.objects.all(), wanted).order_by("title", "pk"))
    public = TradeLink.objects.public()
    real = _counted(public.real())
    with_any = set(public.order_by().values_list("trade", flat=True).distinct())
    groups = []
    for branch in Branch:
        here = (one for one in trades if one.branch == branch)
        if lines := tuple(
            Line(
                one.title,
                one.get_absolute_url(),
                _said(*real.get(one.pk, (0, 0))),
                one.pk in with_any and one.pk not in real,
            )
            for one in here
        ):
            told = tuple(line for line in lines if line.said or line.has_example)
            groups.append(Group(str(branch.label), told, tuple(line for line in lines if line not in told)))
    return ListPage(tuple(groups), len(trades), sum(one.pk in real for one in trades))


def _counted(links: TradeLinkQuerySet) -> dict[int, tuple[int, int]]:
    """Uses and takeaways of each trade. One query."""
    rows = links.order_by().values_list("trade").annotate(uses=Count("deployment"), said=Count("takeaway"))
    return {trade: (uses, said) for trade, uses, said in rows}


def _said(uses: int, takeaways: int) -> str:
    parts = []
    if uses:
        parts.append(ngettext("%(count)d usage d’IA", "%(count)d usages d’IA", uses) % {"count": uses})
    if takeaways:
        parts.append(
            ngettext("%(count)d remontée de débat", "%(count)d remontées de débat", takeaways) % {"count": takeaways}
        )
    return ", ".join(parts)


@dataclass(frozen=True)
class Statement:
    """What a sheet says, in its territory's words: `label` is the question that it answers."""

    label: str | Promise
    text: str
    title: str
    url: str
    place: str
    on: AnyDate
    is_fictional: bool


@dataclass(frozen=True)
class Saying:
    """A sentence of a debate."""

    text: str
    kind: str
    url: str
    title: str
    place: str
    on: AnyDate
    is_by_agents: bool
    is_fictional: bool


@dataclass(frozen=True)
class TradePage:
    trade: Trade
    sheets: tuple[PublishedSheet, ...]
    tasks: tuple[Statement, ...]
    skills: tuple[Statement, ...]
    dialogue: tuple[Statement, ...]
    sayings: tuple[Saying, ...]
    chosen: tuple[Resource, ...]
    for_agents: tuple[Resource, ...]
    versions: int

    @property
    def is_silent(self) -> bool:
        return not (self.sheets or self.sayings)


def trade_page(trade: Trade) -> TradePage:
    """Five queries."""
    links = TradeLink.objects.public().filter(trade=trade)
    sheets = list(
        PublishedSheet.objects.filter(deployment__trade_links__in=links).order_by("is_fictional", "-updated_at", "-pk")
    )
    takeaways = (
        Takeaway.objects.public()
        .filter(trade_links__in=links)
        .select_related("concertation__territory")
        .order_by("-changed_at", "-pk")
    )
    chosen = tuple(Resource.objects.public().filter(trades=trade).order_by("title", "pk"))
    return TradePage(
        trade,
        tuple(sheets),
        _statements(sheets, TASKS),
        _statements(sheets, SKILLS),
        _statements(sheets, DIALOGUE),
        tuple(_saying(one) for one in takeaways),
        chosen,
        _for_agents(beside=chosen),
        Revision.objects.of(trade).count(),
    )


def _statements(sheets: list[PublishedSheet], names: tuple[str, ...]) -> tuple[Statement, ...]:
    """Public values only: what is held back is not among them."""
    return tuple(
        Statement(
            BY_NAME[name].label,
            text,
            sheet.title,
            sheet.get_absolute_url(),
            sheet.territory_name,
            sheet.updated_at,
            sheet.is_fictional,
        )
        for sheet in sheets
        for name in names
        if (text := BY_NAME[name].display(sheet.values.get(name)))
    )


def _saying(one: Takeaway) -> Saying:
    debate = one.concertation
    return Saying(
        one.text,
        str(one.get_kind_display()),
        one.get_absolute_url(),
        debate.title,
        debate.territory.name,
        one.frozen_at,
        Audience.AGENTS in one.audiences,
        debate.territory.is_fictional,
    )


def _for_agents(*, beside: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """What the catalogue holds for agents, whatever their trade: read in Python, for a list in a JSON column is not
    asked for in the same way by the two databases."""
    known = {one.pk for one in beside}
    rows = Resource.objects.public().order_by("title", "pk")
    found = (one for one in rows if ResourceAudience.AGENTS in one.audiences and one.pk not in known)
    return tuple(one for one, _number in zip(found, range(FOR_AGENTS), strict=False))


@dataclass(frozen=True)
class DeskLine:
    """A use, or a sentence, with the trades that it is attached to; `told` is what it says of trades in its words."""

    title: str
    url: str
    place: str
    told: str
    trades: tuple[str, ...]


@dataclass(frozen=True)
class DeskPage:
    uses: tuple[DeskLine, ...]
    sayings: tuple[DeskLine, ...]


def territory_desk(territory: Territory) -> DeskPage:
    """The uses of a territory, drafts included, and what its debates said. Four queries."""
    uses = Deployment.objects.filter(territory=territory).order_by("title", "pk")
    sayings = _on_work(Takeaway.objects.filter(concertation__territory=territory))
    return DeskPage(_use_lines(uses), _saying_lines(sayings))


def network_desk() -> DeskPage:
    """What speaks of trades in public and that nobody has attached to one yet. Four queries at most."""
    told = PublishedSheet.objects.real().filter(deployment__trade_links=None).order_by("-updated_at", "-pk")
    keys = [one.pk for one in told if one.values.get("trades")][:SHOWN]
    uses = Deployment.objects.filter(pk__in=keys).order_by("title", "pk")
    sayings = _on_work(Takeaway.objects.public().real().filter(trade_links=None))
    return DeskPage(_use_lines(uses), _saying_lines(sayings))


def _on_work(rows: Takeaways) -> list[Takeaway]:
    """Those whose theme is work, or training."""
    themed = rows.filter(theme__in=(Theme.JOBS, Theme.TRAINING))
    found = themed.select_related("concertation__territory").prefetch_related("trade_links__trade")
    return list(found.order_by("-changed_at", "-pk")[:SHOWN])


def _use_lines(rows: Deployments) -> tuple[DeskLine, ...]:
    found = rows.select_related("territory").prefetch_related("trade_links__trade")
    return tuple(
        DeskLine(one.title, reverse("jobs:of_use", args=[one.uid]), one.territory.name, one.trades, _trades(one))
        for one in found
    )


def _saying_lines(rows: list[Takeaway]) -> tuple[DeskLine, ...]:
    return tuple(
        DeskLine(
            one.text,
            reverse("jobs:of_takeaway", args=[one.uid]),
            f"{one.get_kind_display()}, {one.concertation.title}, {one.concertation.territory.name}",
            "",
            _trades(one),
        )
        for one in rows
    )


def _trades(one: Deployment | Takeaway) -> tuple[str, ...]:
    return tuple(sorted(link.trade.title for link in one.trade_links.all()))


def names() -> list[str]:
    """All that one may type to choose a trade. One query."""
    rows = Trade.objects.order_by("title", "pk").values_list("title", "other_names")
    return [name for title, others in rows for name in (title, *others)]


def links_of(about: Deployment | Takeaway) -> list[TradeLink]:
    return list(about.trade_links.select_related("trade").order_by("trade__title", "pk"))


def trades_of_use(key: int) -> list[Trade]:
    """Those that a public use is attached to. One query."""
    return list(Trade.objects.filter(links__deployment=key).order_by("title", "pk"))


def trades_of_takeaways(keys: Collection[int]) -> dict[int, list[Trade]]:
    """Those that sentences are attached to, by the key of the sentence. One query."""
    found: dict[int, list[Trade]] = {}
    rows = TradeLink.objects.filter(takeaway__in=keys).select_related("trade").order_by("trade__title", "pk")
    for link in rows:
        if link.takeaway_id is not None:
            found.setdefault(link.takeaway_id, []).append(link.trade)
    return found
