"""A conversation held on Polis, from the files that it exports: read, counted again, doubted. Nothing is written here.

Five files: `summary.csv`, `comments.csv` (two generations of columns), `votes.csv` (every click),
`participants-votes.csv` (the name varies; with or without `xid`) and `stats-history.csv`. Only comments and votes are
needed; the others are held against them. Traps known: counters that count a re-vote twice, seconds or milliseconds,
numbers of statements that do not follow, a sign of votes that was once inverted.
"""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.analysis import opinion
from commun.analysis.opinion import OpinionGroups, Tally, Vote
from commun.analysis.personal_data import personal_data
from commun.core.errors import DomainError
from commun.core.spreadsheets import csv_rows, decode, place
from commun.core.text import clean
from commun.syntheses.engine import NotComputed, opinion_groups

COMMENTS, VOTES, SUMMARY, PARTICIPANTS, HISTORY = "comments", "votes", "summary", "participants-votes", "stats-history"
NEEDED = {
    COMMENTS: ("comment-id", "agrees", "disagrees", "moderated", "comment-body"),
    VOTES: ("comment-id", "voter-id", "vote"),
}
REJECTED = -1
MAX_TEXT = 5000
MAX_URL = 500
# From this on, a number of seconds since 1970 would be a date after the year 5000: it counts milliseconds.
_MILLISECONDS = 10**11


class NotPolis(DomainError):
    """These files are not those of one Polis conversation; the message says what is missing."""


@dataclass(frozen=True)
class Statement:
    """A statement and its counts: those of the last vote of each person, and those that the file gave."""

    key: str
    text: str
    tally: Tally
    in_file: tuple[int, int]
    is_moderated: bool

    @property
    def differs(self) -> bool:
        return self.in_file != (self.tally.agree, self.tally.disagree)


@dataclass(frozen=True)
class Conversation:
    """What will be kept of a conversation: counts only, never who voted what.

    `rejected`: statements that its moderators refused, which are neither kept nor shown. `recast`: clicks that changed
    an earlier vote. `remarks`: what does not agree between the files, each a sentence.
    """

    title: str
    url: str
    question: str
    statements: tuple[Statement, ...]
    rejected: int
    voters: int
    votes: int
    recast: int
    first_on: datetime.date | None
    last_on: datetime.date | None
    groups: OpinionGroups | None
    sha256: str
    remarks: tuple[str, ...] = field(default=())

    @property
    def differing(self) -> int:
        return sum(one.differs for one in self.statements)

    @property
    def naming_someone(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The texts that could tell who somebody is, each with the words that do."""
        texts = [self.title, self.question, *(one.text for one in self.statements)]
        found = [(text, tuple(datum.excerpt for datum in personal_data(text))) for text in texts]
        return tuple((text, words) for text, words in found if words)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "url": self.url,
            "question": self.question,
            "statements": [
                [
                    one.key,
                    one.text,
                    [one.tally.agree, one.tally.disagree, one.tally.passed],
                    list(one.in_file),
                    one.is_moderated,
                ]
                for one in self.statements
            ],
            "rejected": self.rejected,
            "voters": self.voters,
            "votes": self.votes,
            "recast": self.recast,
            "first_on": self.first_on and self.first_on.isoformat(),
            "last_on": self.last_on and self.last_on.isoformat(),
            "groups": self.groups and self.groups.as_json(),
            "sha256": self.sha256,
            "remarks": list(self.remarks),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Conversation":
        return cls(
            **{
                name: data[name]
                for name in ("title", "url", "question", "rejected", "voters", "votes", "recast", "sha256")
            },
            statements=tuple(
                Statement(key, text, Tally(*tally), (in_file[0], in_file[1]), is_moderated)
                for key, text, tally, in_file, is_moderated in data["statements"]
            ),
            first_on=_day(data["first_on"]),
            last_on=_day(data["last_on"]),
            groups=OpinionGroups.from_json(data["groups"]) if data["groups"] else None,
            remarks=tuple(data["remarks"]),
        )


def read_conversation(files: Mapping[str, bytes]) -> Conversation:
    """What the files of one conversation say, counted again. `files`: name → content.

    Raises NotPolis when a file that is needed is missing or is another thing, or a line cannot be read.
    """
    tables = {kind: _Table(name, content) for kind, name, content in _kinds(files)}
    for kind, columns in NEEDED.items():
        if kind not in tables:
            raise NotPolis(_("Il manque le fichier « %(name)s.csv » de l’export de Polis.") % {"name": kind})
        tables[kind].expect(columns)
    votes, upside_down = _votes(tables[VOTES]), False
    comments = list(tables[COMMENTS].rows())
    clicks = opinion.events(votes)
    if _is_inverted(comments, clicks):
        upside_down = True
        votes = [Vote(one.at, one.voter, one.statement, -one.value) for one in votes]
    last = opinion.last_votes(votes)
    counted = opinion.tallies(last)
    kept, rejected = _statements(tables[COMMENTS], comments, counted)
    shown = {one.key for one in kept}
    remarks = [*_remarks(tables, votes, last, {row["comment-id"] for _line, row in comments})]
    if upside_down:
        remarks.insert(
            0, _("Les votes de ce fichier ont le signe inverse (−1 pour « d’accord ») : ils ont été retournés.")
        )
    groups = None
    try:
        groups = opinion_groups({key: value for key, value in last.items() if key[0] in shown})
    except NotComputed as refusal:
        remarks.append(refusal.message)
    summary = _summary(tables.get(SUMMARY))
    days = sorted(_date(one.at) for one in votes if one.at > 0)
    return Conversation(
        title=summary.get("topic", ""),
        url=_web_address(summary.get("url", "")),
        question=summary.get("conversation-description", ""),
        statements=kept,
        rejected=rejected,
        voters=len({voter for _statement, voter in last}),
        votes=len(last),
        recast=len(votes) - len(last),
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
        groups=groups,
        sha256=_digest(files),
        remarks=tuple(remarks),
    )


# --- The files ---------------------------------------------------------------------------------------------------


class _Table:
    """One CSV with heads: its rows by name of column, each with its line."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._rows = iter(csv_rows(decode(content), ","))
        _line, heads = next(self._rows, (1, []))
        self.heads = [clean(head) for head in heads]

    def expect(self, columns: tuple[str, ...]) -> None:
        missing = [column for column in columns if column not in self.heads]
        if missing:
            raise NotPolis(
                _("« %(file)s » n’a pas la colonne « %(column)s » d’un export de Polis.")
                % {"file": self.name, "column": missing[0]}
            )

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        for line, cells in self._rows:
            if any(cells):
                yield line, dict(zip(self.heads, cells, strict=False))

    def number(self, line: int, row: Mapping[str, str], column: str) -> int:
        """An integer, perhaps written "3.0". Raises NotPolis with its place."""
        text = row.get(column, "").strip()
        try:
            return int(float(text))
        except (ValueError, OverflowError):
            raise NotPolis(
                _("« %(file)s », %(place)s : « %(text)s » n’est pas un nombre.")
                % {"file": self.name, "place": place("", line, self.heads.index(column)), "text": text[:40]}
            ) from None


def _kinds(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """Which file is which, by its name: with a prefix or none, in any case."""
    endings = {
        "participants-votes.csv": PARTICIPANTS,
        "participant-votes.csv": PARTICIPANTS,
        "stats-history.csv": HISTORY,
        "comments.csv": COMMENTS,
        "summary.csv": SUMMARY,
        "votes.csv": VOTES,
    }
    seen: dict[str, str] = {}
    for name, content in sorted(files.items()):
        kind = next((kind for ending, kind in endings.items() if name.lower().endswith(ending)), None)
        if kind is None:
            continue
        if kind in seen:
            raise NotPolis(
                _(
                    "« %(first)s » et « %(second)s » sont le même fichier de deux conversations : "
                    "envoyez-en une à la fois."
                )
                % {"first": seen[kind], "second": name}
            )
        seen[kind] = name
        yield kind, name, content


def _votes(table: _Table) -> list[Vote]:
    votes = []
    has_time = "timestamp" in table.heads
    for line, row in table.rows():
        value = table.number(line, row, "vote")
        if value not in (opinion.AGREE, opinion.PASS, opinion.DISAGREE):
            raise NotPolis(
                _("« %(file)s », %(place)s : un vote vaut 1, 0 ou −1, et non %(value)d.")
                % {"file": table.name, "place": place("", line, table.heads.index("vote")), "value": value}
            )
        at = table.number(line, row, "timestamp") if has_time else line
        votes.append(Vote(at, row.get("voter-id", "").strip(), row.get("comment-id", "").strip(), value))
    if not votes:
        raise NotPolis(_("« %(file)s » ne contient aucun vote.") % {"file": table.name})
    return votes


def _statements(
    table: _Table, comments: list[tuple[int, dict[str, str]]], counted: Mapping[str, Tally]
) -> tuple[tuple[Statement, ...], int]:
    """The statements that people could read, and the number of those that were refused."""
    kept, rejected, seen = [], 0, dict[str, int]()
    for line, row in comments:
        key = row["comment-id"].strip()
        if key in seen:
            raise NotPolis(
                _("« %(file)s », %(place)s : l’énoncé %(key)s est déjà à la ligne %(other)d.")
                % {"file": table.name, "place": place("", line), "key": key, "other": seen[key]}
            )
        seen[key] = line
        moderated = table.number(line, row, "moderated")
        if moderated == REJECTED:
            rejected += 1
            continue
        text = clean(row.get("comment-body", ""))
        if not text or len(text) > MAX_TEXT:
            raise NotPolis(
                _("« %(file)s », %(place)s : un énoncé est vide, ou trop long.")
                % {"file": table.name, "place": place("", line, table.heads.index("comment-body"))}
            )
        in_file = (table.number(line, row, "agrees"), table.number(line, row, "disagrees"))
        kept.append(Statement(key, text, counted.get(key, Tally()), in_file, is_moderated=moderated == 1))
    return tuple(sorted(kept, key=lambda one: (-one.tally.voters, _order(one.key)))), rejected


def _is_inverted(comments: list[tuple[int, dict[str, str]]], clicks: Mapping[str, Tally]) -> bool:
    """Whether the counters of the file fit the votes only when their sign is turned round."""
    straight = turned = 0
    for _line, row in comments:
        tally = clicks.get(row["comment-id"].strip(), Tally())
        if tally.agree != tally.disagree:
            given = (row["agrees"].strip(), row["disagrees"].strip())
            straight += given == (str(tally.agree), str(tally.disagree))
            turned += given == (str(tally.disagree), str(tally.agree))
    return turned > straight


def _summary(table: _Table | None) -> dict[str, str]:
    """Its lines are `key,value`: what looks like heads is the first of them."""
    if table is None:
        return {}
    first = table.heads
    pairs = [(first[0], first[1])] if len(first) > 1 else []
    pairs += [(cells[0], cells[1]) for _line, cells in table._rows if len(cells) > 1]
    return {clean(key): clean(value) for key, value in pairs}


# --- What does not agree -----------------------------------------------------------------------------------------


def _remarks(
    tables: Mapping[str, _Table], votes: list[Vote], last: Mapping[tuple[str, str], int], known: set[str]
) -> Iterator[str]:
    orphans = {statement for statement, _voter in last} - known
    if orphans:
        yield ngettext(
            "%(count)d énoncé a des votes et n’est pas dans le fichier des énoncés.",
            "%(count)d énoncés ont des votes et ne sont pas dans le fichier des énoncés.",
            len(orphans),
        ) % {"count": len(orphans)}
    if PARTICIPANTS in tables:
        differing = _differing_cells(tables[PARTICIPANTS], last)
        if differing:
            yield ngettext(
                "%(count)d case du tableau des participants ne dit pas le dernier vote.",
                "%(count)d cases du tableau des participants ne disent pas le dernier vote.",
                differing,
            ) % {"count": differing}
    if HISTORY in tables:
        clicks = max((tables[HISTORY].number(line, row, "n-votes") for line, row in tables[HISTORY].rows()), default=0)
        if clicks != len(votes):
            yield _("L’historique compte %(history)d votes, le fichier des votes %(votes)d.") % {
                "history": clicks,
                "votes": len(votes),
            }


def _differing_cells(table: _Table, last: Mapping[tuple[str, str], int]) -> int:
    statements = [head for head in table.heads if head.isdecimal()]
    differing = 0
    for _line, row in table.rows():
        voter = row.get("participant", "").strip()
        for statement in statements:
            said = last.get((statement, voter))
            differing += row.get(statement, "").strip() != ("" if said is None else str(said))
    return differing


def _web_address(text: str) -> str:
    """What a page may link to; anything else is left out."""
    return text if text.startswith(("https://", "http://")) and len(text) <= MAX_URL else ""


def _digest(files: Mapping[str, bytes]) -> str:
    """The same for the same votes and statements, whatever the names of the files and the others beside them."""
    digest = hashlib.sha256()
    for kind, _name, content in sorted(_kinds(files)):
        if kind in NEEDED:
            digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _order(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdecimal() else (0, key)


def _date(at: int) -> datetime.date:
    seconds = at / 1000 if at >= _MILLISECONDS else at
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    except (OverflowError, ValueError, OSError):
        raise NotPolis(_("Une date de vote n’est pas lisible : %(at)d.") % {"at": at}) from None


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
