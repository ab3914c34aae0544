"""What the pages of the workshop show: corpora, groups, sentences, gestures, runs. It costs the same at any size."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from commun.accounts.models import User
from commun.analysis.personal_data import personal_data
from commun.concertations.enums import TakeawayKind, Theme
from commun.core.dates import PartialDate
from commun.syntheses import hints, moves
from commun.syntheses.addresses import group_url
from commun.syntheses.enums import Origin, RunState, Stance
from commun.syntheses.hints import LabelHint
from commun.syntheses.models import AnalysisRun, Corpus, CorpusItem, Group

PAGE_SIZE = 40
GROUPS_PAGE = 60
MOST_TARGETS = 200
"""Above, a list of choices offers the largest groups; the others are named by their number."""

MOVES_PAGE = 50
UNGROUPED, SET_ASIDE, ALL = "sans-groupe", "ecartees", "toutes"
CENTRAL_FIRST, MARGINAL_FIRST = "", "marge"


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """A corpus in the list of all."""

    uid: str
    title: str
    url: str
    items: int
    groups: int
    taken: int
    findings: int
    created_at: datetime.datetime
    is_closed: bool
    is_computing: bool


def corpus_lines() -> tuple[CorpusLine, ...]:
    """Every corpus, the newest first. One query."""

    def counted(model: Any, **conditions: Any) -> Subquery:
        rows = model.objects.filter(corpus=OuterRef("pk"), **conditions).order_by().values("corpus")
        return Subquery(rows.annotate(count=Count("pk")).values("count"))

    rows = Corpus.objects.annotate(
        groups_count=counted(Group, is_gone=False),
        taken_count=counted(Group, is_gone=False, origin=Origin.PERSON),
        runs_count=counted(AnalysisRun, state__in=[RunState.WAITING, RunState.RUNNING]),
        findings_count=Count("findings"),
    )
    return tuple(
        CorpusLine(
            uid=row.uid,
            title=row.title,
            url=row.get_absolute_url(),
            items=row.items_count,
            groups=row.groups_count or 0,
            taken=row.taken_count or 0,
            findings=row.findings_count,
            created_at=row.created_at,
            is_closed=row.closed_at is not None,
            is_computing=bool(row.runs_count),
        )
        for row in rows
    )


# --- Groups ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the list beside every page. `suggested`: how many of its takeaways the machine alone put there."""

    pk: int
    number: int
    title: str
    url: str
    items: int
    territories: int
    suggested: int
    is_taken: bool
    words: tuple[str, ...]
    central: str = ""

    @property
    def is_suggestion(self) -> bool:
        return not self.is_taken


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """Where the work stands. `placed`: takeaways that a person moved, or whose group someone took on."""

    items: int
    territories: int
    grouped: int
    ungrouped: int
    set_aside: int
    placed: int
    groups: int
    taken: int


@dataclass(frozen=True, slots=True)
class GroupTarget:
    """A group that one may go to, or put takeaways in."""

    number: int
    title: str
    url: str
    items: int


@dataclass(frozen=True, slots=True)
class GroupList:
    """The groups that stand, the largest first: one page of them, and what the others are needed for.

    `targets` are those that a list of choices offers; where there are more (`is_cut`), one types a number.
    """

    lines: tuple[GroupLine, ...]
    page: Page[int]
    total: int
    taken: int
    targets: tuple[GroupTarget, ...]
    previous: GroupTarget | None = None
    next: GroupTarget | None = None

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.targets)


def group_list(
    *, corpus: Corpus, page: int = 1, around: int | None = None, text: str = "", with_quotes: bool = False
) -> GroupList:
    """The page of groups that is asked for, or the one where the group numbered `around` stands. Two queries.

    All the groups are read as five columns, to know their order; what costs more, of one page alone.
    """
    rows = list(
        corpus.groups.filter(is_gone=False)
        .annotate(items_count=Count("items"))
        .order_by("-items_count", "number")
        .values_list("pk", "number", "title", "origin", "items_count")
    )
    targets = tuple(
        GroupTarget(number, title, group_url(corpus, number), items) for _pk, number, title, _by, items in rows
    )
    shown = [pk for pk, _number, title, *_rest in rows if text.casefold() in title.casefold()]
    at = next((place for place, one in enumerate(targets) if one.number == around), None)
    here = Paginator(shown, GROUPS_PAGE).get_page(page if at is None or text else at // GROUPS_PAGE + 1)
    return GroupList(
        lines=_group_lines(corpus, list(here), with_quotes=with_quotes),
        page=here,
        total=len(rows),
        taken=sum(origin == Origin.PERSON for *_rest, origin, _items in rows),
        targets=targets[:MOST_TARGETS],
        previous=targets[at - 1] if at else None,
        next=targets[at + 1] if at is not None and at + 1 < len(targets) else None,
    )


def _group_lines(corpus: Corpus, keys: Sequence[int], *, with_quotes: bool) -> tuple[GroupLine, ...]:
    """These groups, in this order. One query."""
    rows = corpus.groups.filter(pk__in=keys).annotate(
        items_count=Count("items"),
        territories_count=Count("items__takeaway__concertation__territory", distinct=True),
        suggested_count=Count("items", filter=Q(items__origin=Origin.MACHINE)),
    )
    if with_quotes:
        nearest = CorpusItem.objects.filter(corpus=corpus, group=OuterRef("pk")).order_by("rank", "pk")
        rows = rows.annotate(central=Subquery(nearest.values("takeaway__text")[:1]))
    place = {key: at for at, key in enumerate(keys)}
    return tuple(
        GroupLine(
            pk=row.pk,
            number=row.number,
            title=row.title,
            url=group_url(corpus, row.number),
            items=row.items_count,
            territories=row.territories_count,
            suggested=row.suggested_count if row.origin == Origin.MACHINE else 0,
            is_taken=row.origin == Origin.PERSON,
            words=tuple(word for word, _weight in row.words[:5]),
            central=getattr(row, "central", None) or "",
        )
        for row in sorted(rows, key=lambda one: place[one.pk])
    )


def corpus_counts(*, corpus: Corpus, groups: GroupList) -> CorpusCounts:
    """One query, beside the groups already read."""
    found = corpus.items.aggregate(
        ungrouped=Count("pk", filter=Q(group=None, set_aside_reason="")),
        set_aside=Count("pk", filter=~Q(set_aside_reason="")),
        placed=Count("pk", filter=Q(origin=Origin.PERSON) | Q(group__origin=Origin.PERSON)),
        territories=Count("takeaway__concertation__territory", distinct=True),
    )
    return CorpusCounts(
        items=corpus.items_count,
        grouped=corpus.items_count - found["ungrouped"] - found["set_aside"],
        groups=groups.total,
        taken=groups.taken,
        **found,
    )


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is counted of one group: natures, positions, kinds of territory. Never typed."""

    kinds: tuple[tuple[str, int], ...]
    stances: tuple[tuple[str, int], ...]


def group_facts(*, group: Group) -> GroupFacts:
    """One query."""
    rows = group.items.order_by().values_list("takeaway__kind", "stance").annotate(count=Count("pk"))
    kinds: dict[str, int] = {}
    stances: dict[str, int] = {}
    for kind, stance, count in rows:
        kinds[kind] = kinds.get(kind, 0) + count
        stances[stance] = stances.get(stance, 0) + count
    return GroupFacts(
        kinds=tuple((str(one.label), kinds[one.value]) for one in TakeawayKind if one.value in kinds),
        stances=tuple((str(one.label), stances[one.value]) for one in Stance if one.value in stances),
    )


# --- Sentences -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TwinLine:
    """The same thing said elsewhere: where, in which words, in which group of the corpus if it is there."""

    text: str
    place: str
    url: str
    group: int | None
    group_url: str
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One sentence of the reading column; showing it asks the database nothing."""

    pk: int
    uid: str
    url: str
    text: str
    kind: str
    theme: str
    place: str
    place_url: str
    is_fictional: bool
    said_on: PartialDate | datetime.date | None
    concertation: str
    stance: str
    stance_label: str
    is_suggested: bool
    set_aside_reason: str
    group: int | None
    group_title: str
    is_corrected: bool
    is_public: bool
    twins: tuple[TwinLine, ...]
    theme_hint: LabelHint | None
    kind_hint: LabelHint | None
    warnings: tuple[str, ...]

    @property
    def theme_hint_label(self) -> str:
        return str(Theme(self.theme_hint.value).label) if self.theme_hint else ""

    @property
    def kind_hint_label(self) -> str:
        return str(TakeawayKind(self.kind_hint.value).label) if self.kind_hint else ""


@dataclass(frozen=True, slots=True)
class ItemPage:
    lines: tuple[ItemLine, ...]
    total: int
    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def items_of(*, corpus: Corpus, place: str = ALL, group: Group | None = None, text: str = "") -> QuerySet[CorpusItem]:
    """The items of a group, or of one of the places beside the groups."""
    found = corpus.items.all()
    if group is not None:
        found = found.filter(group=group)
    elif place == UNGROUPED:
        found = found.filter(group=None, set_aside_reason="")
    elif place == SET_ASIDE:
        found = found.exclude(set_aside_reason="")
    return found.filter(takeaway__text__icontains=text) if text else found


_LINE = (
    "pk",
    "text_sha256",
    "stance",
    "origin",
    "set_aside_reason",
    "hints",
    "group__number",
    "group__title",
    "group__origin",
    "takeaway__uid",
    "takeaway__text",
    "takeaway__text_sha256",
    "takeaway__kind",
    "takeaway__theme",
    "takeaway__frozen_at",
    "takeaway__concertation__title",
    "takeaway__concertation__slug",
    "takeaway__concertation__published_at",
    "takeaway__concertation__ends_on",
    "takeaway__concertation__restituted_on",
    "takeaway__concertation__territory__name",
    "takeaway__concertation__territory__slug",
    "takeaway__concertation__territory__is_fictional",
    "takeaway__sequence__on",
)


def item_page(*, corpus: Corpus, found: QuerySet[CorpusItem], page: int, order: str = CENTRAL_FIRST) -> ItemPage:
    """One page of sentences: three queries, two when none has a twin."""
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    start = (number - 1) * PAGE_SIZE
    by = ("-rank", "-pk") if order == MARGINAL_FIRST else ("rank", "pk")
    rows = list(found.order_by(*by).values(*_LINE)[start : start + PAGE_SIZE])
    twins = _twins(corpus, rows)
    return ItemPage(tuple(_line(row, twins) for row in rows), total, number, pages)


def _twins(corpus: Corpus, rows: list[dict[str, Any]]) -> dict[str, TwinLine]:
    """The takeaways that these rows name as twins, those that anyone may still read."""
    named = {twin.uid for row in rows for twin in hints.twins_of(row["hints"])}
    if not named:
        return {}
    found = corpus.items.filter(
        takeaway__uid__in=named,
        takeaway__frozen_at__isnull=False,
        takeaway__concertation__published_at__isnull=False,
    )
    columns = ("uid", "text", "kind", "concertation__slug", "concertation__territory__name")
    rows = found.values("group__number", *(f"takeaway__{column}" for column in columns))
    return {row["takeaway__uid"]: _twin(corpus, row) for row in rows}


def _takeaway_url(row: dict[str, Any]) -> str:
    if row["takeaway__kind"] == TakeawayKind.PROPOSITION:
        return reverse("concertations:proposition", args=[row["takeaway__uid"]])
    page = reverse("concertations:detail", args=[row["takeaway__concertation__slug"]])
    return f"{page}#{row['takeaway__uid']}"


def _line(row: dict[str, Any], twins: dict[str, TwinLine]) -> ItemLine:
    kind, theme, found = row["takeaway__kind"], row["takeaway__theme"], row["hints"]
    kind_hint, theme_hint = hints.label_of(found, "kind"), hints.label_of(found, "theme")
    text = row["takeaway__text"]
    return ItemLine(
        pk=row["pk"],
        uid=row["takeaway__uid"],
        url=_takeaway_url(row),
        text=text,
        kind=str(TakeawayKind(kind).label),
        theme=str(Theme(theme).label) if theme else "",
        place=row["takeaway__concertation__territory__name"],
        place_url=reverse("territories:detail", args=[row["takeaway__concertation__territory__slug"]]),
        is_fictional=row["takeaway__concertation__territory__is_fictional"],
        said_on=row["takeaway__sequence__on"]
        or row["takeaway__concertation__ends_on"]
        or row["takeaway__concertation__restituted_on"],
        concertation=row["takeaway__concertation__title"],
        stance=row["stance"],
        stance_label=str(Stance(row["stance"]).label),
        is_suggested=row["origin"] == row["group__origin"] == Origin.MACHINE,
        set_aside_reason=row["set_aside_reason"],
        group=row["group__number"],
        group_title=row["group__title"] or "",
        is_corrected=row["takeaway__text_sha256"] != row["text_sha256"],
        is_public=bool(row["takeaway__frozen_at"] and row["takeaway__concertation__published_at"]),
        twins=tuple(
            replace(twins[twin.uid], is_reworded=twin.is_reworded)
            for twin in hints.twins_of(found)
            if twin.uid in twins
        ),
        theme_hint=theme_hint if theme_hint and not theme else None,
        kind_hint=kind_hint if kind_hint and kind_hint.value != kind else None,
        warnings=tuple(datum.excerpt for datum in personal_data(text)),
    )


def _twin(corpus: Corpus, row: dict[str, Any]) -> TwinLine:
    number = row["group__number"]
    return TwinLine(
        text=row["takeaway__text"],
        place=row["takeaway__concertation__territory__name"],
        url=_takeaway_url(row),
        group=number,
        group_url=group_url(corpus, number) if number else "",
    )


def has_been_worked(*, corpus: Corpus) -> bool:
    """Whether what people did here stands: a gesture that was undone does not count, a finding does."""
    standing = corpus.moves.exclude(verb__in=[moves.CUT, moves.UNDO]).filter(undone_by=None)
    return standing.exists() or corpus.findings.exists()


# --- Gestures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One thing that was done: what, by whom, when; whether it may be tried to be undone."""

    number: int
    says: str
    at: datetime.datetime
    by: str
    is_undone: bool
    is_redone: bool


def moves_of(
    *, corpus: Corpus, since: int | None = None, but_by: User | None = None, limit: int = MOVES_PAGE, start: int = 0
) -> list[MoveLine]:
    """What was done in a corpus, the last first; `since` a number, what was done after it. One query."""
    found = corpus.moves.annotate(undone=F("undone_by__number"))
    if since is not None:
        found = found.filter(number__gt=since)
    if but_by is not None:
        found = found.exclude(by=but_by)
    rows = found.order_by("-number").values("number", "verb", "says", "at", "by__name", "by_role", "undone")
    return [
        MoveLine(
            number=row["number"],
            says=row["says"],
            at=row["at"],
            by=row["by__name"] or row["by_role"],
            is_undone=row["undone"] is not None,
            is_redone=row["verb"] == moves.UNDO,
        )
        for row in rows[start : start + limit]
    ]


def last_of(*, corpus: Corpus, by: User) -> MoveLine | None:
    """This person's last gesture that stands: what the key U undoes. One query."""
    mine = corpus.moves.filter(by=by, undone_by=None).exclude(verb__in=[moves.CUT, moves.UNDO])
    row = mine.order_by("-number").values("number", "says", "at").first()
    return MoveLine(**row, by="", is_undone=False, is_redone=False) if row else None


# --- Runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunLine:
    """A computation: where it stands, what it cost, and whether it gave what the same one had given."""

    number: int
    url: str
    kind: str
    state: str
    state_label: str
    fault: str
    requested_at: datetime.datetime
    requested_by: str
    seconds: float | None
    cpu_seconds: float | None
    energy_wh: float | None
    same_as: int | None
    differs_from: int | None

    @property
    def is_over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED)


def run_lines(*, corpus: Corpus) -> tuple[RunLine, ...]:
    """The last first. One query: results are not read, their digests are."""
    rows = list(corpus.runs.defer("result", "learned_from").select_related("requested_by", "corpus").order_by("number"))
    first: dict[tuple[str, str, str], AnalysisRun] = {}
    lines = []
    for run in rows:
        same = _first_alike(first, run)
        lines.append(_run_line(run, same))
    return tuple(reversed(lines))


def _first_alike(first: dict[tuple[str, str, str], AnalysisRun], run: AnalysisRun) -> AnalysisRun | None:
    """The first run of the same nature, texts and settings that ended well, before this one."""
    if run.state != RunState.DONE:
        return None
    key = (run.kind, run.inputs_sha256, repr(sorted(run.parameters.items())))
    found = first.setdefault(key, run)
    return found if found is not run else None


def _run_line(run: AnalysisRun, same: AnalysisRun | None) -> RunLine:
    is_same = same is not None and same.result_sha256 == run.result_sha256
    return RunLine(
        number=run.number,
        url=reverse("syntheses:run", args=[run.corpus.uid, run.number]),
        kind=str(run.get_kind_display()),
        state=run.state,
        state_label=str(run.get_state_display()),
        fault=run.fault,
        requested_at=run.requested_at,
        requested_by=(run.requested_by.name if run.requested_by else "") or run.requested_role,
        seconds=run.seconds,
        cpu_seconds=run.cpu_seconds,
        energy_wh=run.energy_wh,
        same_as=same.number if same is not None and is_same else None,
        differs_from=same.number if same is not None and not is_same else None,
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """The grouping that is laid out: by which run, in how many groups, between which bounds."""

    run: int
    count: int
    coarsest: int
    finest: int
    suggested: int


def cut_in_place(*, corpus: Corpus) -> Cut | None:
    """Two queries, the second of which reads a whole result: for the page of the corpus alone."""
    after = corpus.moves.filter(verb=moves.CUT).values_list("after", flat=True).first()
    if after is None:
        return None
    result = corpus.runs.values_list("result", flat=True).get(number=after["run"])
    leaves, merges = len(result["leaves"]), len(result["merges"])
    return Cut(after["run"], after["count"], leaves - merges, leaves, result["suggested"])
