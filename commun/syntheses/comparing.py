"""What changed from one version of a text to another: paragraphs are followed by their keys, wherever they went."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from commun.core.revisions import Piece, pieces_between
from commun.syntheses.queries.manifesto import Article, Paragraph, Text

Change: TypeAlias = Literal["same", "reworded", "moved", "added", "removed"]


@dataclass(frozen=True)
class Origin:
    """Why a paragraph changed: the amendment that asked for it, or the reason that was given."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph in both versions. It may be moved and reworded: `kinds` has both."""

    key: str
    kinds: tuple[Change, ...]
    pieces: tuple[Piece, ...]
    moved_from: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def is_same(self) -> bool:
        return self.kinds == ("same",)


@dataclass(frozen=True)
class ArticleChange:
    code: str
    label: str
    kinds: tuple[Change, ...]
    title: tuple[Piece, ...]
    paragraphs: tuple[ParagraphChange, ...]

    @property
    def is_same(self) -> bool:
        return self.kinds == ("same",) and all(one.is_same for one in self.paragraphs)


@dataclass(frozen=True)
class Comparison:
    """The articles in the order of the newer text; those that went stand after what preceded them."""

    preamble: tuple[Piece, ...]
    articles: tuple[ArticleChange, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> tuple[ArticleChange, ...]:
        return tuple(one for one in self.articles if not one.is_same)

    @property
    def is_same(self) -> bool:
        return not self.preamble and not self.changed


def compare(old: Text, new: Text, *, origins: Mapping[str, Sequence[Origin]]) -> Comparison:
    """`origins`: by key of paragraph, why it changed."""
    before = {one.code: one for one in old.articles}
    after = {one.code: one for one in new.articles}
    came_from = {one.key: article for article in old.articles for one in article.paragraphs}
    went_to = {one.key: article for article in new.articles for one in article.paragraphs}
    moved = moved_among([code for code in before if code in after], [code for code in after if code in before])
    changes = tuple(
        _article(before.get(code), after.get(code), moved, came_from, went_to, origins)
        for code in merged(list(before), list(after))
    )
    counts = dict.fromkeys(("reworded", "moved", "added", "removed"), 0)
    for change in changes:
        for one in change.paragraphs:
            for kind in one.kinds:
                if kind != "same":
                    counts[kind] += 1
    same_preamble = old.preamble == new.preamble
    return Comparison(
        preamble=() if same_preamble else tuple(pieces_between(old.preamble, new.preamble)),
        articles=changes,
        counts=counts,
    )


def moved_among(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Of the same keys in two orders, the fewest that must have moved: all but a longest run that kept its order."""
    rank = {key: number for number, key in enumerate(before)}
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str] = {}
    for key in after:
        place = bisect_left(tails, rank[key])
        if place:
            previous[key] = ends[place - 1]
        if place == len(tails):
            tails.append(rank[key])
            ends.append(key)
        else:
            tails[place], ends[place] = rank[key], key
    stayed = set()
    key = ends[-1] if ends else ""
    while key:
        stayed.add(key)
        key = previous.get(key, "")
    return frozenset(after) - stayed


def merged(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The keys of both, in the order of `after`; one that went stands after the nearest that preceded it and stays."""
    found = list(after)
    known = set(after)
    for number, key in enumerate(before):
        if key in known:
            continue
        earlier = next((one for one in reversed(before[:number]) if one in known), None)
        found.insert(found.index(earlier) + 1 if earlier is not None else 0, key)
        known.add(key)
    return found


def _article(
    old: Article | None,
    new: Article | None,
    moved: frozenset[str],
    came_from: Mapping[str, Article],
    went_to: Mapping[str, Article],
    origins: Mapping[str, Sequence[Origin]],
) -> ArticleChange:
    shown = new or old
    assert shown is not None
    kinds: list[Change] = []
    if old is None:
        kinds.append("added")
    elif new is None:
        kinds.append("removed")
    else:
        if old.code in moved or old.axis != new.axis:
            kinds.append("moved")
        if old.title != new.title:
            kinds.append("reworded")
    return ArticleChange(
        code=shown.code,
        label=shown.label,
        kinds=tuple(kinds) or ("same",),
        title=tuple(pieces_between(old.title if old else "", new.title if new else "")),
        paragraphs=tuple(_paragraphs(old, new, came_from, went_to, origins)),
    )


def _paragraphs(
    old: Article | None,
    new: Article | None,
    came_from: Mapping[str, Article],
    went_to: Mapping[str, Article],
    origins: Mapping[str, Sequence[Origin]],
) -> Iterable[ParagraphChange]:
    before = {one.key: one for one in old.paragraphs} if old else {}
    after = {one.key: one for one in new.paragraphs} if new else {}
    # One that went to another article is told there, and nowhere twice.
    gone = {key: one for key, one in before.items() if key in after or key not in went_to}
    moved = moved_among([key for key in gone if key in after], [key for key in after if key in gone])
    for key in merged(list(gone), list(after)):
        source = came_from.get(key)
        then = gone.get(key) or (_in(source, key) if source else None)
        now = after.get(key)
        kinds: list[Change] = []
        moved_from = ""
        if then is None:
            kinds.append("added")
        elif now is None:
            kinds.append("removed")
        else:
            if key not in gone and source is not None:
                kinds.append("moved")
                moved_from = source.label
            elif key in moved:
                kinds.append("moved")
            if then.text != now.text:
                kinds.append("reworded")
        pieces = pieces_between(then.text if then else "", now.text if now else "")
        yield ParagraphChange(
            key, tuple(kinds) or ("same",), tuple(pieces), moved_from, tuple(origins.get(key, ())) if kinds else ()
        )


def _in(article: Article, key: str) -> Paragraph:
    return next(one for one in article.paragraphs if one.key == key)
