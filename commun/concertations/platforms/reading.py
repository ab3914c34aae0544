"""From the lines of a table to neutral records, or to what is wrong with them, one after the other."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations.platforms import cap_collectif, consultation_gouv, decidim
from commun.concertations.platforms.layouts import Found, Kind, Layout
from commun.concertations.platforms.records import (
    Comment,
    Consultation,
    Debate,
    Fault,
    Meeting,
    Origin,
    Proposal,
    Record,
    Result,
    Said,
)
from commun.concertations.platforms.values import (
    day_of,
    host_of,
    is_yes,
    localised,
    number_of,
    plain,
    proposal_ids,
    web_address,
)
from commun.core.spreadsheets import Row
from commun.core.text import folded

LAYOUTS: tuple[Layout, ...] = (*decidim.LAYOUTS, *cap_collectif.LAYOUTS, *consultation_gouv.LAYOUTS)
FILE = "fichier"
"""The platform of a table that no declaration knows."""

_STATES: Mapping[str, Mapping[str, str]] = {
    decidim.PLATFORM: decidim.STATES,
    cap_collectif.PLATFORM: cap_collectif.STATES,
    FILE: decidim.STATES | cap_collectif.STATES,
}
MAX_ANSWER = 5_000
MAX_ID = 200


def read(found: Found, rows: Iterable[Row]) -> Iterator[Record | Fault]:
    """The records of a table, its faults among them where they stand."""
    reader = RowReader.of(found)
    make = reader.maker(found.layout.kind)
    for row in rows:
        record = make(row)
        yield from reader.take_faults()
        if record is not None:
            yield record


@dataclass
class RowReader:
    """Reads the lines of one table. `columns` tells where each field is, in the order in which to look."""

    columns: Mapping[str, tuple[int, ...]]
    languages: Mapping[int, str] = field(default_factory=dict)
    platform: str = FILE
    host: str = ""
    questions: Mapping[int, str] = field(default_factory=dict)
    width: int = 0
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, found: Found) -> "RowReader":
        of_steps = cap_collectif.questions(found.heads) if found.layout.platform == cap_collectif.PLATFORM else {}
        return cls(found.columns, found.languages, found.layout.platform, questions=of_steps, width=len(found.heads))

    def take_faults(self) -> list[Fault]:
        taken, self.faults = self.faults, []
        return taken

    def maker(self, kind: Kind) -> Callable[[Row], Record | None]:
        return {
            Kind.PROPOSALS: self.proposal,
            Kind.COMMENTS: self.comment,
            Kind.DEBATES: self.debate,
            Kind.RESULTS: self.result,
            Kind.MEETINGS: self.meeting,
            Kind.CONSULTATIONS: self.consultation,
        }[kind]

    # --- The cells

    def said(self, row: Row, name: str) -> tuple[str, str]:
        """(language, words) of a field: the first of its columns that says something."""
        for column in self.columns.get(name, ()):
            text = row[column]
            if text and text != '""':
                if self.platform == FILE:
                    return self.languages.get(column, ""), text  # what people typed is kept to the letter
                language, words = localised(text) if text[0] in "[{" else ("", text)
                words = plain(words)
                if words:
                    return language or self.languages.get(column, ""), words
        return "", ""

    def cell(self, row: Row, name: str) -> str:
        columns = self.columns.get(name)
        return row[columns[0]] if columns else ""

    def day(self, row: Row, name: str) -> datetime.date | None:
        """The first of its columns that tells a day; one that tells something else is a remark."""
        for column in self.columns.get(name, ()):
            try:
                day = day_of(row[column])
            except ValueError:
                message = _("« %(text)s » n’est pas une date que nous sachions lire : elle reste vide.")
                self._remark(row, column, message % {"text": row[column][:40]})
                continue
            if day is not None:
                return day
        return None

    def count(self, row: Row, name: str) -> int | None:
        found = number_of(self.cell(row, name))
        return int(found) if found is not None and 0 <= found < 10**9 else None

    def _remark(self, row: Row, column: int | None, reason: str, *, is_fatal: bool = False) -> None:
        self.faults.append(Fault(row.line, column, reason, is_fatal))

    def _fault(self, row: Row, name: str, reason: str) -> None:
        self._remark(row, next(iter(self.columns.get(name, ())), None), reason, is_fatal=True)

    def _is_whole(self, row: Row) -> bool:
        if self.width and len(row.cells) > self.width:
            message = _("%(found)d cases pour %(expected)d colonnes : un guillemet ou un séparateur manque plus haut.")
            self._remark(row, None, message % {"found": len(row.cells), "expected": self.width}, is_fatal=True)
            return False
        return True

    def origin(self, row: Row, locale: str = "") -> Origin:
        url = web_address(self.cell(row, "source_url"))
        host = host_of(url) or self.host
        return Origin(
            self.platform, host, self.cell(row, "source_id")[:MAX_ID], url, locale or self.cell(row, "locale")
        )

    # --- The records

    def proposal(self, row: Row) -> Proposal | None:
        if not self._is_whole(row):
            return None
        kind = self.cell(row, "line_kind")
        if kind and folded(kind) not in ("proposal", "proposition"):
            return None  # a vote or a comment of Cap Collectif, on a line of its own
        locale, title = self.said(row, "title")
        of_text, text = self.said(row, "text")
        if self.questions and not text:
            text = self._replies(row)
        if not title and not text:
            if any(row.cells):
                self._fault(row, "text", _("Le texte manque : écrivez-le, ou retirez la ligne."))
            return None
        said = self._answer(row)
        return Proposal(
            line=row.line,
            origin=self.origin(row, of_text or locale),
            title=title,
            text=text,
            theme=self.said(row, "theme")[1],
            published_on=self.day(row, "published_on"),
            said=said,
            is_withdrawn=is_yes(self.cell(row, "is_withdrawn"))
            or bool(self.cell(row, "withdrawn_on"))
            or _folded(said.state) in decidim.WITHDRAWN_STATES,
            space=self.cell(row, "space"),
            component=self.cell(row, "component"),
        )

    def _answer(self, row: Row) -> Said:
        if not any(name in self.columns for name in ("state", "answer", "answered_on")):
            return Said()
        state, text = self.said(row, "state")[1], self.said(row, "answer")[1]
        key = _folded(state)
        if key in decidim.SILENT_STATES:
            state = key = ""
        if len(text) > MAX_ANSWER:
            message = _("Cette réponse compte %(count)d signes, au plus %(most)d : sa fin n’est pas reprise.")
            self._remark(row, self.columns["answer"][0], message % {"count": len(text), "most": MAX_ANSWER})
            text = text[:MAX_ANSWER]
        decision = _STATES.get(self.platform, {}).get(key, "")
        if not state and not text:
            return Said()
        return Said(state[:60], decision, text, self.day(row, "answered_on"))

    def _replies(self, row: Row) -> str:
        """The answers to a questionnaire, each under its question when there are several."""
        given = {column: row[column].replace("|", ", ") for column in self.questions if row[column]}
        if len(given) == 1:
            return plain(next(iter(given.values())))
        return "\n\n".join(f"{self.questions[column]}\n{plain(text)}" for column, text in given.items())

    def comment(self, row: Row) -> Comment | None:
        locale, text = self.said(row, "text")
        if not text or not self._is_whole(row):
            return None
        return Comment(
            line=row.line,
            origin=self.origin(row, locale),
            text=text,
            about_kind=self.cell(row, "about_kind").rpartition("::")[2],
            about_id=self.cell(row, "about_id"),
            root_id=next(iter(proposal_ids(self.cell(row, "source_url"))), ""),
            alignment=int(number_of(self.cell(row, "alignment")) or 0),
            depth=self.count(row, "depth") or 0,
            written_on=self.day(row, "published_on"),
        )

    def debate(self, row: Row) -> Debate | None:
        locale, title = self.said(row, "title")
        if not title or not self._is_whole(row):
            return None
        return Debate(
            line=row.line,
            origin=self.origin(row, locale),
            title=title,
            text=self.said(row, "text")[1],
            conclusions=self.said(row, "conclusions")[1],
            comments=self.count(row, "comments"),
        )

    def result(self, row: Row) -> Result | None:
        locale, title = self.said(row, "title")
        if not self._is_whole(row):
            return None
        if not title:
            self._fault(row, "title", _("Cette réalisation n’a pas de titre."))
            return None
        progress = number_of(self.cell(row, "progress"))
        return Result(
            line=row.line,
            origin=self.origin(row, locale),
            title=title,
            text=self.said(row, "text")[1],
            parent=self.cell(row, "parent"),
            status=self.said(row, "status")[1],
            progress=None if progress is None else min(100.0, max(0.0, progress)),
            starts_on=self.day(row, "starts_on"),
            ends_on=self.day(row, "ends_on"),
            proposals=proposal_ids(self.cell(row, "proposals")),
        )

    def meeting(self, row: Row) -> Meeting | None:
        locale, title = self.said(row, "title")
        if not self._is_whole(row):
            return None
        if not title:
            self._fault(row, "title", _("Cette rencontre n’a pas de titre."))
            return None
        starts = _instant(self.cell(row, "starts_on"))
        return Meeting(
            line=row.line,
            origin=self.origin(row, locale),
            title=title,
            text=self.said(row, "text")[1],
            place=self.said(row, "place")[1],
            on=starts.date() if starts else self.day(row, "starts_on"),
            at=starts.time() if starts else None,
            minutes=_minutes(self.cell(row, "starts_on"), self.cell(row, "ends_on")),
            attendance=self.count(row, "attendance"),
            contributions=self.count(row, "contributions"),
            is_withdrawn=is_yes(self.cell(row, "is_withdrawn")),
        )

    def consultation(self, row: Row) -> Consultation | None:
        title = self.said(row, "title")[1]
        if not self._is_whole(row):
            return None
        if not title:
            self._fault(row, "title", _("Cette consultation n’a pas de titre."))
            return None
        return Consultation(
            line=row.line,
            origin=self.origin(row),
            title=title,
            organiser=self.said(row, "organiser")[1],
            text=self.said(row, "text")[1],
            on=self.day(row, "starts_on"),
            tools=_listed(self.cell(row, "tools")),
            methods=_listed(self.cell(row, "methods")),
        )


@lru_cache(maxsize=256)
def _folded(state: str) -> str:
    return folded(state)


def _instant(text: str) -> datetime.datetime | None:
    """ "2026-03-02 17:30:00 UTC" as the clock of here tells it; None without an hour, or for another habit."""
    text = text.strip().replace(" UTC", "+00:00").replace("T", " ")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[+-]\d\d:?\d\d|Z)?", text):
        return None
    try:
        found = datetime.datetime.fromisoformat(re.sub(r" (?=[+-])", "", text))
    except ValueError:
        return None
    return (timezone.localtime(found) if found.tzinfo else found).replace(second=0, microsecond=0, tzinfo=None)


def _minutes(start: str, end: str) -> int | None:
    """Between two instants written alike, of at most a day."""
    try:
        begins, ends = (datetime.datetime.fromisoformat(one[:19].replace("T", " ")) for one in (start, end))
    except ValueError:
        return None
    minutes = round((ends - begins).total_seconds() / 60)
    return minutes if 0 < minutes <= 24 * 60 else None


def _listed(text: str) -> tuple[str, ...]:
    """A list in JSON, or words joined by commas."""
    try:
        found = json.loads(text) if text.startswith("[") else text.split(",")
    except (ValueError, RecursionError):
        found = [text]
    return tuple(str(one).strip() for one in found if str(one).strip()) if isinstance(found, list) else ()
