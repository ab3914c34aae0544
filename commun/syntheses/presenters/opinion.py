"""What the page of a conversation shows: tables first, groups only when they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.analysis.opinion import FEWEST_VOTERS, OpinionGroup, OpinionGroups, Tally
from commun.concertations.small_counts import SMALL_COUNT
from commun.syntheses.models import OpinionPoll, OpinionStatement

# Groups that come back less alike than this on samples of the voters are not shown (mean adjusted Rand index).
STABLE = 0.6
# At least this share of every group agrees: what brings people together.
SHARED = 0.6
SHOWN = 8


@dataclass(frozen=True)
class StatementLine:
    """A statement, its votes, and what each group that voted enough on it says: "groupe A : 89 % (49 sur 55)"."""

    pk: int
    key: str
    text: str
    tally: Tally
    shares: tuple[str, ...]
    in_file: str
    url: str = ""

    @property
    def share(self) -> str:
        return said_share(self.tally)


@dataclass(frozen=True)
class GroupShown:
    """A group of people who voted alike, and the statements that set it apart."""

    name: str
    size: int
    telling: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PollPage:
    """`unseen`: statements that fewer than five people voted on, which are not detailed."""

    lines: tuple[StatementLine, ...]
    unseen: int
    shared: tuple[StatementLine, ...]
    dividing: tuple[StatementLine, ...]
    groups: tuple[GroupShown, ...]
    why_no_group: str
    stability: str


def poll_page(poll: OpinionPoll, statements: Sequence[OpinionStatement]) -> PollPage:
    groups = poll.opinion_groups
    shown = groups if groups is not None and groups.stability >= STABLE else None
    kept = [one for one in statements if one.tally.voters >= SMALL_COUNT]
    lines = tuple(_line(one, shown) for one in kept)
    by_key = {line.key: line for line in lines}
    return PollPage(
        lines=lines,
        unseen=len(statements) - len(kept),
        shared=_shared(lines, shown),
        dividing=_dividing(lines, shown),
        groups=tuple(_group(number, one, by_key) for number, one in enumerate(shown.groups)) if shown else (),
        why_no_group=_why_not(groups, shown),
        stability=f"{shown.stability:.2f}".replace(".", ",") if shown else "",
    )


def said_share(tally: Tally) -> str:
    """ "74 % (89 sur 120)"."""
    if not tally.voters:
        return ""
    return _("%(percent)d %% (%(agree)d sur %(voters)d)") % {
        "percent": round(100 * tally.agree / tally.voters),
        "agree": tally.agree,
        "voters": tally.voters,
    }


def group_name(number: int) -> str:
    return _("groupe %(letter)s") % {"letter": "ABCDEFGH"[number]}


def _why_not(groups: OpinionGroups | None, shown: OpinionGroups | None) -> str:
    if shown is not None:
        return ""
    if groups is None:
        return ngettext(
            "Aucun groupe n’est montré : moins de %(count)d personne a assez voté, ou les votes ne dessinent aucun "
            "groupe d’au moins cinq personnes.",
            "Aucun groupe n’est montré : moins de %(count)d personnes ont assez voté, ou les votes ne dessinent aucun "
            "groupe d’au moins cinq personnes.",
            FEWEST_VOTERS,
        ) % {"count": FEWEST_VOTERS}
    return _(
        "Aucun groupe n’est montré : ceux que le calcul propose ne se retrouvent pas quand on le refait sur quatre "
        "votants sur cinq (accord de %(found)s, il en faudrait %(wanted)s)."
    ) % {"found": _decimal(groups.stability), "wanted": _decimal(STABLE)}


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _line(one: OpinionStatement, groups: OpinionGroups | None) -> StatementLine:
    differs = (one.agree_in_file, one.disagree_in_file) != (one.agree, one.disagree)
    return StatementLine(
        pk=one.pk,
        key=one.key,
        text=one.text,
        tally=one.tally,
        shares=_group_shares(one.key, groups),
        in_file=_("%(agree)d d’accord, %(disagree)d pas d’accord")
        % {"agree": one.agree_in_file, "disagree": one.disagree_in_file}
        if differs
        else "",
        url=one.takeaway.get_absolute_url() if one.takeaway and one.takeaway.is_frozen else "",
    )


def _group_shares(key: str, groups: OpinionGroups | None) -> tuple[str, ...]:
    shares = [(number, _group_share(group, key)) for number, group in enumerate(groups.groups)] if groups else []
    return tuple(
        _("%(group)s : %(share)s") % {"group": group_name(number), "share": share} for number, share in shares if share
    )


def _group_share(group: OpinionGroup, key: str) -> str:
    tally = group.tallies.get(key, Tally())
    return said_share(tally) if tally.voters >= SMALL_COUNT else ""


def _tallies(line: StatementLine, groups: OpinionGroups | None) -> list[Tally]:
    """Of each group that voted enough on it, or of everyone."""
    if groups is None:
        return [line.tally]
    return [group.tallies.get(line.key, Tally()) for group in groups.groups]


def _shared(lines: Sequence[StatementLine], groups: OpinionGroups | None) -> tuple[StatementLine, ...]:
    """What a large share of every group agrees with, the surest first; without groups, of all who voted."""
    scored = []
    for line in lines:
        parts = _tallies(line, groups)
        if all(part.voters >= SMALL_COUNT and part.agree / part.voters >= SHARED for part in parts):
            scored.append((min(part.agreement for part in parts), line))
    scored.sort(key=lambda one: -one[0])
    return tuple(line for _score, line in scored[:SHOWN])


def _dividing(lines: Sequence[StatementLine], groups: OpinionGroups | None) -> tuple[StatementLine, ...]:
    """Where groups are furthest apart; without groups, where opinions for and against are nearest to even."""
    scored = []
    for line in lines:
        if groups is not None:
            parts = [part for part in _tallies(line, groups) if part.voters >= SMALL_COUNT]
            if len(parts) > 1:
                scored.append((max(one.agreement for one in parts) - min(one.agreement for one in parts), line))
        elif line.tally.agree + line.tally.disagree >= FEWEST_VOTERS // 10:
            for_and_against = line.tally.agree + line.tally.disagree
            scored.append((1 - abs(line.tally.agree - line.tally.disagree) / for_and_against, line))
    scored.sort(key=lambda one: -one[0])
    return tuple(line for score, line in scored[:SHOWN] if score >= 0.3)


def _group(number: int, group: OpinionGroup, lines: dict[str, StatementLine]) -> GroupShown:
    telling = [
        (lines[key].text, _group_share(group, key))
        for key in group.telling
        if key in lines and group.tallies.get(key, Tally()).voters >= SMALL_COUNT
    ]
    return GroupShown(group_name(number), group.size, tuple(telling))
