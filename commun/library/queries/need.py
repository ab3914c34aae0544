"""The uses that are most like a need, with the reasons for and against each."""

import datetime
import heapq
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.library import terms
from commun.library.need import Need, Reason, Side, likeness, reasons
from commun.library.queries import index
from commun.library.queries.index import Bits, Snapshot
from commun.library.queries.shelf import SheetLine, lines

SHOWN = 20


@dataclass(frozen=True)
class Match:
    line: SheetLine
    reasons: tuple[Reason, ...]

    def of(self, side: Side) -> list[str]:
        return [one.text for one in self.reasons if one.side is side]

    @property
    def agreeing(self) -> list[str]:
        return self.of(Side.FOR)

    @property
    def contrary(self) -> list[str]:
        return self.of(Side.AGAINST)

    @property
    def unknown(self) -> list[str]:
        return self.of(Side.SILENT)


@dataclass(frozen=True)
class Answer:
    """`compared` uses were looked at: those that hold a word of the need at least, or all when it searches none."""

    matches: tuple[Match, ...]
    compared: int
    mended: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    """A searched word, and the sheets that hold it: as a set, and as bytes whose bits are quick to look up."""

    shown: str
    bits: Bits
    held: bytes
    in_title: bytes


def _has(held: bytes, at: int) -> int:
    return held[at >> 3] >> (at & 7) & 1


def answer(*, need: Need, on: datetime.date, with_fictional: bool = False) -> Answer:
    """Two queries when the index is of the present version, five at most."""
    snapshot = index.now()
    base = snapshot.alive if with_fictional else snapshot.alive & snapshot.real
    words, mended, lost = _words(snapshot, need, base)
    among = base
    if words:
        among = 0
        for word in words:
            among |= word.bits
    elif lost:
        among = 0
    ranked = _ranked(snapshot, need, words, among)
    entries = snapshot.index.entries
    shown = {line.key: line for line in lines([entries[at].key for at in ranked], on=on)}
    return Answer(
        matches=tuple(
            Match(shown[entries[at].key], tuple(_reasons(snapshot, need, words, at)))
            for at in ranked
            if entries[at].key in shown
        ),
        compared=among.bit_count(),
        mended=mended,
        lost=lost,
    )


def _words(
    snapshot: Snapshot, need: Need, base: Bits
) -> tuple[list[_Word], tuple[tuple[str, str], ...], tuple[str, ...]]:
    found, mended, lost = [], [], []
    for term in terms.typed_terms(need.words):
        held = snapshot.index.holding(term.stem) & base
        if not held:
            near = snapshot.index.nearest(term.shown, base)
            if near is None:
                lost.append(term.shown)
                continue
            mended.append((term.shown, near.shown))
            term, held = near, snapshot.index.holding(near.stem) & base
        size = snapshot.size // 8 + 1
        in_title = snapshot.index.in_titles(term.stem) & base
        found.append(_Word(term.shown, held, held.to_bytes(size, "little"), in_title.to_bytes(size, "little")))
    return found, tuple(mended), tuple(lost)


def _ranked(snapshot: Snapshot, need: Need, words: list[_Word], among: Bits) -> list[int]:
    """The positions of the most like; of two that are as like, the more complete, then the newer."""
    entries = snapshot.index.entries

    def rank(at: int) -> tuple[float, int, float]:
        entry = entries[at]
        score = likeness(
            need,
            entry,
            words=len(words),
            held=sum(_has(word.held, at) for word in words),
            in_title=sum(_has(word.in_title, at) for word in words),
        )
        return -round(score, 6), -entry.completeness, -entry.updated_at.timestamp()

    return heapq.nsmallest(SHOWN, snapshot.sorted(among, index.NEWEST), key=rank)


def _reasons(snapshot: Snapshot, need: Need, words: list[_Word], at: int) -> list[Reason]:
    found = []
    if held := [word.shown for word in words if _has(word.held, at)]:
        found.append(Reason(Side.FOR, _("parle de « %(words)s »") % {"words": " », « ".join(held)}))
    if missing := [word.shown for word in words if not _has(word.held, at)]:
        found.append(Reason(Side.AGAINST, _("ne parle pas de : %(words)s") % {"words": ", ".join(missing)}))
    return found + reasons(need, snapshot.index.entries[at])
